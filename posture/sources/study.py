"""Tables that a user wrote: which recordings a study has, and which stretches have names.

Both are CSV with a header; a column that is not known is refused, so that nothing is misspelt.
"""

import csv
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from operator import itemgetter
from os.path import relpath
from pathlib import Path, PurePath

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
_Line = tuple[int, dict[str, str]]  # number and cells of a row


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


class SegmentTable:
    """A table of named stretches, read when it is first asked for and then no more.

    Its column ``recording`` holds a path, relative to the table, or only a file name.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._met: set[str] = set()  # what the column holds of recordings that were asked for
        self._asked: list[Path] = []

    def of(self, recording: Path) -> tuple[Segment, ...]:
        """Return the stretches of every recording, and those that name this one."""
        names = {recording.name, recording.stem}
        names |= self._paths.get(recording.absolute().resolve(), set())
        self._met |= names
        self._asked.append(recording)
        rows = [row for name in ("", *names) for row in self._rows.get(name, ())]
        return tuple(self._segment(line, cells) for line, cells in sorted(rows, key=itemgetter(0)))

    @property
    def strangers(self) -> list[str]:
        """What the column ``recording`` names though nobody asked for it, in order."""
        return [name for name in self._rows if name and name not in self._met]

    @property
    def is_in_vain(self) -> bool:
        """Whether no row belongs to any recording that was asked for."""
        return bool(self._rows) and len(self.strangers) == len(self._rows)

    def near(self, stranger: str) -> str | None:
        """Return what is written much like it and was asked for, as the table would name it."""
        if "/" in stranger:
            known = {_seen_from(self.path.parent, path) for path in self._asked}
        else:
            known = {path.name for path in self._asked}
        return next(iter(get_close_matches(stranger, known, n=1)), None)

    @cached_property
    def _rows(self) -> dict[str, list[_Line]]:
        """Rows by the recording that they name, nothing being every one; the file's order stays."""
        rows: dict[str, list[_Line]] = {}
        for line, cells in _lines(self.path, _SEGMENT_COLUMNS, needed=("name", "start_s", "end_s")):
            rows.setdefault(cells.get("recording", ""), []).append((line, cells))
        return rows

    @cached_property
    def _paths(self) -> dict[Path, set[str]]:
        """By each file that is named, how it is."""
        paths: dict[Path, set[str]] = {}
        for name in filter(None, self._rows):
            paths.setdefault((self.path.parent / name).absolute().resolve(), set()).add(name)
        return paths

    def _segment(self, line: int, cells: Mapping[str, str]) -> Segment:
        return segment(
            cells["name"],
            _number(self.path, line, "start_s", cells["start_s"]),
            _number(self.path, line, "end_s", cells["end_s"]),
            origin=f"{self.path}, line {line}",
        )


class SegmentTables:
    """Tables of named stretches by their paths, each read once however many ask for it."""

    def __init__(self) -> None:
        self._tables: dict[Path, SegmentTable] = {}

    def at(self, path: Path) -> SegmentTable:
        """Return the table that lies there."""
        return self._tables.setdefault(path, SegmentTable(path))

    def __iter__(self) -> Iterator[SegmentTable]:
        return iter(self._tables.values())


def read_study(path: Path, tables: SegmentTables | None = None) -> list[Row]:
    """Read the table of a study; paths in it are relative to the table.

    Tables of segments that its rows name are kept in ``tables``.
    """
    known = SegmentTables() if tables is None else tables
    rows = [
        _row(path, cells, line, known) for line, cells in _lines(path, COLUMNS, needed=("path",))
    ]
    if not rows:
        raise ConfigError(
            f"{path}: expected a row for each recording, found none below the header."
        )
    return rows


def _row(table: Path, cells: Mapping[str, str], line: int, tables: SegmentTables) -> Row:
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
        segments=_segments(table, line, cells.get("segments", ""), recording, tables),
        **numbers,
    )


def _segments(
    table: Path, line: int, text: str, recording: Path, tables: SegmentTables
) -> tuple[Segment, ...]:
    if text.lower().endswith(".csv"):
        return tables.at(table.parent / text).of(recording)
    return parse_segments(text, origin=f"{table}, line {line}")


def _seen_from(folder: Path, path: Path) -> str:
    try:
        return PurePath(relpath(path, folder)).as_posix()
    except ValueError:  # on another drive
        return str(path)


def _near(table: Path, named: str | None) -> str | None:
    """Return a file beside the table by its path, anything else as it is written."""
    if named is None or not (table.parent / named).is_file():
        return named
    return str(table.parent / named)


def _lines(path: Path, known: tuple[str, ...], *, needed: tuple[str, ...]) -> Iterator[_Line]:
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
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ConfigError(f"{path}, line {line}: expected a number in {name}, found {text!r}.")
    return number
