"""What a running watch says of itself, and what it can be told: the words between processes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from posture.types import Alert, Estimate


class WatchState(StrEnum):
    """What a watch is doing."""

    WATCHING = "watching"
    PAUSED = "paused"  # the camera is released: asked for, lent to another program, or gone
    STOPPED = "stopped"


class Verb(StrEnum):
    """What a running watch can be told."""

    PAUSE = "pause"
    RESUME = "resume"
    SNOOZE = "snooze"  # goes on measuring, says nothing
    RECALIBRATE = "recalibrate"
    FALSE_ALARM = "false-alarm"
    STOP = "stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Something that a running watch was told; ``until`` ends a pause or a snooze."""

    verb: Verb
    at: datetime
    until: datetime | None = None  # of a pause: without it, until it is resumed


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How a watch stands at this moment; unseen measures are left out, never good.

    ``reason`` says in plain words why nothing is seen (``no camera``, ``lent to another program``),
    ``hushed`` why nothing is said although something is seen (``snoozed until 15:20``).
    """

    state: WatchState
    since: datetime
    source: str
    reason: str | None = None
    hushed: str | None = None
    profile: str | None = None
    now: Mapping[str, Estimate] = field(default_factory=dict)
    states: tuple[str, ...] = ()  # the postures that are held
    dose: Mapping[str, float] = field(default_factory=dict)
    coverage: float | None = None
    seated_min: float | None = None
    last_alert: Alert | None = None


def to_mapping(status: Status) -> dict[str, Any]:
    """Return a status as it is printed and kept."""
    return {
        "state": str(status.state),
        "reason": status.reason,
        "since": status.since.isoformat(timespec="seconds"),
        "source": status.source,
        "hushed": status.hushed,
        "profile": status.profile,
        "now": {
            name: {"value": round(one.value, 3), "sd": round(one.sd, 3)}
            for name, one in status.now.items()
        },
        "states": list(status.states),
        "dose": {muscle: round(dose, 4) for muscle, dose in status.dose.items()},
        "coverage": status.coverage,
        "seated_min": status.seated_min,
    }
