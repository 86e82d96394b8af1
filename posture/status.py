"""What a running watch says of itself, and what it can be told: the words between processes."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from posture.types import Alert, Estimate, Level

SILENT_S = 5.0  # a watch says every second how it stands; after so long it runs no more
CRASHED = "it ended without a word"


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
    last_alert_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """The user said at that time that an alert was a false alarm."""

    at: datetime
    alert: Alert


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What was last heard of a watch, and how long ago."""

    status: Status
    age_s: float

    @property
    def runs(self) -> bool:
        """Whether the watch runs, paused or not."""
        return self.status.state is not WatchState.STOPPED


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
        "last_alert": None if status.last_alert is None else asdict(status.last_alert),
        "last_alert_at": _iso(status.last_alert_at),
    }


def from_mapping(kept: Mapping[str, Any]) -> Status:
    """Return a status that was kept; what a newer program added to it is left out.

    Examples
    --------
    >>> from datetime import UTC
    >>> now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> status = Status(state=WatchState.PAUSED, since=now, source="0", reason="no camera")
    >>> from_mapping(to_mapping(status)) == status
    True
    """
    alert, alert_at = kept["last_alert"], kept["last_alert_at"]
    return Status(
        state=WatchState(kept["state"]),
        since=datetime.fromisoformat(kept["since"]),
        source=kept["source"],
        reason=kept["reason"],
        hushed=kept["hushed"],
        profile=kept["profile"],
        now={name: Estimate(one["value"], one["sd"]) for name, one in kept["now"].items()},
        states=tuple(kept["states"]),
        dose=kept["dose"],
        coverage=kept["coverage"],
        seated_min=kept["seated_min"],
        last_alert=None if alert is None else _alert(alert),
        last_alert_at=None if alert_at is None else datetime.fromisoformat(alert_at),
    )


def heard(status: Status, at: datetime, now: datetime) -> Heard:
    """Return how a watch stands that last said so at that time; a silent one is stopped."""
    age_s = (now - at).total_seconds()
    if status.state is not WatchState.STOPPED and age_s > SILENT_S:
        status = replace(status, state=WatchState.STOPPED, since=at, reason=CRASHED, hushed=None)
    return Heard(status=status, age_s=age_s)


def _alert(kept: Mapping[str, Any]) -> Alert:
    known = {one.name: kept[one.name] for one in fields(Alert) if one.name in kept}
    return Alert(**{**known, "level": Level(known["level"])})


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")
