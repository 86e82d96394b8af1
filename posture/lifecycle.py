"""What happens around a camera to open or released; nothing is opened here.

Whoever owns the device obeys the effects, in their order, and tells what came of them; nothing else
touches it.
"""

from dataclasses import replace

from posture.life import (
    Effect,
    Event,
    Failed,
    Held,
    Hold,
    Life,
    Pause,
    Seen,
    Sign,
    Trouble,
    Why,
    deadline,
    short_look,
)
from posture.vital import Health

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


def advance(life: Life, event: Event, time_s: float) -> tuple[Life, tuple[Effect, ...]]:
    """Return what becomes of a camera when something happens, and what its owner has to do.

    ``time_s`` rises and counts while the machine sleeps: a jump reopens the camera, so a tick is
    due every few seconds.

    Examples
    --------
    >>> from posture.life import Life, reason, wake_s
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
    due_s, said = deadline(life.held, life.limits)
    if due_s <= time_s:
        return _failed(life, said, time_s)
    look = short_look(life.held, life.limits)
    if look is not None and look[0] <= time_s:
        return _hold(life, Why.RESTING, time_s, look[1])
    return life
