"""Features over time to whether the profile still fits the camera, the chair and the desk.

A posture moves the head by centimetres; a camera that was moved, another chair or a desk at another
height move the whole person in the picture, and stay so. What is behind the person tells one desk
from another. Of several profiles of a camera, the one that fits best belongs to this desk.
"""

import math
from collections import deque
from collections.abc import Mapping
from enum import StrEnum
from functools import cache, partial
from statistics import median

from posture.backdrop import Backdrop, likeness
from posture.contrast import shoulders_moved
from posture.features import Features
from posture.profile import Profile, scaled
from posture.types import View

WINDOW_S = 60.0  # who leans over for less still fits
_FEWEST = 8  # looks; of fewer the middle says little
_LEAST_S = 20.0  # and they must span so long
_ASIDE = 0.6  # shoulder widths; more than anybody leans for a minute
_HIGHER = 0.45  # shoulder widths; who sits upright cannot rise further
_LOWER = 1.0  # who leans far over the desk comes down by 0.65
_LARGER = math.log(1.7)  # who leans in from 75 to 45 cm, far too close, grows by 1.5
_ROLLED_DEG = 6.0  # head and shoulders together; only a camera does that for a minute
ALIKE = 0.3  # of what is behind; the same room has more in nearly any light: docs/decisions/0014
_AGAIN = 0.85  # of what is not explained; who sits at the edge of it is not asked again and again
_CARRIED_S = 600.0  # without pictures; a laptop may be at another desk
_UNTOLD = 0.6  # a profile that is known to fit comes before one of which that cannot be told
_CHOOSE_S = 4.0  # looks must span so long before one of several profiles is chosen


class Misfit(StrEnum):
    """What speaks against a profile."""

    OTHER_VIEW = "the camera sees you from another side"
    OTHER_SIZE = "you sit much nearer or farther, or the camera zooms"
    MOVED = "you sit elsewhere in the picture"
    ROLLED = "the camera is tilted"
    ELSEWHERE = "what is behind you looks otherwise"


Seen = tuple[float, Mapping[Misfit, float]]
"""When, and how far off in what a posture explains; more than 1 is not explained."""


class ProfileFit:
    """Compare the middle of the last minute with the profile.

    While too little was seen, nothing speaks against it, and what was found last stands. What is
    behind the person is asked for until it has fitted once, and again after ten minutes without a
    picture: who turns a lamp on or hangs up a coat is still at the same desk.
    """

    def __init__(self) -> None:
        self._past: deque[Seen] = deque()
        self._last_s = -math.inf
        self._misfit: Misfit | None = None
        self.asks_behind = True

    def turn(self) -> None:
        """Compare with the profile of another posture at this desk from now on."""
        self._past.clear()

    def update(
        self, time_s: float, now: Features, upright: Profile, behind: Backdrop | None = None
    ) -> Misfit | None:
        """Return what has spoken against the profile for a minute, None if it fits.

        ``upright`` is the profile for pictures of this size; times must rise.
        """
        if time_s - self._last_s > _CARRIED_S:
            self.asks_behind = True
        self._last_s = time_s
        if now.view is not View.UNKNOWN:
            asked = behind if self.asks_behind else None
            self._past.append((time_s, _differences(now, upright, asked)))
        if _enough(self._past, time_s, _LEAST_S):
            self._misfit = next((one for one in Misfit if self._is_off(one)), None)
            self.asks_behind = self.asks_behind and self._misfit is not None
        return self._misfit

    def _is_off(self, misfit: Misfit) -> bool:
        return _middle(self._past, misfit) > (_AGAIN if misfit is self._misfit else 1)


class Doubt:
    """Say that a profile does not fit once until it fits again, and not while nothing may be said.

    Examples
    --------
    >>> doubt = Doubt()
    >>> [doubt.is_due(Misfit.MOVED, hushed=hushed) for hushed in (True, False, False)]
    [False, True, False]
    >>> [doubt.is_due(misfit, hushed=False) for misfit in (None, Misfit.ROLLED)]
    [False, True]
    """

    def __init__(self) -> None:
        self._said = False

    def is_due(self, misfit: str | None, *, hushed: bool) -> bool:
        """Return whether to say it now."""
        due = misfit is not None and not self._said and not hushed
        self._said = misfit is not None and (self._said or due)
        return due


