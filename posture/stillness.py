"""Small luma planes to whether the picture changed: the cheap question before the costly one."""

import numpy as np
from numpy.typing import NDArray

from posture.types import Floats, Landmarks

Plane = NDArray[np.uint8]
"""A picture as a few thousand means of brightness, 0–255."""

_CHANGED = 10.0  # grey levels; the noise of a webcam is 4 a pixel, far less in a mean of many

_STILL = 3.0  # grey levels; found on the samples: errors stay below a fifth of every sd
_STILL_PART = 99.0  # percent of what lies around the person
_LONGEST_S = 2.0


def changed_share(before: Plane, now: Plane) -> float:
    """Return the share of the picture whose brightness changed, 0–1; 1 for pictures of other sizes.

    A lamp or an exposure that brightens the whole picture alike is no change.

    Examples
    --------
    >>> dark, bright = np.full((9, 16), 60, np.uint8), np.full((9, 16), 90, np.uint8)
    >>> moved = dark.copy(); moved[3, 4:8] = 200
    >>> changed_share(dark, bright), round(changed_share(dark, moved), 3)
    (0.0, 0.028)
    """
    if before.shape != now.shape:
        return 1.0
    difference = now.astype(np.float64) - before
    return float(np.mean(np.abs(difference - np.median(difference)) > _CHANGED))


class StillGate:
    """Decide for every picture of a recording whether what was seen last still stands.

    It does while hardly anything changed around the person since the picture that was looked at,
    for at most two seconds. A lamp that brightens the whole picture alike is no change.
    """

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Begin another recording."""
        self._seen: Landmarks | None = None
        self._plane: Plane = np.zeros((0, 0), np.uint8)

    def update(self, time_s: float, plane: Plane) -> Landmarks | None:
        """Return what was seen last if it still stands, else None: then look, and say so."""
        seen = self._seen
        if seen is None or seen.time_s is None or self._plane.shape != plane.shape:
            return None
        if not 0 <= time_s - seen.time_s <= _LONGEST_S:
            return None
        difference = plane.astype(np.float64) - self._plane
        changed = np.abs(difference - np.median(difference))[_around(seen, plane.shape)]
        return seen if np.percentile(changed, _STILL_PART) <= _STILL else None

    def looked(self, seen: Landmarks, plane: Plane) -> None:
        """Take in what was seen in a picture."""
        self._seen, self._plane = seen, plane


def _around(seen: Landmarks, shape: tuple[int, int]) -> tuple[slice, slice]:
    """Return rows and columns of a plane around the outline, of all of it where none was found."""
    if not len(seen.outline_px):
        return slice(None), slice(None)
    parts = seen.outline_px / seen.size_px * shape[::-1]
    return _reach(parts[:, 1], shape[0]), _reach(parts[:, 0], shape[1])


def _reach(places: Floats, count: int) -> slice:
    """Return from one part before the first place to one after the last, at least one."""
    begin = min(max(int(places.min()) - 1, 0), count - 1)
    return slice(begin, max(int(np.ceil(places.max())) + 1, begin + 1))
