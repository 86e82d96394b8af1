"""Charts over days: load by hour and day, trends, sitting, pain beside load, distributions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from posture.outputs.plotting import Figure, area, layout, level_line, numbers, value_axis
from posture.types import Floats

CLASSES_PCT = (25, 50, 75, 100)  # the last is our guide value
UNSEEN = -1.0
NAMED_DAYS = 16  # more than this do not get a number into every hour
_MONTH = 32
_CHART_PX, _HEAT_ROW_PX, _LEAST_PX = 300, 22, 150
_BAR_MS = 0.8 * 86_400_000
_LOOKS = (("blue", "solid", "circle"), ("orange", "dash", "square"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One measure day by day: median, from where to where it was mostly, constant error."""

    label: str
    middle: Floats
    low: Floats
    high: Floats
    sd: float


def load_classes(percent: Floats) -> Floats:
    """Return the class of each load, in per cent of the guide value; unseen stays NaN.

    Examples
    --------
    >>> load_classes(np.array([0.0, 30.0, 100.0])).tolist()
    [0.0, 1.0, 4.0]
    """
    found = np.digitize(np.nan_to_num(percent), CLASSES_PCT).astype(np.float64)
    return np.where(np.isfinite(percent), found, np.nan)


def heat_map(
    dates: Sequence[date], hours: Sequence[int], percent: Floats, says: Sequence[Sequence[str]]
) -> Figure:
    """Draw the load of every hour: days across, hours down; ``percent`` has shape (hours, days).

    NaN is an hour that nobody watched, below zero one in which nothing could be judged.
    """
    classes = np.where(percent < 0, UNSEEN, load_classes(percent))
    colours = ["grey", *(f"heat-{place}" for place in range(len(CLASSES_PCT) + 1))]
    steps = len(colours)
    scale = [
        [place / steps, f"var(--{colour})"]
        for at, colour in enumerate(colours)
        for place in (at, at + 1)
    ]
    cells: Figure = {
        "type": "heatmap",
        "x": _edges(dates),  # a single day would have no width otherwise
        "y": [f"{hour:02d}" for hour in hours],
        "z": [numbers(row) for row in classes],
        "zmin": UNSEEN - 0.5,
        "zmax": steps - 1.5,
        "colorscale": scale,
        "showscale": False,
        "xgap": 1 if len(dates) <= 2 * _MONTH else 0,
        "ygap": 1,
        "hoverongaps": False,
        "customdata": [list(row) for row in says],
        "hovertemplate": "%{customdata}<extra></extra>",
    }
    if len(dates) <= NAMED_DAYS:
        cells |= {"text": _written(percent), "texttemplate": "%{text}", "textfont": {"size": 11}}
    height_px = max(_LEAST_PX, 70 + _HEAT_ROW_PX * len(hours))
    upright = {"type": "category", "autorange": "reversed", "fixedrange": True, "ticksuffix": " h "}
    upright |= {"showgrid": False}
    parts = {"xaxis": day_axis(dates), "yaxis": upright | {"nticks": 12, "automargin": True}}
    return {"data": [cells], "layout": layout(height_px, **parts)}


def trend(
    dates: Sequence[date],
    tracks: Sequence[Track],
    *,
    unit: str,
    limit: tuple[float, str] | None,
    changed: date | None,
) -> Figure:
    """Draw measures day by day, with the guide value and the day of a change."""
    x = [str(one) for one in dates]
    data = [
        one
        for track, look in zip(tracks, _LOOKS, strict=False)
        for one in _traces(x, track, look, unit)
    ]
    shapes = [] if limit is None else [level_line(limit[0], limit[1], axis="y")]
    shapes += [] if changed is None else [_change_line(changed)]
    parts = {"xaxis": day_axis(dates), "yaxis": value_axis(unit), "hovermode": "x unified"}
    return {"data": data, "layout": layout(_CHART_PX, shapes=shapes, **parts)}


def sitting_bars(dates: Sequence[date], longest_min: Floats, *, limit_min: float) -> Figure:
    """Draw the longest sitting of each day, and for how long one should sit at most."""
    bar = _day_bars("longest sitting", dates, longest_min, colour="blue", said="%{y:.0f} min")
    shapes = [level_line(limit_min, f"stand up after {limit_min:.0f} min", axis="y")]
    upright = value_axis("") | {"rangemode": "tozero", "ticksuffix": " min"}
    parts = {"xaxis": day_axis(dates), "yaxis": upright, "shapes": shapes}
    return {"data": [bar], "layout": layout(_CHART_PX, **parts)}


