"""Trends of a report: head, shoulders and distance as charts, each with the same in words."""

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from posture.config import AlertConfig
from posture.outputs.charts import Limit, Line, per_picture, timeline
from posture.outputs.dictionary import column
from posture.outputs.panels import Panel, frames
from posture.outputs.plotting import Figure
from posture.outputs.wording import are_pictures, clock, listed, measured, number, percent
from posture.summed import Session
from posture.types import Alert, Floats, View

MIN_SHRUG = 0.05  # below it the ratio of centimetres to shrug is only noise
MIN_PAIRS = 5
SHOULDERS = ("shoulder_elevation_left_cm", "shoulder_elevation_right_cm")
_LOOKS = (("blue", "solid", "circle"), ("orange", "dash", "square"))
_KINDS = {
    "head_forward_deg": ("head_forward",),
    "protraction_cm": ("head_forward",),
    "screen_distance_cm": ("too_close",),
    SHOULDERS[0]: ("shrug_both", "shrug_left", "shrug_right"),
}


def over_time(session: Session, config: AlertConfig) -> Iterator[Panel]:
    """Yield head, shoulders and distance over time, or picture by picture."""
    yield _measure_panel(session, ("head_forward_deg",), _forward_limit(session, config))
    if session.view is not View.SIDE:
        way = _limit(config.protraction_cm.enter, "cm")
        yield _measure_panel(session, ("protraction_cm",), way)
    yield _measure_panel(session, SHOULDERS, _shrug_limit(session, config))
    near = _limit(config.too_close_cm.enter, "cm", ", closer counts")
    yield _measure_panel(session, ("screen_distance_cm",), near)


def _measure_panel(session: Session, names: Sequence[str], limit: Limit | None) -> Panel:
    key, unit = names[0], column(names[0]).unit
    heading = "Shoulders raised" if names == SHOULDERS else column(key).label
    seen = [name for name in names if np.isfinite(session.series.get(name, np.nan)).any()]
    if not seen:
        caption = f"Not observable in {_this(session)}."
        return Panel(key=key, heading=heading, figure=None, caption=caption)
    lines = [_line(session, name, look) for name, look in zip(names, _LOOKS, strict=False)]
    lines = [line for line, name in zip(lines, names, strict=False) if name in seen]
    alerts = [alert for alert in session.alerts if alert.kind in _KINDS[key]]
    figure = _figure(session, lines, unit, limit, alerts)
    caption = " ".join(_caption(session, seen, limit, alerts))
    return Panel(key=key, heading=heading, figure=figure, caption=caption)


def _figure(
    session: Session,
    lines: Sequence[Line],
    unit: str,
    limit: Limit | None,
    alerts: Sequence[Alert],
) -> Figure:
    if are_pictures(session):
        return per_picture(lines, picture_names(session), unit=unit, limit=limit)
    time_s = session.series["time_s"]
    return timeline(lines, time_s, unit=unit, limit=limit, alerts=alerts)


def picture_names(session: Session) -> tuple[str, ...]:
    """Return the name of each row of the series of pictures."""
    rows = max((len(values) for values in session.series.values()), default=0)
    if len(session.pictures) == rows:
        return session.pictures
    return tuple(f"picture {place}" for place in range(1, rows + 1))


def _line(session: Session, name: str, look: tuple[str, str, str]) -> Line:
    colour, dash, symbol = look
    value = session.series.get(name, np.array([], np.float64))
    sd = session.series.get(f"{name}_sd")
    return Line(
        label=column(name).label,
        colour=colour,
        dash=dash,
        symbol=symbol,
        value=value,
        sd=_usual_sd(session, name, value) if sd is None else sd,
    )


def _usual_sd(session: Session, name: str, value: Floats) -> Floats:
    found = session.summary.get(name)
    sd = math.nan if found is None else math.hypot(found.sd_frame, found.sd_person)
    return np.full(value.shape, sd)


def _caption(
    session: Session, names: Sequence[str], limit: Limit | None, alerts: Sequence[Alert]
) -> Iterator[str]:
    for name in names:
        yield from _numbers(session, name)
    if limit is not None:
        yield f"Dotted line: {limit.label}."
    if "head_forward_deg" in names and session.view is not View.SIDE:
        yield from _upright(session.baseline)
    marks = session.baseline.get("marks")
    if "head_forward_deg" in names and session.view is View.SIDE and marks is not None:
        yield f"By tragus and C7 as they were marked in {marks}."
    if alerts:
        several = "Alerts" if len(alerts) > 1 else "Alert"
        yield f"{several} at {listed([clock(alert.time_s) for alert in alerts])}."


def _upright(baseline: Mapping[str, str | float | None]) -> Iterator[str]:
    angle, source = baseline.get("upright_head_forward_deg"), "upright_head_forward_from"
    if isinstance(angle, float):
        yield (
            "From the front only the change since upright is measured; the upright angle of "
            f"{number(angle, 'deg')} ({baseline.get(source)}) has an error that is not in the band."
        )


def _numbers(session: Session, name: str) -> Iterator[str]:
    found = session.summary.get(name)
    if found is None:
        return
    unit, share = column(name).unit, session.coverage.get(name, 0.0)
    yield (
        f"{column(name).label}: median {measured(session, name)}, four fifths of the values "
        f"between {number(found.p10, unit)} and {number(found.p90, unit)}, "
        f"seen in {percent(share)} of the {frames(session)}."
    )


def _forward_limit(session: Session, config: AlertConfig) -> Limit | None:
    """Return the upright angle plus the change from which the head counts as forward."""
    upright = session.baseline.get("upright_head_forward_deg")
    if not isinstance(upright, float):
        return None
    return _limit(upright + config.head_forward_deg.enter, "deg")


def _shrug_limit(session: Session, config: AlertConfig) -> Limit | None:
    """The limit is a share of a full shrug; the two series say how many centimetres that is."""
    pairs = [_shrug_pairs(session, side) for side in ("left", "right")]
    ratio = np.concatenate(pairs)
    if ratio.size < MIN_PAIRS:
        return None
    limit_cm = config.shrug.enter * float(np.median(ratio))
    return _limit(limit_cm, "cm", f", {percent(config.shrug.enter)} of a full shrug")


def _limit(value: float, unit: str, remark: str = "") -> Limit:
    text = number(value, unit, decimals=0 if value == round(value) else 1)
    return Limit(value=value, label=f"limit {text}{remark}")


def _shrug_pairs(session: Session, side: str) -> Floats:
    empty = np.array([], np.float64)
    shrug = session.series.get(f"shrug_{side}", empty)
    raised_cm = session.series.get(f"shoulder_elevation_{side}_cm", empty)
    if shrug.shape != raised_cm.shape:
        return empty
    known = np.isfinite(raised_cm) & (np.abs(shrug) > MIN_SHRUG)
    return np.asarray(raised_cm[known] / shrug[known])


def _this(session: Session) -> str:
    return "these pictures" if are_pictures(session) else "this recording"
