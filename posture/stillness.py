"""Small luma planes to whether the picture changed: the cheap question before the costly one."""

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.uint8]
"""A picture as a few thousand means of brightness, 0–255."""

_CHANGED = 10.0  # grey levels; the noise of a webcam is 4 a pixel, far less in a mean of many


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
