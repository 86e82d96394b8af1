"""Two methods, or before and after: decided by what the arguments are, shown, written, printed."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from posture.agreement import agreement
from posture.app.periods import are_days, period_of
from posture.app.terminal import complain, out, visible
from posture.change import changes, dose_changes, doubts
from posture.errors import ConfigError, SourceError
from posture.outputs.agreewords import Compared, agreement_mapping, apart, reliable
from posture.outputs.changewords import change_mapping, change_sentences
from posture.outputs.comparison import write_agreement, write_change
from posture.pairing import Track, pair
from posture.sources.measured import TABLE, read_measured
from posture.sources.tables import TimeTable, read_table
from posture.types import MEASURES

_FROM = re.compile(r"(?P<whole>\d+(?:\.\d+)?)-(?P<name>.+)")
_FEW = 0.5  # of the moments that could meet
_RESULT_SUFFIXES = (".json", ".npz")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """How to compare two methods: pairs of columns, and what is to be known of their times.

    ``offset_s`` is by how much their clock is behind ours, ``rate_hz`` how many pictures a second
    they count.
    """

    columns: Sequence[str] = ()
    offset_s: float | None = None
    rate_hz: float | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One of their columns, as it is or taken from a number."""

    name: str
    taken_from: float | None = None


def compare(ours: str, other: str, request: Request, page: Path, *, as_json: bool) -> None:
    """Compare two methods where one of the arguments is a table, else before and after."""
    if any(_is_table(text) for text in (ours, other)):
        _methods(_table(ours), _table(other, request.rate_hz), request, page, as_json=as_json)
    else:
        _periods(ours, other, request, page, as_json=as_json)
    if not as_json:
        out.print(f"page: {visible(page)}", soft_wrap=True)


def _is_table(text: str) -> bool:
    path = Path(text)
    return path.is_file() and path.suffix.lower() not in _RESULT_SUFFIXES


def _table(text: str, rate_hz: float | None = None) -> TimeTable:
    if are_days(text):
        raise ConfigError(
            f"{text}: a table is compared with the results of one recording, found days of the "
            "history; name its folder or its measurements.csv."
        )
    path = Path(text)
    if path.suffix.lower() in _RESULT_SUFFIXES:
        path = path.parent
    path = path / TABLE if path.is_dir() else path
    if path.name != TABLE:
        return read_table(path, rate_hz=rate_hz)
    if rate_hz is not None:
        raise ConfigError(f"--rate: expected another table that counts pictures, found {path}.")
    ours = read_measured(path)
    seen = {name: one for name, one in ours.columns.items() if np.isfinite(one).any()}
    return TimeTable(path=path, time_s=ours.time_s, columns=seen)


def _methods(
    ours: TimeTable, theirs: TimeTable, request: Request, page: Path, *, as_json: bool
) -> None:
    compared = [
        _compared(ours, theirs, one, other, request.offset_s or 0.0)
        for one, other in _matches(ours, theirs, request.columns)
    ]
    for one in compared:
        _complain_of_few(one, ours, theirs)
    write_agreement(page, compared, ours=_name(ours.path), theirs=_name(theirs.path))
    if as_json:
        _print_json({"kind": "agreement", "measures": [agreement_mapping(one) for one in compared]})
        return
    for one in compared:
        out.print(visible(f"{apart(one)} {reliable(one)}"), soft_wrap=True)


def _complain_of_few(one: Compared, ours: TimeTable, theirs: TimeTable) -> None:
    """Say where most of the moments of the shorter table have none beside them."""
    values = (ours.columns[one.ours], theirs.columns[one.theirs])
    fewer = min(int(np.isfinite(column).sum()) for column in values)
    if len(one.pairs) < _FEW * fewer:
        complain(
            f"{one.ours} and {one.theirs}: only {len(one.pairs)} of {fewer} moments meet; ours is "
            f"{_lasts(ours)}, theirs {_lasts(theirs)}. Are both times in seconds (--rate), from "
            "the same beginning (--offset-s)?"
        )


def _compared(
    ours: TimeTable, theirs: TimeTable, one: str, other: Column, offset_s: float
) -> Compared:
    values = theirs.columns[other.name]
    if other.taken_from is not None:
        values = other.taken_from - values
    mine, yours = Track(ours.time_s, ours.columns[one]), Track(theirs.time_s, values)
    pairs = pair(mine, yours, offset_s=offset_s)
    if len(pairs) == 0:
        raise SourceError(
            f"{one} and {other.name}: expected moments that both have, found none: ours lasts "
            f"{_lasts(ours)}, theirs {_lasts(theirs)}; --offset-s moves theirs."
        )
    return Compared(
        ours=one,
        theirs=other.name,
        pairs=pairs,
        found=agreement(pairs),
        taken_from=other.taken_from,
    )


def _matches(
    ours: TimeTable, theirs: TimeTable, columns: Sequence[str]
) -> Sequence[tuple[str, Column]]:
    """Return the pairs of columns that were named, else the measures that both have."""
    if columns:
        return [_match(ours, theirs, text) for text in columns]
    common = [name for name in MEASURES if name in ours.columns and name in theirs.columns]
    if not common:
        raise ConfigError(
            "Expected --column OURS=THEIRS, as no measure has the same name in both; "
            f"{_listed(ours, theirs)}."
        )
    return [(name, Column(name)) for name in common]


def _match(ours: TimeTable, theirs: TimeTable, text: str) -> tuple[str, Column]:
    one, equals, wanted = text.partition("=")
    other = _column(theirs, wanted)
    if not equals or one not in ours.columns or other is None:
        raise ConfigError(
            f'--column: expected OURS=THEIRS with columns that are there, found "{text}"; '
            f"{_listed(ours, theirs)}."
        )
    return one, other


def _column(theirs: TimeTable, text: str) -> Column | None:
    """Find their column by its name, or by a number minus its name, such as 90-CVA."""
    if text in theirs.columns:
        return Column(text)
    found = _FROM.fullmatch(text)
    if found is None or found["name"].strip() not in theirs.columns:
        return None
    return Column(found["name"].strip(), taken_from=float(found["whole"]))


def _listed(ours: TimeTable, theirs: TimeTable) -> str:
    return f"ours: {', '.join(ours.columns)}; theirs: {', '.join(theirs.columns)}"


def _name(path: Path) -> str:
    """Name a table; ours are called alike and lie in a folder that says which one it is."""
    return path.absolute().parent.name if path.name == TABLE else path.name


def _lasts(table: TimeTable) -> str:
    return f"from {table.time_s[0]:.1f} s to {table.time_s[-1]:.1f} s"


def _periods(ours: str, other: str, request: Request, page: Path, *, as_json: bool) -> None:
    if request != Request():
        raise ConfigError(
            "--column, --offset-s and --rate join two methods, found two periods; name the "
            "table of the other method, or leave them out."
        )
    before, after = period_of(ours), period_of(other)
    measures, doses, doubtful = (
        changes(before, after),
        dose_changes(before, after),
        doubts(before, after),
    )
    write_change(page, (before, after), measures, doses, doubtful)
    if as_json:
        found = change_mapping(before, after, measures, doses)
        _print_json({**found, "doubts": list(doubtful)})
        return
    for sentence in change_sentences(measures, doses):
        out.print(visible(sentence), soft_wrap=True)
    for doubt in doubtful:
        complain(doubt)


def _print_json(found: Mapping[str, object]) -> None:
    print(json.dumps(found, ensure_ascii=False, allow_nan=False))
