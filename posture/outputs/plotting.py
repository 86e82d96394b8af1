"""Plotting: the pieces of Plotly figures, with named colours so that a page can go dark."""

import html
from collections.abc import Sequence
from textwrap import wrap
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from posture.types import Alert, Floats

Figure = dict[str, Any]
Place = float | str | None  # along an axis; days are texts, None is a gap

DAY_S = 86_400.0
HOUR_S = 3_600.0
MS_PER_S = 1_000.0
CLOCK_ZERO_MS = 86_400_000.0  # 2 January 1970: Plotly takes dates of four digits for years
CHART_PX = 320
ROW_PX = 36
ROWS_MARGIN_PX = 96
NAME_LENGTH = 16
ROW_LABEL_LENGTH = 22
SUFFIXES = {"deg": "°", "cm": " cm", "%": " %"}
CLOCK = "%-H:%M:%S"
_AXIS = {
    "gridcolor": "var(--grid)",
    "zeroline": False,
    "automargin": True,
    "nticks": 7,
    "ticks": "outside",  # keeps the labels of the two axes apart
    "tickcolor": "rgba(0,0,0,0)",
}
OUTLINE = {"color": "var(--surface)", "width": 1.5}


def layout(height_px: int, **parts: Any) -> Figure:
    """Return what all figures share: see-through ground, legend on top, room for the labels."""
    return {
        "height": height_px,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "system-ui, sans-serif", "size": 13, "color": "var(--text)"},
        "margin": {"l": 8, "r": 20, "t": 8, "b": 8, "autoexpand": True},
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"}
        | {"xanchor": "left", "traceorder": "normal"},
        "hoverlabel": {"bgcolor": "var(--surface)", "font": {"color": "var(--text)"}},
        "uirevision": "kept",  # the zoom survives a change of colours
    } | parts


def rows_layout(rows: int, axis: Figure, **parts: Any) -> Figure:
    """Return the layout of horizontal bars, first row on top; their names need its height."""
    fixed = {"fixedrange": True, **_AXIS}
    names = {"autorange": "reversed", "automargin": True, "fixedrange": True, "ticksuffix": "  "}
    height_px = ROWS_MARGIN_PX + rows * ROW_PX
    parts |= {"xaxis": axis | fixed, "yaxis": names, "dragmode": False, "bargap": 0.3}
    return layout(height_px, meta="rows", **parts)


def time_axis(end_s: float) -> Figure:
    """Return the axis for `times`: a clock that starts at 0:00:00, hours beyond a day."""
    end = times([0.0, max(end_s, 1.0)], end_s)
    if end_s >= DAY_S:  # a clock would begin anew
        return _AXIS | {"range": end, "title": {"text": "hours from the start"}}
    return _AXIS | {"range": end, "type": "date", "tickformat": CLOCK, "hoverformat": CLOCK}


def times(time_s: ArrayLike, end_s: float) -> list[float | None]:
    """Return seconds as `time_axis` wants them for a recording that ends at ``end_s``.

    Examples
    --------
    >>> times([1.5], 60.0), times([7200.0], 100_000.0)
    ([86401500.0], [2.0])
    """
    seconds = np.asarray(time_s, np.float64)
    if end_s >= DAY_S:
        return numbers(seconds / HOUR_S)
    return numbers(CLOCK_ZERO_MS + MS_PER_S * seconds)


def value_axis(unit: str) -> Figure:
    """Return the upright axis for numbers of a unit."""
    return _AXIS | {"ticksuffix": SUFFIXES.get(unit, ""), "fixedrange": True}


def band(x: Sequence[Place], low: Floats, high: Floats) -> tuple[list[Place], list[float | None]]:
    """Return the outline of the area between two curves, one closed piece per unbroken stretch."""
    seen = np.isfinite(low) & np.isfinite(high)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], seen, [False]))))
    across: list[Place] = []
    up: list[float | None] = []
    for start, stop in edges.reshape(-1, 2):
        piece = slice(start, stop)
        across += [*x[piece], *x[piece][::-1], None]
        up += [*numbers(low[piece]), *numbers(high[piece][::-1]), None]
    return across[:-1], up[:-1]


