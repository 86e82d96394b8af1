"""Pictures to their quality: how bright one is, and how sharp around the head."""

import cv2
import numpy as np
from numpy.typing import NDArray

from posture.types import Floats, Joint

Gray = NDArray[np.uint8]

_HEAD = [Joint.NOSE, Joint.LEFT_EAR, Joint.RIGHT_EAR, Joint.MOUTH_LEFT]
_MARGIN = 0.3  # of the size of the head
_SMALLEST_PX = 3  # a Laplacian needs neighbours


def luma(gray: Gray) -> float:
    """Return the mean brightness of a picture, 0–255."""
    return float(gray[::4, ::4].mean())


def sharpness(gray: Gray) -> float | None:
    """Return the variance of the Laplacian; None where there are too few pixels to tell."""
    if min(gray.shape) < _SMALLEST_PX:
        return None
    _, spread = cv2.meanStdDev(cv2.Laplacian(gray, cv2.CV_16S))  # exact: at most 4 × 255
    return float(spread[0, 0] ** 2)


def head(gray: Gray, joints: Floats) -> Gray:
    """Return the part of a picture in which the head of the joints (J, 2) lies; it may be empty."""
    low, high = joints[_HEAD].min(axis=0), joints[_HEAD].max(axis=0)
    margin = _MARGIN * float((high - low).max())
    left, top = np.maximum(low - margin, 0).astype(int)
    right, bottom = np.maximum(high + margin, 0).astype(int)
    return gray[top:bottom, left:right]
