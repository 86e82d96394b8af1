"""Comparisons as charts: two methods over time and by size, changes with their intervals."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from posture.agreement import Agreement
from posture.outputs.charts import Line, timeline
from posture.outputs.plotting import (
    OUTLINE,
    SUFFIXES,
    Figure,
    layout,
    numbers,
    rows_layout,
    value_axis,
    wrapped,
)
from posture.outputs.wording import number
from posture.pairing import Pairs
from posture.types import Floats

_MOST_POINTS = 1500
_BLAND_ALTMAN_PX = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Whisker:
    """A change: where it lies and between what; without ends where too little was observed."""

    label: str
    value: float
    low: float | None
    high: float | None

    @property
    def is_clear(self) -> bool:
        """Whether the ends lie on one side of no change."""
        return self.low is not None and self.high is not None and self.low * self.high > 0


def both_over_time(pairs: Pairs, ours: str, theirs: str, unit: str) -> Figure:
    """Draw both methods over time."""
    lines = [
        _line(ours, pairs.ours, "blue", "solid"),
        _line(theirs, pairs.theirs, "orange", "dash"),
    ]
    return timeline(lines, pairs.time_s, unit=unit)


def bland_altman(pairs: Pairs, found: Agreement, unit: str) -> Figure:
    """Draw each difference over the mean of both, with bias and limits of agreement."""
    stride = -(-len(pairs) // _MOST_POINTS)
    mean, minus = ((pairs.ours + pairs.theirs) / 2)[::stride], (pairs.ours - pairs.theirs)[::stride]
    dots = {
        "type": "scatter",
        "mode": "markers",
        "x": numbers(mean),
        "y": numbers(minus),
        "showlegend": False,
        "marker": {"size": 6, "color": "var(--blue)", "opacity": 0.45},
        "hovertemplate": f"mean %{{x:.1f}} {unit}, ours − theirs %{{y:.1f}} {unit}<extra></extra>",
    }
    lines = (
        (found.bias.estimate, "solid", "bias"),
        (found.low.estimate, "dot", "lower limit"),
        (found.high.estimate, "dash", "upper limit"),
    )
    axis = value_axis(unit) | {"automargin": True}
    return {
        "data": [dots],
        "layout": layout(
            _BLAND_ALTMAN_PX,
            xaxis=axis | {"title": {"text": "mean of both"}},
            yaxis=axis | {"title": {"text": "ours − theirs"}},
            shapes=[_level(value, dash, name, unit) for value, dash, name in lines],
            dragmode=False,
        ),
    }


def whiskers(rows: Sequence[Whisker], unit: str) -> Figure:
    """Draw changes as dots with their intervals, around a line of no change."""
    zero = {"type": "line", "x0": 0, "x1": 0, "yref": "paper", "y0": 0, "y1": 1}
    reach = _reach(rows)
    axis = {"tickangle": 0, "range": [-reach, reach], **_ticks(reach, unit)}
    drawn = [row for row in (True, False) if any(one.is_clear is row for one in rows)]
    data = [_dots([one for one in rows if one.is_clear is clear], unit, clear) for clear in drawn]
    parts: Figure = {"shapes": [zero | {"line": {"color": "var(--soft)", "width": 1.5}}]}
    figure = rows_layout(len(rows), axis, **parts)
    figure["yaxis"] |= {"gridcolor": "var(--grid)", "categoryorder": "array"}
    figure["yaxis"] |= {"categoryarray": wrapped([r.label for r in rows])}
    return {"data": data, "layout": figure}


def _dots(rows: Sequence[Whisker], unit: str, clear: bool) -> Figure:
    colour = "var(--blue)" if clear else "var(--soft)"
    up = [0.0 if row.high is None else row.high - row.value for row in rows]
    down = [0.0 if row.low is None else row.value - row.low for row in rows]
    ends = {"type": "data", "symmetric": False, "array": numbers(up), "arrayminus": numbers(down)}
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "clear change" if clear else "no clear change",
        "x": numbers([row.value for row in rows]),
        "y": wrapped([row.label for row in rows]),
        "error_x": ends | {"color": colour, "thickness": 2.5, "width": 6},
        "marker": {"size": 11, "color": colour, "symbol": "circle" if clear else "diamond-open"}
        | {"line": OUTLINE if clear else {"color": colour, "width": 2}},
        "hovertemplate": f"%{{y}}: %{{x:.1f}} {unit}<extra></extra>",
    }


def _reach(rows: Sequence[Whisker]) -> float:
    """Return how far an axis goes to both sides that holds every end and no change."""
    ends = [abs(end) for row in rows for end in (row.value, row.low, row.high) if end is not None]
    return 1.15 * max(*ends, 1e-6)


def _ticks(reach: float, unit: str) -> Figure:
    """Mark no change and one round number to each side: more do not fit on a phone."""
    power = 10.0 ** math.floor(math.log10(reach))
    round_one = max(step * power for step in (1, 2, 3, 4, 5, 6, 8) if step * power <= reach)
    marks = (-round_one, 0.0, round_one)
    decimals = max(0, -math.floor(math.log10(round_one)))
    ends = [number(mark, "", decimals=decimals) + SUFFIXES.get(unit, "") for mark in marks]
    text = [ends[0], "0", ends[-1]]
    return {"tickvals": list(marks), "ticktext": text}


def _line(label: str, value: Floats, colour: str, dash: str) -> Line:
    unknown = np.full_like(value, np.nan)
    return Line(label=label, colour=colour, dash=dash, symbol="circle", value=value, sd=unknown)


def _level(value: float, dash: str, name: str, unit: str) -> Figure:
    return {
        "type": "line",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": value,
        "y1": value,
        "line": {"color": "var(--orange)", "width": 2, "dash": dash},
        "name": f"{name} {number(value, unit)}",
        "showlegend": True,
    }