def numbers(values: ArrayLike) -> list[float | None]:
    """Round for the page; what is not finite becomes ``None``, a gap in the line.

    Examples
    --------
    >>> numbers([1.23456, float("nan")])
    [1.235, None]
    """
    array = np.asarray(values, np.float64)
    return [round(v, 3) if np.isfinite(v) else None for v in array.tolist()]


def area(x: Sequence[Place], low: Floats, high: Floats, *, colour: str, **parts: Any) -> Figure:
    """Return a filled area that cannot be hovered."""
    across, up = band(x, low, high)
    filled: Figure = {"fill": "toself", "fillcolor": colour, "line": {"width": 0}}
    filled |= {"hoverinfo": "skip", "showlegend": False}
    return {"type": "scatter", "mode": "lines", "x": across, "y": up} | filled | parts


def alert_marks(alerts: Sequence[Alert], end_s: float) -> Figure:
    """Return triangles at the upper edge, on an axis of their own from 0 to 1."""
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "alert",
        "x": times([alert.time_s for alert in alerts], end_s),
        "y": [0.96] * len(alerts),
        "yaxis": "y2",
        "text": [html.escape(alert.message) for alert in alerts],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {"symbol": "triangle-down", "size": 13, "color": "var(--red)", "line": OUTLINE},
    }


def level_line(value: float, label: str, *, axis: str) -> Figure:
    """Return a dotted line right across the picture at ``value`` of an axis, with its name."""
    other = "x" if axis == "y" else "y"
    return {
        "type": "line",
        f"{axis}ref": axis,
        f"{axis}0": value,
        f"{axis}1": value,
        f"{other}ref": "paper",
        f"{other}0": 0,
        f"{other}1": 1,
        "line": {"color": "var(--red)", "width": 2, "dash": "dot"},
        "name": label,
        "showlegend": True,
    }


def bars(rows: Sequence[str], shares_pct: Sequence[float], **parts: Any) -> Figure:
    """Return horizontal bars with their per cent written behind them."""
    return {
        "type": "bar",
        "orientation": "h",
        "y": wrapped(rows),
        "x": numbers(shares_pct),
        "text": [f"{share:.0f} %" for share in shares_pct],
        "textposition": "outside",
        "cliponaxis": False,
        "hovertemplate": "%{y}: %{x:.1f} %<extra></extra>",
    } | parts


def written(rows: Sequence[str], shares_pct: Sequence[float], *, at: float) -> Figure:
    """Return the per cent of each row as a column of its own, right-aligned at ``at``."""
    return {
        "type": "scatter",
        "mode": "text",
        "x": [at] * len(rows),
        "y": wrapped(rows),
        "text": [f"{share:.0f} %" for share in shares_pct],
        "textposition": "middle left",
        "showlegend": False,
        "hoverinfo": "skip",
    }


def wrapped(rows: Sequence[str]) -> list[str]:
    """Break long names of rows into lines, so that bars keep their room on a phone.

    Examples
    --------
    >>> wrapped(["Muscles under the back of the skull"])
    ['Muscles under the back<br>of the skull']
    """
    return ["<br>".join(wrap(html.escape(row), ROW_LABEL_LENGTH)) for row in rows]


def shortened(name: str) -> str:
    """Cut the middle out of a long name and take the meaning out of tags, which Plotly reads.

    Examples
    --------
    >>> shortened("a<b>.png"), shortened("picture-of-a-desk-0001.png")
    ('a&lt;b&gt;.png', 'picture…0001.png')
    """
    keep = NAME_LENGTH // 2
    cut = name if len(name) <= NAME_LENGTH else f"{name[: keep - 1]}…{name[-keep:]}"
    return html.escape(cut)
