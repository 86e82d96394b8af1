"""Frame to small planes of brightness: cheap enough for every picture that is taken."""

import cv2
import numpy as np

from posture.stillness import Plane
from posture.types import ImageBGR
from posture.vital import Luma

_THINNED_PX = 96  # wide; single pixels of the picture, with their noise
_MEANS_PX = 64, 36  # means over squares, without it


def thinned(image: ImageBGR) -> Luma:
    """Return the brightness of single pixels spread over the picture, for `posture.vital`."""
    step = max(1, image.shape[1] // _THINNED_PX)
    few = np.ascontiguousarray(image[::step, ::step])
    return np.asarray(cv2.cvtColor(few, cv2.COLOR_BGR2GRAY), np.uint8)


def means(image: ImageBGR) -> Plane:
    """Return the mean brightness of 64 × 36 parts of the picture, for `posture.stillness`."""
    step = max(1, image.shape[1] // (4 * _MEANS_PX[0]))  # 16 and more pixels make a mean
    grey = cv2.cvtColor(np.ascontiguousarray(image[::step, ::step]), cv2.COLOR_BGR2GRAY)
    return np.asarray(cv2.resize(grey, _MEANS_PX, interpolation=cv2.INTER_AREA), np.uint8)
