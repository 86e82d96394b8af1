"""Tables that a user wrote: which recordings a study has, and which stretches have names.

Both are CSV with a header; a column that is not known is refused, so that nothing is misspelt.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from posture.errors import ConfigError
from posture.segments import parse_segments, segment
from posture.summed import Segment

COLUMNS = (
    "path",
    "participant",
    "condition",
    "profile",
    "focal_px",
    "hfov_deg",
    "distance_cm",
    "baseline",
    "segments",
)
_SEGMENT_COLUMNS = ("name", "start_s", "end_s", "recording")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One recording of a study as the table describes it; ``None`` where a cell is empty."""

    path: Path
    line: int
    participant: str | None = None
    condition: str | None = None
    profile: str | None = None
    focal_px: float | None = None
    hfov_deg: float | None = None
    distance_cm: float | None = None
    baseline: str | None = None
    segments: tuple[Segment, ...] = ()


def read_study(path: Path) -> list[Row]:
    """Read the table of a study; paths in it are relative to the table."""
    rows = [_row(path, cells, line) for line, cells in _lines(path, COLUMNS, needed=("path",))]
    if not rows:
        raise ConfigError(
            f"{path}: expected a row for each recording, found none below the header."
        )
    return rows


class SegmentTable:
    """A table of named stretches, read when it is first asked for and then no more.

    Its column ``recording`` holds a path, relative to the table, or only a file name.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def of(self, recording: Path | None) -> tuple[Segment, ...]:
        """Return the stretches of every recording, and those that name this one."""
        whole = None if recording is None else recording.absolute().resolve()
        return tuple(
            segment(
                cells["name"],
                _number(self._path, line, "start_s", cells["start_s"]),
                _number(self._path, line, "end_s", cells["end_s"]),
                origin=f"{self._path}, line {line}",
            )
            for line, cells, named in self._rows
            if recording is None
            or named is None
            or named == whole
            or cells["recording"] in (recording.name, recording.stem)
        )

    @cached_property
    def _rows(self) -> list[tuple[int, dict[str, str], Path | None]]:
        """Line number and cells of each row, and the file that it names."""
        needed = ("name", "start_s", "end_s")
        return [
            (line, cells, self._named(cells.get("recording")))
            for line, cells in _lines(self._path, _SEGMENT_COLUMNS, needed=needed)
        ]

    def _named(self, text: str | None) -> Path | None:
        return (self._path.parent / text).absolute().resolve() if text else None


def read_segments(path: Path, recording: Path | None = None) -> tuple[Segment, ...]:
    """Read named stretches: those of every recording, and those that name this one."""
    return SegmentTable(path).of(recording)


def _row(table: Path, cells: Mapping[str, str], line: int) -> Row:
    numbers = {
        name: _number(table, line, name, cells[name])
        for name in ("focal_px", "hfov_deg", "distance_cm")
        if cells.get(name)
    }
    recording = table.parent / cells["path"]
    return Row(
        path=recording,
        line=line,
        participant=cells.get("participant") or None,
        condition=cells.get("condition") or None,
        profile=_near(table, cells.get("profile") or None),
        baseline=_near(table, cells.get("baseline") or None),
        segments=_segments(table, line, cells.get("segments", ""), recording),
        **numbers,
    )


def _segments(table: Path, line: int, text: str, recording: Path) -> tuple[Segment, ...]:
    if text.lower().endswith(".csv"):
        return read_segments(table.parent / text, recording)
    return parse_segments(text, origin=f"{table}, line {line}")


def _near(table: Path, named: str | None) -> str | None:
    """Return a file beside the table by its path, anything else as it is written."""
    if named is None or not (table.parent / named).is_file():
        return named
    return str(table.parent / named)


def _lines(
    path: Path, known: tuple[str, ...], *, needed: tuple[str, ...]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line number and cells of each row that is not empty."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no UTF-8 text"
        raise ConfigError(f"{path}: expected a table (CSV), it cannot be read ({why}).") from error
    dialect = csv.excel
    table = csv.DictReader(text.splitlines(), dialect=dialect, delimiter=_delimiter(text))
    _check_header(path, [name.strip() for name in table.fieldnames or ()], known, needed)
    for row in table:
        cells = {
            (name or "").strip(): (row[name] or "").strip() for name in row if name is not None
        }
        if None in row:
            raise ConfigError(
                f"{path}, line {table.line_num}: expected a cell for each column of the header, "
                "found more; put quotes around cells that hold a comma."
            )
        if any(cells.values()):
            _check_row(path, table.line_num, cells, needed)
            yield table.line_num, cells


def _delimiter(text: str) -> str:
    """Tell semicolons, which spreadsheets of some countries write, from commas."""
    header = text.partition("\n")[0]
    return ";" if header.count(";") > header.count(",") else ","


def _check_header(
    path: Path, found: list[str], known: tuple[str, ...], needed: tuple[str, ...]
) -> None:
    unknown = [name for name in found if name not in known]
    if unknown:
        raise ConfigError(
            f"{path}: expected the columns {', '.join(known)}, found {', '.join(unknown)!r}; "
            "rename or remove it."
        )
    missing = [name for name in needed if name not in found]
    if missing:
        raise ConfigError(
            f"{path}: expected the columns {', '.join(needed)}, found no {', '.join(missing)}."
        )


def _check_row(path: Path, line: int, cells: Mapping[str, str], needed: tuple[str, ...]) -> None:
    for name in needed:
        if not cells[name]:
            raise ConfigError(f"{path}, line {line}: expected something in {name}, found nothing.")


def _number(path: Path, line: int, name: str, text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise ConfigError(
            f"{path}, line {line}: expected a number in {name}, found {text!r}."
        ) from error
