"""Features to seated or standing: which of two upright postures at one desk somebody is near."""

import math

from posture.contrast import shoulders_moved
from posture.features import Features
from posture.profile import Profile
from posture.types import View

_AFTER_S = 5.0  # getting up takes less
_NEARER = 0.7  # the other posture must be so much nearer; between the two nothing changes


class Stance:
    """Tell standing from sitting by where in the picture, and how large, the shoulders are.

    A desk that rises with its camera shows the same picture for both: then whoever stands counts as
    seated.
    """

    def __init__(self) -> None:
        self._stands = False
        self._since_s: float | None = None  # since when the other posture is the nearer one

    def update(self, time_s: float, now: Features, seated: Profile, standing: Profile) -> bool:
        """Return whether somebody stands; both profiles are for pictures of this size."""
        here, other = (standing, seated) if self._stands else (seated, standing)
        to_here, to_other = _distance(now, here), _distance(now, other)
        if to_here is None or to_other is None or to_other > _NEARER * to_here:
            self._since_s = None
            return self._stands
        self._since_s = time_s if self._since_s is None else self._since_s
        if time_s - self._since_s >= _AFTER_S:
            self._stands, self._since_s = not self._stands, None
        return self._stands


def _distance(now: Features, profile: Profile) -> float | None:
    """Return how far the shoulders are from those of a profile, in shoulder widths."""
    moved = shoulders_moved(now, profile.features())
    width_px, upright_px = now.shoulder_width_px, profile.value("shoulder_width_px")
    if now.view is View.UNKNOWN or moved is None or width_px is None or upright_px is None:
        return None
    return math.hypot(*moved, math.log(width_px / upright_px))
