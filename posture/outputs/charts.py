"""Time lines of a report, and pictures one after the other, as plain Plotly figures."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from posture.outputs.barcharts import GUIDE, GUIDE_PCT
from posture.outputs.plotting import (
    CHART_PX,
    Figure,
    alert_marks,
    area,
    layout,
    level_line,
    numbers,
    shortened,
    time_axis,
    times,
    value_axis,
)
from posture.types import Alert, Floats

BUCKETS = 600  # points along a time line: about one per pixel
MAX_NAMED_PICTURES = 12  # more names than this do not fit under an axis
# Colours by Okabe and Ito 2008; the style sheet gives each a light and a dark shade. Dashes tell
# the lines apart without colour.
DOSE_STYLES = (
    ("blue", "solid"),
    ("orange", "dash"),
    ("green", "dot"),
    ("pink", "dashdot"),
    ("sky", "longdash"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One quantity over time or over pictures, with its standard deviation."""

    label: str
    colour: str
    dash: str
    symbol: str
    value: Floats
    sd: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A value from which something counts, drawn as a line."""

    value: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Buckets:
    """A thinned series: what was seen in each stretch of time; NaN where nothing was."""

    time_s: Floats
    mean: Floats
    low: Floats
    high: Floats


def thinned(time_s: ArrayLike, values: ArrayLike, *, buckets: int = BUCKETS) -> Buckets:
    """Reduce a series to at most ``buckets`` stretches of equal length and keep its extremes.

    Stretches without a value stay NaN, so that a gap remains a gap. The times are those at which
    the stretches begin.

    Examples
    --------
    >>> thin = thinned([0, 1, 2, 3], [1.0, 3.0, float("nan"), 8.0], buckets=2)
    >>> thin.mean.tolist(), thin.high.tolist()
    ([2.0, 8.0], [3.0, 8.0])
    """
    time, value = np.asarray(time_s, np.float64), np.asarray(values, np.float64)
    if time.size == 0:
        return Buckets(time_s=time, mean=time, low=time, high=time)
    usual_s = float(np.median(np.diff(time))) if time.size > 1 else 1.0
    step_s = max((time[-1] - time[0] + usual_s) / buckets, usual_s)
    place = np.floor((time - time[0]) / step_s + 1e-6).astype(np.int64).clip(max=buckets - 1)
    low, mean, high = _by_place(place, value)
    return Buckets(time_s=time[0] + step_s * np.arange(mean.size), mean=mean, low=low, high=high)


def timeline(
    lines: Sequence[Line],
    time_s: Floats,
    *,
    unit: str,
    limit: Limit | None = None,
    alerts: Sequence[Alert] = (),
) -> Figure:
    """Draw quantities over time: means, ±1 sd, extremes where thinned, the limit and the alerts."""
    named = {"showlegend": len(lines) > 1}
    data = [trace for line in lines for trace in _traces(line, time_s, unit, named)]
    parts = {"yaxis": value_axis(unit), "shapes": _shapes(limit), "hovermode": "x unified"}
    return _with_alerts(data, parts, alerts, end_s=float(time_s[-1]))


def per_picture(
    lines: Sequence[Line], names: Sequence[str], *, unit: str, limit: Limit | None = None
) -> Figure:
    """Draw quantities picture by picture, with ±1 sd as error bars."""
    place = range(1, len(names) + 1)
    axis: Figure = {"range": [0.5, len(names) + 0.5], "automargin": True, "zeroline": False}
    if len(names) <= MAX_NAMED_PICTURES:
        axis |= {"tickvals": list(place), "ticktext": [shortened(name) for name in names]}
    else:
        axis |= {"title": {"text": "pictures in the order of their names"}}
    named = {"showlegend": len(lines) > 1}
    data = [_picture_trace(line, names, unit) | named for line in lines]
    parts = {"xaxis": axis | {"gridcolor": "var(--grid)"}, "yaxis": value_axis(unit)}
    return {"data": data, "layout": layout(CHART_PX, shapes=_shapes(limit), **parts)}


def dose_timeline(
    time_s: Sequence[float], dose_pct: Mapping[str, Sequence[float]], *, alerts: Sequence[Alert]
) -> Figure:
    """Draw the dose of at most five muscles over time, in per cent of the guide value."""
    x = times(time_s, time_s[-1])
    data = [
        {
            "type": "scatter",
            "mode": "lines",
            "name": label,
            "x": x,
            "y": numbers(values),
            "line": {"color": f"var(--{colour})", "width": 2.5, "dash": dash},
            "hovertemplate": "%{y:.0f} %",
        }
        for (label, values), (colour, dash) in zip(dose_pct.items(), DOSE_STYLES, strict=False)
    ]
    shapes = _shapes(Limit(value=GUIDE_PCT, label=GUIDE))
    upright = value_axis("%") | {"rangemode": "tozero"}
    parts = {"yaxis": upright, "shapes": shapes, "hovermode": "x unified"}
    return _with_alerts(data, parts, alerts, end_s=time_s[-1])


def _by_place(place: Any, value: Floats) -> tuple[Floats, Floats, Floats]:
    """Lowest, mean and highest of the values at each place; NaN where there is none."""
    count, seen = int(place.max()) + 1, np.isfinite(value)
    low, high, mean = np.full(count, np.inf), np.full(count, -np.inf), np.full(count, np.nan)
    np.minimum.at(low, place[seen], value[seen])
    np.maximum.at(high, place[seen], value[seen])
    number = np.bincount(place[seen], minlength=count)
    total = np.bincount(place[seen], weights=value[seen], minlength=count)
    np.divide(total, number, out=mean, where=number > 0)
    low[number == 0] = high[number == 0] = np.nan
    return low, mean, high


def _with_alerts(
    data: list[Figure], parts: Figure, alerts: Sequence[Alert], *, end_s: float
) -> Figure:
    """Return a figure over time, with its alerts on an axis of their own."""
    marks = [alert_marks(alerts, end_s)] if len(alerts) > 0 else []
    upper = {"overlaying": "y", "range": [0, 1], "visible": False, "fixedrange": True}
    axes = {"xaxis": time_axis(end_s)} | ({"yaxis2": upper} if marks else {})
    return {"data": [*data, *marks], "layout": layout(CHART_PX, **parts, **axes)}


def _traces(line: Line, time_s: Floats, unit: str, named: Figure) -> list[Figure]:
    """Return the range within each stretch, the band of ±1 sd, and the means on top."""
    thin, sd = thinned(time_s, line.value), thinned(time_s, line.sd).mean
    x, colour = times(thin.time_s, float(time_s[-1])), f"var(--{line.colour})"
    mean = {
        "type": "scatter",
        "mode": "lines+markers",  # a second seen alone between two gaps has no line
        "name": line.label,
        "x": x,
        "y": numbers(thin.mean),
        "line": {"color": colour, "width": 1.75, "dash": line.dash},
        "marker": {"size": 2.5, "color": colour},
        "hovertemplate": f"%{{y:.1f}} {unit}",
    }
    reach = area(x, thin.low, thin.high, colour=f"var(--{line.colour}-range)")
    band = area(x, thin.mean - sd, thin.mean + sd, colour=f"var(--{line.colour}-band)")
    group = {"legendgroup": line.label}
    return [reach | group, band | group, mean | group | named]


def _picture_trace(line: Line, names: Sequence[str], unit: str) -> Figure:
    colour = f"var(--{line.colour})"
    return {
        "type": "scatter",
        "mode": "markers",
        "name": line.label,
        "x": list(range(1, len(names) + 1)),
        "y": numbers(line.value),
        "error_y": {"type": "data", "array": numbers(line.sd), "color": colour, "thickness": 1.5},
        "marker": {"size": 9, "color": colour, "symbol": line.symbol},
        "text": [html.escape(name) for name in names],  # Plotly reads tags
        "hovertemplate": f"%{{text}}: %{{y:.1f}} {unit}<extra></extra>",
    }


def _shapes(limit: Limit | None) -> list[Figure]:
    return [] if limit is None else [level_line(limit.value, limit.label, axis="y")]
