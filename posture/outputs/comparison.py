"""Comparison as a page: two methods on the same moments, or before and after."""

import html
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from posture.change import Change, Period
from posture.outputs.agreewords import Compared, agreement_rows, apart, reliable
from posture.outputs.changewords import change_rows, change_sentences, dose_rows
from posture.outputs.comparecharts import Whisker, bland_altman, both_over_time, whiskers
from posture.outputs.dictionary import column
from posture.outputs.files import atomic
from posture.outputs.pages import page
from posture.outputs.panels import Panel
from posture.outputs.wording import capitalised, duration, muscle_name
from posture.shipped import data_text

_CHANGE_HEAD = ("What", "Difference", "95 % between", "Before", "After", "Minutes seen")
_AGREE_HEAD = ("What", "Estimate", "95 % between")
_UNITS = {"deg": "Angles", "cm": "Distances and heights", "": "Shares of a full shrug"}
_PERCENT = 100.0
_WHISKERS = (
    "Right of the line is more after than before. The whiskers hold the true difference 19 "
    "times in 20; a hollow diamond is no clear change."
)
_UNTOLD = (
    "Right of the line is more after than before. Whether that is a change cannot be told, as the "
    "load was seen in another way; so there are no whiskers."
)
_MINUS = "\N{NO-BREAK SPACE}−\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A part of the page: charts, and the same as a table."""

    key: str
    heading: str
    panels: Sequence[Panel]
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    words: str = ""


def write_agreement(path: Path, compared: Sequence[Compared], *, ours: str, theirs: str) -> None:
    """Write the page on how two methods agree."""
    groups = [_agreement_group(number, one) for number, one in enumerate(compared)]
    _write(
        path,
        groups,
        title=f"{ours} against {theirs}",
        meta=[f"{len(one.pairs):,} pairs of {one.label.lower()}" for one in compared],
        sentences=[apart(one) for one in compared],
        doubts=(),
        method=_method("agreement"),
        limits=_texts()["agreement"]["limits"],
    )


def write_change(
    path: Path,
    periods: tuple[Period, Period],
    changes: Sequence[Change],
    doses: Sequence[Change],
    doubts: Sequence[str],
) -> None:
    """Write the page on what changed between two periods."""
    before, after = periods
    _write(
        path,
        [*_change_groups(changes), *_dose_groups(doses)],
        title="Before and after",
        meta=[f"before: {before.name}", f"after: {after.name}"],
        sentences=tuple(change_sentences(changes, doses)),
        doubts=doubts,
        method={"Compared": _compared(changes), **_method("change")},
        limits=_texts()["change"]["limits"],
    )


def _write(path: Path, groups: Sequence[Group], **parts: Any) -> None:
    shown = [panel for group in groups for panel in group.panels]
    text = page("compare.html.j2").render(
        groups=groups, figures={panel.key: panel.figure for panel in shown}, **parts
    )
    with atomic(path) as handle:
        handle.write(text)


def _agreement_group(place: int, one: Compared) -> Group:
    unit, theirs = one.unit, html.escape(one.theirs_in_words)  # Plotly reads tags
    lines = Panel(
        key=f"lines-{place}",
        heading="Over time",
        figure=both_over_time(one.pairs, f"ours: {html.escape(one.label)}", theirs, unit),
        caption=f"Both methods where both had a value, over {duration(_span_s(one))}.",
    )
    dots = Panel(
        key=f"dots-{place}",
        heading="Difference by size (Bland–Altman)",
        figure=bland_altman(one.pairs, one.found, unit),
        caption="Each dot is a moment. A cloud that slopes says that one method stretches the "
        "scale; one that widens, that the error grows with the value.",
    )
    return Group(
        key=f"measure-{place}",
        heading=f"{one.label} against {one.theirs_in_words.replace(' − ', _MINUS)}",
        panels=(lines, dots),
        head=_AGREE_HEAD,
        rows=tuple(agreement_rows(one)),
        words=reliable(one),
    )


def _span_s(one: Compared) -> float:
    return float(one.pairs.time_s[-1] - one.pairs.time_s[0])


def _change_groups(changes: Sequence[Change]) -> Iterator[Group]:
    for unit, heading in _UNITS.items():
        found = [change for change in changes if column(change.name).unit == unit]
        if found:
            scale = 1.0 if unit else _PERCENT
            rows = [_whisker(column(one.name).label, one, scale) for one in found]
            yield _group(f"unit-{unit or 'share'}", heading, rows, unit or "%", change_rows(found))


def _dose_groups(doses: Sequence[Change]) -> Iterator[Group]:
    found = [one for one in doses if max(one.before, one.after) > 0]
    if found:
        rows = [_whisker(muscle_name(one.name), one, _PERCENT) for one in found]
        heading = "Mean load of each muscle, of our guide value"
        alike = all(one.alike for one in found)
        caption = _WHISKERS if alike else _UNTOLD
        yield _group("doses", heading, rows, "%", dose_rows(found), caption=caption)


def _group(
    key: str,
    heading: str,
    rows: Sequence[Whisker],
    unit: str,
    numbers: Iterator[Mapping[str, str]],
    *,
    caption: str = _WHISKERS,
) -> Group:
    figure = whiskers(rows, unit)
    panel = Panel(key=f"chart-{key}", heading="After minus before", figure=figure, caption=caption)
    cells = tuple(tuple(row.values()) for row in numbers)
    return Group(key=key, heading=heading, panels=(panel,), head=_CHANGE_HEAD, rows=cells)


def _whisker(label: str, change: Change, scale: float) -> Whisker:
    one = change.difference
    return Whisker(
        label=capitalised(label),
        value=scale * one.estimate,
        low=None if one.low is None else scale * one.low,
        high=None if one.high is None else scale * one.high,
    )


def _compared(changes: Sequence[Change]) -> str:
    how = "paired" if any(change.paired for change in changes) else "apart"
    return str(_texts()["change"][how])


def _method(kind: str) -> dict[str, str]:
    return {**_texts()[kind]["method"], "Intervals": _texts()["intervals"]}


@cache
def _texts() -> Mapping[str, Any]:
    return tomllib.loads(data_text("compare.toml"))
