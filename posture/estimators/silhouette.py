"""Person mask to outline: the closed line at which the mask falls below one half."""

import contourpy
import cv2
import numpy as np

from posture.estimators.crop import Region
from posture.types import Floats

_LONG_SIDE = 480  # px of the picture; the network's own mask has 256, a finer copy only costs time
_TOLERANCE_PX = 0.3  # how far the thinned line may lie from the full one


def outline(mask: Floats, region: Region, size_px: tuple[int, int]) -> Floats:
    """Return the largest outline (N, 2) in picture pixels of a mask (S, S) in 0–1 of a region.

    Where the person is cut by the border of the picture the outline runs along that border.
    An empty mask gives no rows.
    """
    step = max(1.0, max(size_px) / _LONG_SIDE)
    lines = [np.asarray(line) for line in _contours(mask, region, size_px, step)]
    if not lines:
        return np.empty((0, 2))
    points = (max(lines, key=_area) - 0.5) * step
    thinned = cv2.approxPolyDP(points.astype(np.float32), _TOLERANCE_PX, closed=True)
    return np.asarray(np.clip(thinned[:, 0], 0, size_px), np.float64)


def _contours(mask: Floats, region: Region, size_px: tuple[int, int], step: float) -> list[Floats]:
    """Lines at one half, in steps of the picture, one step of nothing around it."""
    side = mask.shape[0]
    columns, rows = (round(length / step) for length in size_px)
    to_picture = np.array([[step, 0, step / 2], [0, step, step / 2], [0, 0, 1.0]])
    to_mask = region.matrix(side) @ to_picture
    to_mask[:2, 2] -= 0.5
    grid = cv2.warpAffine(
        mask.astype(np.float32),
        to_mask[:2],
        (columns, rows),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
    )
    lines: list[Floats] = contourpy.contour_generator(z=np.pad(grid, 1)).lines(0.5)  # type: ignore[assignment]
    return lines


def _area(line: Floats) -> float:
    return float(cv2.contourArea(line.astype(np.float32)))
