"""Heads made unrecognisable: blurred where they are, everything where that is not known."""

import math
from array import array
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np

from posture.types import Floats, ImageBGR, Joint, Landmarks

_HEAD = (
    Joint.NOSE,
    Joint.LEFT_EYE,
    Joint.RIGHT_EYE,
    Joint.LEFT_EAR,
    Joint.RIGHT_EAR,
    Joint.MOUTH_LEFT,
    Joint.MOUTH_RIGHT,
)
_AT_LEAST = 3  # points of a head that must be sure
_RADIUS = 1.3  # of the span of its points, which reach from ear to ear or from ear to nose
_HELD_S = 1.0  # between two sightings that are no further apart the head is between them
_GROWS_PER_S = 1.5  # radii: how far a head may have gone since
_CELLS = 5  # so many colours are left across a head
_CELLS_OF_ALL = (8, 5)
_COUNTED_EVERY_S = 2.5  # people are, at the rates at which heads are blurred at all
_LOST, _CROWDED = math.nan, math.inf  # instead of a radius
_ROUND = np.stack([f(np.linspace(0, 2 * np.pi, 32, endpoint=False)) for f in (np.cos, np.sin)], 1)


@dataclass(frozen=True, slots=True)
class Circle:
    """A region of a picture, in pixels; with a radius that is not finite there is none."""

    u: float
    v: float
    radius: float

    def grown(self, seconds: float) -> Floats:
        """Return points of the circle in which the head is so many seconds away from here."""
        radius = self.radius * (1 + _GROWS_PER_S * seconds)
        return np.asarray(_ROUND * radius + [self.u, self.v], np.float64)


def head_of(seen: Landmarks, *, min_score: float) -> Circle:
    """Return the region of the head; its radius is NaN where that is not known for sure.

    It is infinite where there is more than one person, of whom only one is followed.
    """
    if seen.people > 1:
        return Circle(0.0, 0.0, _CROWDED)
    sure = np.isfinite(seen.joints_px).all(axis=1) & (seen.score >= min_score)
    joints = [joint for joint in _HEAD if sure[joint]]
    if len(joints) < _AT_LEAST:
        return Circle(0.0, 0.0, _LOST)
    points = np.vstack([seen.joints_px[joints], seen.face_px[:, :2], seen.tragus_px[None]])
    points = points[np.isfinite(points).all(axis=1)]
    low, high = points.min(axis=0), points.max(axis=0)
    u, v = ((low + high) / 2).tolist()
    return Circle(u, v, max(1.0, _RADIUS * math.hypot(*(high - low))))


class Heads:
    """Where the head was in every frame that was looked at; four numbers a frame."""

    def __init__(self, seen: Iterable[Landmarks], *, min_score: float) -> None:
        self._times_s, self._circles = array("d"), array("d")
        for one in seen:
            found = head_of(one, min_score=min_score)
            self._times_s.append(0.0 if one.time_s is None else one.time_s)
            self._circles.extend((found.u, found.v, found.radius))
        self._crowd_before()

    def _crowd_before(self) -> None:
        """Take it that whoever was counted came right after the count before."""
        crowded_s = math.inf
        for index in reversed(range(len(self._times_s))):
            if math.isinf(self._at(index).radius):
                crowded_s = self._times_s[index]
            elif crowded_s - self._times_s[index] <= _COUNTED_EVERY_S:
                self._circles[3 * index + 2] = _CROWDED

    def around(self, time_s: float) -> Floats | None:
        """Return points around everywhere that the head may be at a time; None is anywhere.

        It is known where it was seen before and after within a second, on the way from one place
        to the other; and near where it was seen last, at the end of a recording.
        """
        after = bisect_right(self._times_s, time_s)
        before, beyond = self._sighting(after - 1, -1), self._sighting(after, 1)
        if before is None or not self._held(before, beyond, time_s):
            return None
        near = [before] if beyond is None else [before, beyond]
        if any(math.isinf(self._at(i).radius) for i in near):
            return None
        return np.vstack([self._at(i).grown(self._away_s(i, time_s)) for i in near])

    def _held(self, before: int, beyond: int | None, time_s: float) -> bool:
        if beyond is not None:
            return self._times_s[beyond] - self._times_s[before] <= _HELD_S
        return before == len(self._times_s) - 1 and self._away_s(before, time_s) <= _HELD_S

    def _away_s(self, index: int, time_s: float) -> float:
        return abs(self._times_s[index] - time_s)

    def _at(self, index: int) -> Circle:
        return Circle(*self._circles[3 * index : 3 * index + 3])

    def _sighting(self, index: int, step: int) -> int | None:
        """Return the nearest frame, from this one on, in which the head was not lost."""
        while 0 <= index < len(self._times_s):
            if not math.isnan(self._at(index).radius):
                return index
            index += step
        return None


def blur(image: ImageBGR, region: Floats | None) -> None:
    """Make what lies within these points (pixels) unrecognisable, or all of the picture."""
    if region is None:
        image[:] = _smeared(image, _CELLS_OF_ALL)
        return
    low = np.clip(np.floor(region.min(axis=0)).astype(int), 0, None)
    high = np.ceil(region.max(axis=0)).astype(int) + 1
    patch = image[low[1] : max(high[1], 0), low[0] : max(high[0], 0)]
    if patch.size > 0:
        mask = np.zeros(patch.shape[:2], np.uint8)
        hull = cv2.convexHull((region - low).round().astype(np.int32))
        cv2.fillConvexPoly(mask, hull, 255)
        cv2.copyTo(_smeared(patch, (_CELLS, _CELLS)), mask, patch)


def _smeared(patch: ImageBGR, cells: tuple[int, int]) -> ImageBGR:
    """Return the picture with so many colours across and down."""
    few = cv2.resize(patch, cells, interpolation=cv2.INTER_AREA)
    smooth = cv2.resize(few, patch.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(smooth, np.uint8)
