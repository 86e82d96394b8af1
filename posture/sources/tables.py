"""Tables of other programs to columns of numbers: whatever separates, and whatever marks decimals.

Kinovea's kinematics dialogs export CSV with the time first, in milliseconds, quoted where the
language of the system has a decimal comma; its export for gnuplot is text with a line of names
that begins with ``#``.
"""

import csv
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from posture.errors import SourceError
from posture.sources.files import require_file
from posture.types import Floats

_SEPARATORS = ("\t", ";", ",", " ")
_TIME = re.compile(r"(?:time|t|timestamp|zeit|temps|tiempo)(?=[^a-z]|$)", re.IGNORECASE)
_MS = re.compile(r"(?:[^a-z]|^)(?:ms|msec|milliseconds?)(?:[^a-z]|$)", re.IGNORECASE)
_SECONDS = re.compile(r"(?:[^a-z]|^)(?:s|sec|seconds?)(?:[^a-z]|$)", re.IGNORECASE)
_CLOCK = re.compile(r"(?:(?P<hours>\d+):)?(?P<minutes>\d+):(?P<seconds>\d+[.,]\d+)")
_FRAME = re.compile(
    r"(?:frames?|index|idx|samples?|row|no|nr|number|bild|image|picture|#)?(?=[^a-z]|$)",
    re.IGNORECASE,
)
_SLOWEST_S = 5.0  # a step without a unit that is longer is hardly one in seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeTable:
    """A table over time: rising ``time_s`` (n,), columns of numbers (n,), NaN where empty."""

    path: Path
    time_s: Floats
    columns: dict[str, Floats]


def read_table(path: Path, *, rate_hz: float | None = None) -> TimeTable:
    """Read a table with a column for time; text columns are left out.

    The time is the first column called time or t, else the first one; in milliseconds where its
    name says so. Rows without a time are left out, and the rest is put in the order of time.
    With ``rate_hz``, pictures per second, the first column counts pictures instead.

    Raises
    ------
    SourceError
        When it is missing, nothing of a table with a time is found, or pictures are counted
        without a rate, or a rate is given beside a time.
    """
    require_file(path, expected="a table with a column for time")
    names, rows = _cells(path, _text(path))
    named = next((n for n, name in enumerate(names) if _TIME.match(name)), None)
    place = named or 0
    cells = [row[place] for row in rows]
    if named is None and _counts(names[0], cells):
        time_s = _numbers(cells) / _known_rate_hz(path, names[0], rate_hz)
    elif rate_hz is not None:
        raise SourceError(
            f"{path}: expected a table that counts pictures, as a rate was given, found the time "
            f'"{names[place]}"; leave out --rate.'
        )
    else:
        time_s = _times(path, names[place], cells)
    kept = np.flatnonzero(np.isfinite(time_s))
    order = kept[np.unique(time_s[kept], return_index=True)[1]]
    columns = {
        name: _numbers(row[n] for row in rows)[order] for n, name in enumerate(names) if n != place
    }
    found = {name: values for name, values in columns.items() if np.isfinite(values).any()}
    if len(order) == 0 or not found:
        raise _no_table(path, f'none where the time would be "{names[place]}"')
    return TimeTable(path=path, time_s=time_s[order], columns=found)


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror}).") from error
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _cells(path: Path, text: str) -> tuple[list[str], list[list[str]]]:
    """Return the names of the columns and the rows below them, all of one length."""
    lines = [line.strip("\r\n #") for line in text.splitlines()]
    lines = [line for line in lines if line]
    for separator in _SEPARATORS if lines else ():
        rows = [_split(line, separator) for line in lines]
        even = [row for row in rows if len(row) == len(rows[-1])]
        first = next((place for place, row in enumerate(even) if _has_value(row)), 0)
        if len(rows[-1]) > 1 and first > 0:
            return even[first - 1], [row for row in even[first:] if _has_value(row)]
    raise _no_table(path, "no line of names with rows of numbers below it")


def _has_value(row: Sequence[str]) -> bool:
    return any(_number(cell) is not None or _CLOCK.fullmatch(cell) for cell in row)


def _split(line: str, separator: str) -> list[str]:
    cells = next(csv.reader([line], delimiter=separator, skipinitialspace=separator == " "))
    return [cell.strip() for cell in cells]


def _times(path: Path, name: str, cells: Sequence[str]) -> Floats:
    if any(_CLOCK.fullmatch(cell) for cell in cells):
        return np.array([_clock_s(cell) for cell in cells])
    time = _numbers(cells)
    if _MS.search(name):
        return time / 1e3
    known = time[np.isfinite(time)]
    if not _SECONDS.search(name) and len(known) > 1 and np.median(np.diff(known)) > _SLOWEST_S:
        raise SourceError(
            f'{path}: expected the unit of the time in the name of its column, found "{name}" '
            f'with steps of {np.median(np.diff(known)):g}; name it "{name} (ms)" or "{name} (s)".'
        )
    return time


def _counts(name: str, cells: Sequence[str]) -> bool:
    """Tell whether a column that is not called time counts pictures: named so, or whole numbers."""
    if _MS.search(name) or _SECONDS.search(name) or any(_CLOCK.fullmatch(one) for one in cells):
        return False
    known = [one for cell in cells if (one := _number(cell)) is not None]
    return _FRAME.match(name) is not None or all(one.is_integer() for one in known)


def _known_rate_hz(path: Path, name: str, rate_hz: float | None) -> float:
    if rate_hz is None:
        raise SourceError(
            f'{path}: expected a column for time, found "{name}", which counts pictures; give the '
            "pictures per second of the other table with --rate, or name a column of seconds "
            '"time (s)".'
        )
    return rate_hz


def _clock_s(cell: str) -> float:
    found = _CLOCK.fullmatch(cell)
    if found is None:
        return math.nan
    hours, minutes = int(found["hours"] or 0), int(found["minutes"])
    return 3600 * hours + 60 * minutes + float(found["seconds"].replace(",", "."))


def _numbers(cells: Iterable[str]) -> Floats:
    read = (_number(cell) for cell in cells)
    return np.array([math.nan if one is None else one for one in read], np.float64)


def _number(cell: str) -> float | None:
    try:
        value = float(cell.replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _no_table(path: Path, found: str) -> SourceError:
    return SourceError(
        f"{path}: expected a table with a column for time (seconds, milliseconds or h:mm:ss.fff) "
        f"and one with values, found {found}; export it as CSV."
    )
