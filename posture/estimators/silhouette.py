"""Person mask to outline: the closed line at which the mask falls below one half."""

import contourpy
import cv2
import numpy as np
from numpy.typing import NDArray

from posture.types import Floats

_LONG_SIDE = 480  # px; the network's own mask has 256, a finer copy only costs time
_TOLERANCE_PX = 0.3  # how far the thinned line may lie from the full one
_INSIDE = 0.5  # of the mask
_MIDDLE = 0.5  # of a pixel, from its corner


def outline(mask: NDArray[np.floating]) -> Floats:
    """Return the largest outline (N, 2) in picture pixels of a mask (H, W) in 0–1.

    Where the person is cut by the border of the picture the outline runs along that border.
    The last point joins the first. An empty mask gives no rows.
    """
    height, width = mask.shape
    step = max(1, round(max(height, width) / _LONG_SIDE))
    thin = mask[::step, ::step]
    corner, part = _around_person(thin)
    lines = [
        np.asarray(line) for line in contourpy.contour_generator(z=np.pad(part, 1)).lines(_INSIDE)
    ]
    if not lines:
        return np.empty((0, 2))
    points = (max(lines, key=_area) - 1 + corner) * step + _MIDDLE
    last = (np.array(thin.shape[::-1]) - 1) * step + _MIDDLE
    thinned = cv2.approxPolyDP(points.astype(np.float32), _TOLERANCE_PX, closed=True)
    return _to_border(np.asarray(thinned[:, 0], np.float64), last, (width, height))


def holds(outline: Floats, points: Floats) -> bool:
    """Whether any of the points (K, 2) lies inside an outline (N, 2)."""
    if len(outline) == 0:
        return False
    line = outline.astype(np.float32)
    return any(cv2.pointPolygonTest(line, (u, v), False) >= 0 for u, v in points.tolist())


def _around_person(mask: NDArray[np.floating]) -> tuple[Floats, NDArray[np.floating]]:
    """Cut out the rows and columns that matter, one more on each side, and say where they begin."""
    inside = mask >= _INSIDE
    down, across = (np.flatnonzero(inside.any(axis=axis)) for axis in (1, 0))
    if down.size == 0:
        return np.zeros(2), mask[:0, :0]
    top, left = max(int(down[0]) - 1, 0), max(int(across[0]) - 1, 0)
    return np.array([left, top], float), mask[top : down[-1] + 2, left : across[-1] + 2]


def _to_border(points: Floats, last: Floats, size_px: tuple[int, int]) -> Floats:
    """Move what lies outside the middle of the outermost pixels to the border of the picture."""
    points = np.where(points < _MIDDLE, 0.0, points)
    return np.asarray(np.where(points > last, size_px, points), np.float64)


def _area(line: Floats) -> float:
    return float(cv2.contourArea(line.astype(np.float32)))
