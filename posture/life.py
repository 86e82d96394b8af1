"""How a camera stands, open or released: its life as values, and what these say in words.

A camera is held only while nothing speaks against it. Several things may do so at once: each is a
hold of its own, and the camera comes back when the last one is gone (`posture.lifecycle`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from posture.vital import Health


class Effect(StrEnum):
    """What the owner of the device has to do."""

    OPEN = "open"
    RELEASE = "release"


class Sign(StrEnum):
    """What may happen that needs no more words."""

    TICK = "tick"  # time went on
    RESUME = "resume"
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    LENT = "lent"  # another program uses the camera
    FREE = "free"  # none does, or that cannot be told any more
    CALIBRATE = "calibrate"  # a calibration needs the camera for itself
    CALIBRATED = "calibrated"
    STOP = "stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Somebody wants the camera released, for good or until a time."""

    until_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """The device did not open, or broke off; the sentence says why."""

    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A picture came; to be told of each one, for silence is a sign as well."""

    health: Health


Event = Sign | Pause | Failed | Seen


class Why(StrEnum):
    """Why a camera is released; what stands first is told first."""

    STOPPED = "stopped"
    CALIBRATING = "calibrating"
    PAUSED = "paused"
    LOCKED = "screen locked"
    LENT = "lent to another program"
    FAILED = "no camera"
    RESTING = "resting between two looks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How patient to be, in seconds."""

    first_retry_s: float = 1.0  # doubled with each failure
    last_retry_s: float = 60.0
    back_after_s: float = 10.0  # a call that ended may go on in another window
    opening_s: float = 120.0  # some drivers take minutes, and a second attempt takes as long
    silent_s: float = 5.0
    garbage_s: float = 5.0
    black_s: float = 60.0  # a shutter opens by hand, but some cameras stay black until reopened
    jump_s: float = 10.0  # between two events: the machine slept
    look_s: float | None = None  # released after so long, and opened again …
    every_s: float = 20.0  # … so long after it was opened the last time


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """One reason to be released: since when, and until when if time ends it."""

    since_s: float
    until_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A camera that is open or opening; without a picture yet, the last three are ``None``."""

    asked_s: float
    first_s: float | None = None
    last_s: float | None = None
    health: Health | None = None
    health_since_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What went wrong since the last good picture: when it began, and how often."""

    since_s: float
    said: str
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """How a camera stands; the first event opens it."""

    limits: Limits = Limits()
    holds: Mapping[Why, Hold] = field(default_factory=dict)
    held: Held | None = None
    trouble: Trouble | None = None
    last_s: float | None = None

    @property
    def why(self) -> Why | None:
        """Why the camera is released; ``None`` while it is open or opening."""
        return next((why for why in Why if why in self.holds), None)

    @property
    def sees(self) -> bool:
        """Whether the camera is open and its last picture was alive."""
        return self.held is not None and self.held.health is Health.ALIVE


_WORDS = {
    Health.FROZEN: "the picture stands still: connect the camera again if that lasts",
    Health.BLACK: "the picture is black: open the shutter or uncover the lens",
    Health.GARBAGE: "the picture is torn or noise: check the cable of the camera",
}
_OPENING = "the camera is opening"
_NOT_OPENED = "the camera does not open: connect it again or close other programs that use it"
_SILENT = "the camera gives no pictures any more: connect it again"


def reason(life: Life) -> str | None:
    """Return in plain words why nothing is seen; ``None`` while the pictures are alive."""
    why = life.why
    if why is not None and why is not Why.FAILED:
        return str(why)
    if life.held is not None and life.held.health is not None:
        return _WORDS.get(life.held.health)
    return _OPENING if life.trouble is None else life.trouble.said


def since_s(life: Life) -> float | None:
    """Return since when what `reason` says holds; ``None`` before anything happened."""
    why, held = life.why, life.held
    if why is not None and why is not Why.FAILED:
        return life.holds[why].since_s
    if held is not None and held.health is not None:
        return held.health_since_s
    if life.trouble is not None:
        return life.trouble.since_s
    return None if held is None else held.asked_s


def wake_s(life: Life) -> float | None:
    """Return when time alone will change something; ``None`` when it will not."""
    due = [hold.until_s for hold in life.holds.values() if hold.until_s is not None]
    if life.held is not None:
        look = short_look(life.held, life.limits)
        due.extend([deadline(life.held, life.limits)[0], *(look or ())[:1]])
    return min(due, default=None)


def deadline(held: Held, limits: Limits) -> tuple[float, str]:
    """Return when a held camera counts as failed unless something better comes, and why."""
    if held.last_s is None or held.health is None:
        return held.asked_s + limits.opening_s, _NOT_OPENED
    silent = held.last_s + limits.silent_s, _SILENT
    patience_s = {
        Health.FROZEN: 0.0,  # it stood still for long enough to be called so
        Health.GARBAGE: limits.garbage_s,
        Health.BLACK: limits.black_s,
    }
    if held.health not in patience_s:
        return silent
    return min(silent, (held.health_since_s + patience_s[held.health], _WORDS[held.health]))


def short_look(held: Held, limits: Limits) -> tuple[float, float] | None:
    """Return when a short look ends and when the next one begins, where there are such."""
    if limits.look_s is None or held.first_s is None:
        return None
    ends_s = held.first_s + limits.look_s
    return ends_s, max(held.asked_s + limits.every_s, ends_s + limits.look_s)
