"""Alerts to rows of the history file, and back."""

from typing import Any

from posture.types import Alert, Level

COLUMNS = "time_s, kind, level, muscle, value, threshold, unit, message, active_break"
COUNT = COLUMNS.count(",") + 1


def values(alert: Alert) -> tuple[object, ...]:
    """Return the cells of an alert, in the order of the columns."""
    return (
        *(alert.time_s, alert.kind, str(alert.level), alert.muscle, alert.value),
        *(alert.limit, alert.unit, alert.message, alert.active_break),
    )


def alert(*cells: Any) -> Alert:
    """Return the alert whose cells these are."""
    time_s, kind, level, muscle, value, *rest = cells
    threshold, unit, message, active_break = rest
    return Alert(
        time_s=time_s,
        kind=kind,
        level=Level(level),
        muscle=muscle,
        value=value,
        limit=threshold,
        unit=unit,
        message=message,
        active_break=active_break,
    )