class Places:
    """Choose one of several profiles of a camera by what is seen, and another one at another desk.

    ``chosen`` is its name, None until enough was seen.
    """

    def __init__(self, profiles: Mapping[str, Profile]) -> None:
        self._scaled = {name: cache(partial(scaled, one)) for name, one in profiles.items()}
        self._past: dict[str, deque[Seen]] = {name: deque() for name in profiles}
        self.chosen: str | None = None

    def update(self, time_s: float, now: Features, behind: Backdrop | None) -> str | None:
        """Take in a frame and return the name of the profile that belongs to this desk."""
        for name, past in self._past.items():
            if now.view is not View.UNKNOWN:
                past.append((time_s, _differences(now, self._scaled[name](now.size_px), behind)))
        least_s = _CHOOSE_S if self.chosen is None else _LEAST_S
        if all(_enough(past, time_s, least_s) for past in self._past.values()):
            off = {name: _off(past) for name, past in self._past.items()}
            best = min(off, key=lambda name: off[name])
            if self.chosen is None or off[best][0] < off[self.chosen][0]:
                self.chosen = best
        return self.chosen


def _enough(past: deque[Seen], time_s: float, least_s: float) -> bool:
    """Forget what is old; whether what is left says something."""
    while past and time_s - past[0][0] > WINDOW_S:
        past.popleft()
    return len(past) >= _FEWEST and past[-1][0] - past[0][0] >= least_s


def _middle(past: deque[Seen], misfit: Misfit, untold: float = 0.0) -> float:
    return median([seen.get(misfit, untold) for _, seen in past])


def _off(past: deque[Seen]) -> tuple[bool, float]:
    """Return whether something speaks against a profile, and how far off it is in all of it."""
    found = [_middle(past, misfit, _UNTOLD) for misfit in Misfit]
    return max(found) > 1, sum(found)


def _differences(now: Features, profile: Profile, behind: Backdrop | None) -> dict[Misfit, float]:
    """Return how far a frame is off, in what a posture explains; unseen is left out."""
    upright = profile.features()
    if {now.view, upright.view} == {View.FRONT, View.SIDE}:
        return {Misfit.OTHER_VIEW: 2.0}
    alike = likeness(behind, profile.backdrop)
    found = {
        Misfit.OTHER_SIZE: _size(now, upright),
        Misfit.MOVED: _place(now, upright),
        Misfit.ROLLED: _roll(now, upright),
        Misfit.ELSEWHERE: None if alike is None else (1 - alike) / (1 - ALIKE),
    }
    return {misfit: value for misfit, value in found.items() if value is not None}


def _size(now: Features, upright: Features) -> float | None:
    here, there = now.shoulder_width_px, upright.shoulder_width_px
    if here is None or there is None or now.view is not View.FRONT:
        return None
    return abs(math.log(here / there)) / _LARGER


def _place(now: Features, upright: Features) -> float | None:
    moved = shoulders_moved(now, upright)
    if moved is None or upright.view is not View.FRONT:
        return None
    aside, lower = moved
    return max(abs(aside) / _ASIDE, lower / _LOWER, -lower / _HIGHER)


def _roll(now: Features, upright: Features) -> float | None:
    """Return by how much head and shoulders are rolled alike; the smaller of the two counts."""
    head = _change(now.head_roll_deg, upright.head_roll_deg)
    shoulders = _change(now.shoulder_tilt_deg, upright.shoulder_tilt_deg)
    if head is None or shoulders is None:
        return None
    return min(abs(head), abs(shoulders)) / _ROLLED_DEG if head * shoulders > 0 else 0.0


def _change(now: float | None, before: float | None) -> float | None:
    return None if now is None or before is None else now - before
