"""Features over time to whether the profile still fits the camera, the chair and the desk.

A posture moves the head by centimetres; a camera that was moved, another chair or a desk at another
height move the whole person in the picture, and stay so.
"""

import math
from collections import deque
from collections.abc import Mapping
from enum import StrEnum

import numpy as np

from posture.features import Features
from posture.profile import Profile
from posture.types import View

WINDOW_S = 60.0  # who leans over for less still fits
_FEWEST = 8  # looks; of fewer the middle says little
_LEAST_S = 20.0  # and they must span so long
_ASIDE = 0.6  # shoulder widths; more than anybody leans for a minute
_HIGHER = 0.45  # shoulder widths; who sits upright cannot rise further
_LOWER = 1.0  # who leans far over the desk comes down by 0.65
_LARGER = math.log(1.7)  # who leans in from 75 to 45 cm, far too close, grows by 1.5
_ROLLED_DEG = 6.0  # head and shoulders together; only a camera does that for a minute


class Misfit(StrEnum):
    """What speaks against a profile."""

    OTHER_VIEW = "the camera sees you from another side"
    OTHER_SIZE = "you sit much nearer or farther, or the camera zooms"
    MOVED = "you sit elsewhere in the picture"
    ROLLED = "the camera is tilted"


class ProfileFit:
    """Compare the middle of the last minute with the profile.

    While too little was seen, nothing speaks against it.
    """

    def __init__(self) -> None:
        self._past: deque[tuple[float, Mapping[Misfit, float]]] = deque()

    def update(self, time_s: float, now: Features, upright: Profile) -> Misfit | None:
        """Return what has spoken against the profile for a minute, None if it fits.

        ``upright`` is the profile for pictures of this size; times must rise.
        """
        if now.view is not View.UNKNOWN:
            self._past.append((time_s, _differences(now, upright.features())))
        while self._past and time_s - self._past[0][0] > WINDOW_S:
            self._past.popleft()
        if len(self._past) < _FEWEST or self._past[-1][0] - self._past[0][0] < _LEAST_S:
            return None
        return next((one for one in Misfit if self._middle(one) > 1), None)

    def _middle(self, misfit: Misfit) -> float:
        return float(np.median([seen.get(misfit, 0.0) for _, seen in self._past]))


def _differences(now: Features, upright: Features) -> dict[Misfit, float]:
    """Return how far a frame is off, in what a posture explains; unseen is left out."""
    if {now.view, upright.view} == {View.FRONT, View.SIDE}:
        return {Misfit.OTHER_VIEW: 2.0}
    found = {
        Misfit.OTHER_SIZE: _size(now, upright),
        Misfit.MOVED: _place(now, upright),
        Misfit.ROLLED: _roll(now, upright),
    }
    return {misfit: value for misfit, value in found.items() if value is not None}


def _size(now: Features, upright: Features) -> float | None:
    here, there = now.shoulder_width_px, upright.shoulder_width_px
    if here is None or there is None or now.view is not View.FRONT:
        return None
    return abs(math.log(here / there)) / _LARGER


def _place(now: Features, upright: Features) -> float | None:
    places = (now.shoulders_u_px, now.shoulders_v_px, upright.shoulders_u_px)
    across_px, down_px, before_px = places
    before_down_px, width_px = upright.shoulders_v_px, upright.shoulder_width_px
    if across_px is None or down_px is None or before_px is None or before_down_px is None:
        return None
    if width_px is None or upright.view is not View.FRONT:
        return None
    aside, lower = (across_px - before_px) / width_px, (down_px - before_down_px) / width_px
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
