"""Bar charts of a report: the dose of each muscle, shares of the time, as plain Plotly figures."""

from collections.abc import Sequence
from dataclasses import dataclass

from posture.outputs.plotting import (
    OUTLINE,
    Figure,
    bars,
    level_line,
    numbers,
    rows_layout,
    wrapped,
    written,
)

GUIDE_PCT = 100.0
GUIDE = "guide value"
_TICKS = (0, 50, 100, 150, 200)
PERCENTS: Figure = {
    "tickvals": list(_TICKS),
    "ticktext": [f"{tick} %" for tick in _TICKS],
    "tickangle": 0,
}
READABLE = {"mode": "hide", "minsize": 11}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One kind of piece in stacked bars, and its share in each row, in per cent."""

    label: str
    share_pct: Sequence[float]
    colour: str
    pattern: str


def dose_bars(
    labels: Sequence[str],
    peak_pct: Sequence[float],
    end_pct: Sequence[float],
    *,
    interval_pct: Sequence[tuple[float, float]],
) -> Figure:
    """Draw the highest and the last dose of each muscle, in per cent of the guide value.

    Whiskers reach from the lowest to the highest dose that the error of the measures allows.
    """
    pairs = list(zip(peak_pct, interval_pct, strict=True))
    whisker = {
        "type": "data",
        "symmetric": False,
        "array": numbers([max(0.0, high - peak) for peak, (_, high) in pairs]),
        "arrayminus": numbers([max(0.0, peak - low) for peak, (low, _) in pairs]),
        "color": "var(--text)",
        "thickness": 1.5,
        "width": 5,
    }
    look = {"marker": {"color": "var(--blue)"}, "textposition": "none", "error_x": whisker}
    highest = bars(labels, peak_pct, name="highest", **look)
    marker = {"symbol": "diamond", "size": 11, "color": "var(--orange)", "line": OUTLINE}
    last = {
        "type": "scatter",
        "mode": "markers",
        "name": "at the end",
        "x": numbers(end_pct),
        "y": wrapped(labels),
        "marker": marker,
        "hovertemplate": "%{y}: %{x:.1f} % at the end<extra></extra>",
    }
    highest_pct = [max(peak, high) for peak, (_, high) in pairs]
    end = 1.4 * max(GUIDE_PCT, *highest_pct)  # room for the numbers beyond the guide value
    axis = PERCENTS | {"range": [0, end]}
    shapes = [level_line(GUIDE_PCT, GUIDE, axis="x")]
    said = written(labels, peak_pct, at=end)
    return {"data": [highest, last, said], "layout": rows_layout(len(labels), axis, shapes=shapes)}


def stacked(rows: Sequence[str], parts: Sequence[Part]) -> Figure:
    """Draw one bar of shares per row; each kind of part has its colour, pattern and name."""
    axis = PERCENTS | {"range": [0, 100.5]}
    data = [_stack_trace(part, rows) for part in parts]
    return {
        "data": data,
        "layout": rows_layout(len(rows), axis, barmode="stack", uniformtext=READABLE),
    }


def coverage_bars(labels: Sequence[str], share_pct: Sequence[float]) -> Figure:
    """Draw in how much of the recording each measure has a value."""
    axis = PERCENTS | {"range": [0, 116]}
    bar = bars(labels, share_pct, marker={"color": "var(--sky)"}, showlegend=False)
    return {"data": [bar], "layout": rows_layout(len(labels), axis)}


def _stack_trace(part: Part, rows: Sequence[str]) -> Figure:
    shown = [f"{share:.0f} %" if share >= 9 else "" for share in part.share_pct]
    pattern = {"shape": part.pattern, "fgcolor": "var(--pattern)", "fillmode": "overlay"}
    return {
        "type": "bar",
        "orientation": "h",
        "name": part.label,
        "y": wrapped(rows),
        "x": numbers(part.share_pct),
        "text": shown,
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"color": "var(--on-colour)"},
        "marker": {"color": f"var(--{part.colour})", "pattern": pattern, "line": OUTLINE},
        "hovertemplate": f"%{{y}}, {part.label}: %{{x:.1f}} %<extra></extra>",
    }
