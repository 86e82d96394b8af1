"""What happens around a camera to open or released: its life as values, nothing is opened here.

A camera is held only while nothing speaks against it. Several things may do so at once: each is a
hold of its own, and the camera comes back when the last one is gone. Whoever owns the device obeys
the effects, in their order, and tells what came of them; nothing else touches it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
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


_HOLDS = {
    Sign.LOCKED: Why.LOCKED,
    Sign.LENT: Why.LENT,
    Sign.CALIBRATE: Why.CALIBRATING,
    Sign.STOP: Why.STOPPED,
}
_ENDS = {
    Sign.RESUME: Why.PAUSED,
    Sign.UNLOCKED: Why.LOCKED,
    Sign.CALIBRATED: Why.CALIBRATING,
}

_WORDS = {
    Health.FROZEN: "the picture stands still: connect the camera again if that lasts",
    Health.BLACK: "the picture is black: open the shutter or uncover the lens",
    Health.GARBAGE: "the picture is torn or noise: check the cable of the camera",
}
_OPENING = "the camera is opening"
_NOT_OPENED = "the camera does not open: connect it again or close other programs that use it"
_SILENT = "the camera gives no pictures any more: connect it again"


def advance(life: Life, event: Event, time_s: float) -> tuple[Life, tuple[Effect, ...]]:
    """Return what becomes of a camera when something happens, and what its owner has to do.

    ``time_s`` rises and counts while the machine sleeps: a jump reopens the camera, so a tick is
    due every few seconds.

    Examples
    --------
    >>> life, effects = advance(Life(), Sign.TICK, 0.0)
    >>> life, paused = advance(life, Pause(until_s=60.0), 1.0)
    >>> life, still = advance(life, Sign.TICK, 2.0)
    >>> effects, paused, still, reason(life), wake_s(life)
    ((<Effect.OPEN: 'open'>,), (<Effect.RELEASE: 'release'>,), (), 'paused', 60.0)
    """
    before = life.held
    if life.last_s is not None and time_s - life.last_s > life.limits.jump_s:
        life = _woken(life)
    life = _met(replace(life, last_s=time_s), event, time_s)
    life = _elapsed(life, time_s)
    released = before is not None and (life.held is None or bool(life.holds))
    opens = life.held is None and not life.holds
    if life.holds:
        life = replace(life, held=None)
    elif opens:
        life = replace(life, held=Held(asked_s=time_s))
    return life, (Effect.RELEASE,) * released + (Effect.OPEN,) * opens


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
        look = _look(life.held, life.limits)
        due.extend([_deadline(life.held, life.limits)[0], *(look or ())[:1]])
    return min(due, default=None)


def _met(life: Life, event: Event, time_s: float) -> Life:
    match event:
        case Seen(health=health):
            return _seen(life, health, time_s)
        case Failed(said=said):
            return life if life.held is None else _failed(life, said, time_s)
        case Pause(until_s=until_s):
            return _hold(life, Why.PAUSED, time_s, until_s)
        case Sign.FREE:
            return _freed(life, time_s)
        case sign if sign in _HOLDS:
            return _hold(life, _HOLDS[sign], time_s, None)
        case sign:
            return _without(life, *(why for end, why in _ENDS.items() if end is sign))


def _seen(life: Life, health: Health, time_s: float) -> Life:
    held = life.held
    if held is None:
        return life
    since_s = held.health_since_s if held.health is health else time_s
    first_s = time_s if held.first_s is None else held.first_s
    held = replace(held, first_s=first_s, last_s=time_s, health=health, health_since_s=since_s)
    return replace(life, held=held, trouble=None if health is Health.ALIVE else life.trouble)


def _failed(life: Life, said: str, time_s: float) -> Life:
    before = life.trouble or Trouble(since_s=time_s, said=said, times=0)
    doubled_s = life.limits.first_retry_s * 2.0 ** min(before.times, 30)
    wait_s = min(doubled_s, life.limits.last_retry_s)
    trouble = replace(before, said=said, times=before.times + 1)
    return _hold(replace(life, trouble=trouble), Why.FAILED, time_s, time_s + wait_s)


def _freed(life: Life, time_s: float) -> Life:
    lent = life.holds.get(Why.LENT)
    if lent is None or lent.until_s is not None:
        return life
    return _hold(life, Why.LENT, time_s, time_s + life.limits.back_after_s)


def _woken(life: Life) -> Life:
    """Return the camera after the machine slept: what is open is dead, what failed may work."""
    return replace(_without(life, Why.FAILED, Why.RESTING), held=None, trouble=None)


def _hold(life: Life, why: Why, time_s: float, until_s: float | None) -> Life:
    since_s = life.holds[why].since_s if why in life.holds else time_s
    return replace(life, holds={**life.holds, why: Hold(since_s=since_s, until_s=until_s)})


def _without(life: Life, *ended: Why) -> Life:
    return replace(life, holds={why: hold for why, hold in life.holds.items() if why not in ended})


def _elapsed(life: Life, time_s: float) -> Life:
    ended = (
        why
        for why, hold in life.holds.items()
        if hold.until_s is not None and hold.until_s <= time_s
    )
    life = _without(life, *ended)
    if life.held is None or life.holds:
        return life
    due_s, said = _deadline(life.held, life.limits)
    if due_s <= time_s:
        return _failed(life, said, time_s)
    look = _look(life.held, life.limits)
    if look is not None and look[0] <= time_s:
        return _hold(life, Why.RESTING, time_s, look[1])
    return life


def _deadline(held: Held, limits: Limits) -> tuple[float, str]:
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


def _look(held: Held, limits: Limits) -> tuple[float, float] | None:
    """Return when a short look ends and when the next one begins, where there are such."""
    if limits.look_s is None or held.first_s is None:
        return None
    ends_s = held.first_s + limits.look_s
    return ends_s, max(held.asked_s + limits.every_s, ends_s + limits.look_s)