def pain_beside_load(
    dates: Sequence[date], load_pct: Floats, pain: Sequence[tuple[str, float]], changed: date | None
) -> Figure:
    """Draw pain above and the load of each day below, on the same days."""
    below = _day_bars("load of the day", dates, load_pct, colour="sky", said="load %{y:.0f} %")
    above = {
        "type": "scatter",
        "mode": "markers",
        "name": "pain",
        "x": [at for at, _ in pain],
        "y": numbers([value for _, value in pain]),
        "yaxis": "y2",
        "marker": {"color": "var(--pink)", "size": 9 if len(pain) <= _MONTH else 6}
        | {"symbol": "diamond"},
        "hovertemplate": "%{x|%a %-d %b}: pain %{y:.0f} of 10<extra></extra>",
    }
    upper = value_axis("") | {"domain": [0.56, 1], "range": [-0.7, 10.7], "tickvals": [0, 5, 10]}
    lower = value_axis("%") | {"domain": [0, 0.44], "rangemode": "tozero", "nticks": 4}
    shapes = [] if changed is None else [_change_line(changed)]
    parts = {"xaxis": day_axis(dates), "yaxis": lower, "yaxis2": upper, "shapes": shapes}
    return {"data": [above, below], "layout": layout(_CHART_PX + 40, **parts)}


def histogram(
    middles: Floats, share: Floats, *, step: float, unit: str, limit: tuple[float, str] | None
) -> Figure:
    """Draw in which share of the observed time a measure lay where."""
    bar = {
        "type": "bar",
        "x": numbers(middles),
        "y": numbers(100 * share),
        "width": step,
        "showlegend": False,
        "marker": {"color": "var(--blue)", "line": {"color": "var(--surface)", "width": 0.5}},
        "hovertemplate": f"around %{{x}} {unit}: %{{y:.1f}} %<extra></extra>",
    }
    shapes = [] if limit is None else [level_line(limit[0], limit[1], axis="x")]
    across = value_axis(unit) | {"fixedrange": True}
    parts = {"xaxis": across, "yaxis": value_axis("%"), "shapes": shapes, "bargap": 0}
    return {"data": [bar], "layout": layout(230, **parts)}


def _day_bars(
    name: str, dates: Sequence[date], values: Floats, *, colour: str, said: str
) -> Figure:
    return {
        "type": "bar",
        "name": name,
        "x": [str(one) for one in dates],
        "y": numbers(values),
        "width": _BAR_MS,
        "marker": {"color": f"var(--{colour})"},
        "hovertemplate": f"%{{x|%a %-d %b}}: {said}<extra></extra>",
    }


def day_axis(dates: Sequence[date]) -> Figure:
    """Return the axis of days, each day in the middle of its column."""
    edges = _edges(dates)
    axis: Figure = {
        "type": "date",
        "range": [edges[0], edges[-1]],
        "gridcolor": "var(--grid)",
        "showgrid": False,
        "automargin": True,
        "hoverformat": "%a %-d %b %Y",
        "nticks": 8,
        "tickangle": 0,
    }
    if len(dates) > _MONTH:
        return axis | {"tickformat": "%-d %b<br>%Y"}
    every = -(-len(dates) // 8)
    shown = dates[::every]
    words = [f"{one:%a}<br>{one.day} {one:%b}" for one in shown]
    return axis | {"tickvals": [str(one) for one in shown], "ticktext": words}


def _traces(x: Sequence[str], track: Track, look: tuple[str, str, str], unit: str) -> list[Figure]:
    colour, dash, symbol = look
    middle: Figure = {
        "type": "scatter",
        "mode": "lines+markers",
        "name": track.label,
        "x": list(x),
        "y": numbers(track.middle),
        "line": {"color": f"var(--{colour})", "width": 1.75, "dash": dash},
        "marker": {
            "size": 7 if len(x) <= _MONTH else 4,
            "color": f"var(--{colour})",
            "symbol": symbol,
        },
        "hovertemplate": f"%{{y:.1f}} {unit}",
    }
    if (alone := _alone(track.middle)).any():
        sd = numbers(np.where(alone, track.sd, np.nan))
        bars: Figure = {"array": sd, "thickness": 6, "width": 0}
        middle["error_y"] = {"type": "data", "color": f"var(--{colour}-band)"} | bars
    reach = area(x, track.low, track.high, colour=f"var(--{colour}-range)")
    sure = area(x, track.middle - track.sd, track.middle + track.sd, colour=f"var(--{colour}-band)")
    group = {"legendgroup": track.label}
    return [reach | group, sure | group, middle | group]


def _change_line(day: date) -> Figure:
    at = _edges([day])[0]
    place = {"xref": "x", "x0": at, "x1": at, "yref": "paper", "y0": 0, "y1": 1}
    line = {"color": "var(--text)", "width": 1.5, "dash": "dash"}
    return {"type": "line", "line": line, "name": "the change", "showlegend": True} | place


def _written(percent: Floats) -> list[list[str]]:
    return [[f"{value:.0f}" if value >= 0 else "" for value in row] for row in percent.tolist()]


def _edges(dates: Sequence[date]) -> list[str]:
    """Return where days begin and the last one ends, each day around its midnight."""
    before = [f"{day - timedelta(days=1)} 12:00" for day in dates]
    return [*before, f"{dates[-1]} 12:00"]


def _alone(values: Floats) -> NDArray[np.bool_]:
    """Tell of each day whether neither neighbour was seen: a band around it has no width."""
    seen = np.concatenate(([False], np.isfinite(values), [False]))
    return np.asarray(seen[1:-1] & ~seen[:-2] & ~seen[2:])
