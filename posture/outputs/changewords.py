"""Changes to words: what is different after, between what, and by how much was seen."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from posture.change import Change, Period
from posture.outputs.dictionary import column
from posture.outputs.wording import (
    UNTOLD,
    capitalised,
    listed,
    muscle_name,
    number,
    percent,
    telling,
)
from posture.resampling import Interval

LEAD = (
    "head_forward_deg",
    "shoulder_elevation_left_cm",
    "shoulder_elevation_right_cm",
    "screen_distance_cm",
)
_POINTS = 100.0
_DASH = "–"


def change_sentences(changes: Sequence[Change], doses: Sequence[Change]) -> Iterator[str]:
    """Say what changed, the clear things first, and how much was observed."""
    lead = [change for change in changes if change.name in LEAD] or list(changes)
    if not lead:
        yield "Nothing was observed both before and after, so nothing can be compared."
        return
    clear = [said(change) for change in lead if change.is_clear]
    unclear = [_unclear(change) for change in lead if not change.is_clear]
    before, after = (max(change.observed_min[side] for change in lead) for side in (0, 1))
    what = listed(clear) if clear else f"no clear change of {listed(unclear)}"
    yield f"After: {what}; {before:.0f} and {after:.0f} minutes observed."
    if clear and unclear:
        yield f"No clear change of {listed(unclear)}."
    yield from _loaded(doses)


def said(change: Change) -> str:
    """Say a change of a measure in words, with its interval.

    Examples
    --------
    >>> said(Change(name="head_forward_deg", before=48.2, after=45.1, paired=False,
    ...     difference=Interval(estimate=-3.1, low=-4.4, high=-1.8, blocks=9), alike=True,
    ...     observed_min=(212.0, 305.0)))
    'head 3.1° less forward (between 1.8 and 4.4)'
    """
    about, one = column(change.name), change.difference
    text = about.more if one.estimate >= 0 else about.less
    amount = _text(abs(one.estimate), about.unit, _decimals(one, about.unit))
    return text.format(amount) + _between(one, about.unit)


def change_rows(changes: Sequence[Change]) -> Iterator[Mapping[str, str]]:
    """Yield a row for each measure: before, after, difference, between what, minutes."""
    for change in changes:
        unit = column(change.name).unit
        yield _row(column(change.name).label, change, unit)


def dose_rows(doses: Sequence[Change]) -> Iterator[Mapping[str, str]]:
    """Yield a row for each muscle, in per cent of the guide value."""
    for change in doses:
        row = _row(muscle_name(change.name), change, "")
        yield row if change.alike else {**row, "between": UNTOLD}


def change_mapping(
    before: Period, after: Period, changes: Sequence[Change], doses: Sequence[Change]
) -> dict[str, Any]:
    """Return everything as values that JSON knows; what is unknown is ``None``."""
    return {
        "kind": "change",
        "before": before.name,
        "after": after.name,
        "measures": [_mapping(change) | {"unit": column(change.name).unit} for change in changes],
        "doses": [_mapping(change) | {"unit": "guide value"} for change in doses],
    }


def _unclear(change: Change) -> str:
    about, one = column(change.name), change.difference
    label = about.label.lower()
    if one.low is None or one.high is None:
        return f"{label} (too little was observed)"
    decimals = _decimals(one, about.unit)
    low, high = (_text(end, about.unit, decimals) for end in (one.low, one.high))
    return f"{label} (between {low} and {high})"


def _loaded(doses: Sequence[Change]) -> Iterator[str]:
    """Say what became of the muscle that was loaded most."""
    most = max(doses, key=lambda change: max(change.before, change.after), default=None)
    if most is None or max(most.before, most.after) <= 0:
        return
    way = "rose" if most.after > most.before else "fell"
    moved = f"{way} from {percent(most.before)} to {percent(most.after)}"
    both = f"{percent(most.before)} and {percent(most.after)}"
    name = muscle_name(most.name)
    if not most.alike:
        yield (
            f"The mean load of the {name} was {both} of our guide value; whether it changed "
            "cannot be told, as it was seen in another way."
        )
        return
    yield (
        f"The mean load of the {name} "
        f"{moved if most.is_clear else f'did not clearly change: {both}'} of "
        f"our guide value{_between_points(most.difference)}."
    )


def _between_points(one: Interval) -> str:
    if one.low is None or one.high is None:
        return "; too little was observed to say how sure that is"
    low, high = (number(_POINTS * end, "", decimals=0) for end in (one.low, one.high))
    return f" (a change between {low} and {high} points)"


def _between(one: Interval, unit: str) -> str:
    """Name the ends of an interval as amounts of the change, the smaller one first."""
    if one.low is None or one.high is None:
        return ""
    ends = (one.low, one.high) if one.estimate >= 0 else (-one.high, -one.low)
    low, high = (_text(end, unit, _decimals(one, unit)).removesuffix("°") for end in ends)
    return f" (between {low.removesuffix(' cm')} and {high.removesuffix(' cm')})"


def _decimals(one: Interval, unit: str) -> int:
    """Return to how many decimals a change is written: so many that its ends differ."""
    usual, scale = (1, 1.0) if unit else (0, _POINTS)
    if one.low is None or one.high is None:
        return usual
    return telling(scale * one.low, scale * one.high, usual)


def _text(value: float, unit: str, decimals: int, share: str = "%") -> str:
    """Write a value; without a unit it is a share, and ``share`` what that is counted in."""
    scaled = value if unit else _POINTS * value
    return number(scaled, unit or share, decimals=decimals)


def _row(label: str, change: Change, unit: str) -> Mapping[str, str]:
    """Write a change; of shares in points, which nobody takes for a part of what was before."""
    one, (before, after) = change.difference, change.observed_min
    decimals = _decimals(one, unit)
    return {
        "label": capitalised(label),
        "difference": _text(one.estimate, unit, decimals, "points"),
        "between": _ends(one, unit, decimals),
        "before": _text(change.before, unit, decimals),
        "after": _text(change.after, unit, decimals),
        "minutes": f"{before:.0f}, {after:.0f}",
    }


def _ends(one: Interval, unit: str, decimals: int) -> str:
    if one.low is None or one.high is None:
        return _DASH
    low, high = (_text(end, unit, decimals, "") for end in (one.low, one.high))
    return f"{low} to {high}" if unit else f"{low} to {high} points"


def _mapping(change: Change) -> dict[str, Any]:
    one = change.difference
    return {
        "name": change.name,
        "before": change.before,
        "after": change.after,
        "difference": one.estimate,
        "low": one.low,
        "high": one.high,
        "blocks": one.blocks,
        "observed_min": list(change.observed_min),
        "paired": change.paired,
        "alike": change.alike,
    }
