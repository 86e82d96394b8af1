"""Person mask to outline: the closed line at which the mask falls below one half."""

import contourpy
import cv2
import numpy as np

from posture.types import Floats

_LONG_SIDE = 480  # px; the network's own mask has 256, a finer copy only costs time
_TOLERANCE_PX = 0.3  # how far the thinned line may lie from the full one


def outline(mask: Floats) -> Floats:
    """Return the largest outline (N, 2) in picture pixels of a mask (H, W) in 0–1.

    Where the person is cut by the border of the picture the outline runs along that border.
    An empty mask gives no rows.
    """
    height, width = mask.shape
    step = max(1, round(max(height, width) / _LONG_SIDE))
    thin = np.pad(mask[::step, ::step], 1)
    lines = [np.asarray(line) for line in contourpy.contour_generator(z=thin).lines(0.5)]
    if not lines:
        return np.empty((0, 2))
    points = (max(lines, key=_area) - 1) * step + 0.5
    thinned = cv2.approxPolyDP(points.astype(np.float32), _TOLERANCE_PX, closed=True)
    return np.asarray(np.clip(thinned[:, 0], 0, [width, height]), np.float64)


def _area(line: Floats) -> float:
    return float(cv2.contourArea(line.astype(np.float32)))
