"""Features over time to whether the camera still frames its picture as before.

Cameras that frame by themselves zoom: within a second every length in the picture grows or shrinks
by the same factor, and what was known of the focal length and of the upright posture in pixels is
void. A person who comes nearer in that time looks otherwise: shoulders and trunk are further away
than the eyes and grow less, and whoever leans brings the head nearer than the trunk. Speed alone
does not tell: at a desk a zoom by 1.4 is no faster than somebody who sits up.
"""

import math
from collections import deque
from dataclasses import dataclass, field, replace

import numpy as np

from posture.features import Features
from posture.types import Floats

_BEFORE_S = (0.8, 1.6)  # how long ago the picture was seen with which this one is compared
_LEAST = math.log(1.15)  # smaller zooms drown in the scatter of the lengths
_ALIKE = 0.06  # how far the growth of one length may be from that of the others
_FEWEST = 3  # lengths that must be seen, those of eyes and shoulders among them
_TRUNK_BEHIND_EYES_CM = 12.0
_HALF_WAY = 0.5  # from a zoom (0) to a person who comes nearer as a whole (1)
_SETTLE_S = 0.6  # a zoom must be seen for so long
_SAME = 0.07  # the camera has zoomed back when no length differs by more, as logarithms, …
_BACK_S = 2.0  # … for so long

_TRUNK = slice(1, 5)  # rows of `_lengths`


@dataclass(slots=True)
class _Doubt:
    """A zoom that is suspected or certain: what was seen before it, and how much grew since."""

    before: Floats
    eyes_cm: float
    since_s: float
    grown: list[Floats] = field(default_factory=list)
    certain: bool = False
    back_s: float | None = None  # since when everything has been as large as before

    def is_over(self, time_s: float, lengths: Floats) -> bool:
        """Look at one more frame; true once there was no zoom, or the camera has zoomed back."""
        growth = lengths - self.before
        if self.certain:
            return self._is_back(time_s, growth)
        self.grown.append(growth)
        if time_s - self.since_s < _SETTLE_S:
            return False
        seen = [one for one in self.grown if _enough(one)]
        self.certain = len(seen) > 1 and _is_zoom(np.median(seen, axis=0), self.eyes_cm)
        return not self.certain

    def _is_back(self, time_s: float, growth: Floats) -> bool:
        if not (_enough(growth) and np.nanmax(np.abs(growth)) < _SAME):
            self.back_s = None
            return False
        self.back_s = time_s if self.back_s is None else self.back_s
        return time_s - self.back_s >= _BACK_S


class Framing:
    """Notice that the camera has zoomed by itself; believe it again when it has zoomed back.

    Needs at least one frame a second, and a person whose face and shoulders are seen before and
    after. A gap is no zoom: who comes back may sit nearer.
    """

    def __init__(self) -> None:
        self._past: deque[tuple[float, Floats, float]] = deque()
        self._doubt: _Doubt | None = None

    def update(self, time_s: float | None, now: Features) -> bool:
        """Return whether focal length and baseline still hold; for single pictures they do."""
        if time_s is None:
            return True
        lengths = _lengths(now)
        while self._past and not 0 <= time_s - self._past[0][0] <= _BEFORE_S[1]:
            self._past.popleft()
        if self._doubt is None:
            self._doubt = self._suspect(time_s, lengths)
        if self._doubt is not None and self._doubt.is_over(time_s, lengths):
            self._doubt = None
        if now.eyes_cm is not None:
            self._past.append((time_s, lengths, now.eyes_cm))
        return self._doubt is None

    def _suspect(self, time_s: float, lengths: Floats) -> _Doubt | None:
        then = [(seen, cm) for at_s, seen, cm in self._past if time_s - at_s >= _BEFORE_S[0]]
        then = [(seen, cm) for seen, cm in then if _enough(seen)]
        if not then:
            return None
        before = np.median([seen for seen, _ in then], axis=0)
        eyes_cm = float(np.median([cm for _, cm in then]))
        if not _is_zoom(lengths - before, eyes_cm):
            return None
        return _Doubt(before, eyes_cm, time_s)


def unscaled(now: Features) -> Features:
    """Return the features without what a wrong focal length would make wrong."""
    return replace(
        now, eyes_cm=None, pupils_px=None, tragus_x_cm=None, tragus_y_cm=None, tragus_z_cm=None
    )


def _lengths(now: Features) -> Floats:
    """Logarithms of the lengths of eyes, trunk and neck; NaN where unseen."""
    lengths = [
        now.pupils_px,
        now.shoulder_width_px,
        now.body_width_20_px,
        now.body_width_30_px,
        now.body_width_45_px,
        now.neck_width_px,
    ]
    positive = [math.nan if one is None or one <= 0 else one for one in lengths]
    return np.log(np.array(positive, np.float64))


def _enough(lengths: Floats) -> bool:
    """Whether the eyes and the shoulders are seen, and enough else."""
    return bool(np.isfinite(lengths[:2]).all() and np.isfinite(lengths).sum() >= _FEWEST)


def _is_zoom(growth: Floats, eyes_cm: float) -> bool:
    """Whether lengths grew as a zoom lets them, and not as somebody does who comes nearer."""
    if not _enough(growth):
        return False
    seen = growth[np.isfinite(growth)]
    middle = float(np.median(seen))
    if abs(middle) < _LEAST or np.abs(seen - middle).max() > _ALIKE:
        return False
    head, trunk = float(growth[0]), float(np.nanmedian(growth[_TRUNK]))
    nearer_cm = eyes_cm * (1 - math.exp(-head))
    further_cm = eyes_cm + _TRUNK_BEHIND_EYES_CM
    carried = math.log(further_cm / (further_cm - nearer_cm))  # growth of a trunk that comes along
    return (head - trunk) / (head - carried) < _HALF_WAY
