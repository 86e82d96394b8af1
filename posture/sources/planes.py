"""Frame to small planes of brightness: cheap enough for every picture that is taken."""

import cv2
import numpy as np

from posture.stillness import Plane
from posture.types import ImageBGR
from posture.vital import Luma

_THINNED_PX = 96  # wide; single pixels of the picture, with their noise
_MEANS_PX = 64, 36  # means over squares, without it
_SAMPLED_PX = 8 * 64, 8 * 36  # 64 pixels make a mean


def thinned(image: ImageBGR) -> Luma:
    """Return the brightness of single pixels spread over the picture, for `posture.vital`."""
    step = max(1, image.shape[1] // _THINNED_PX)
    few = np.ascontiguousarray(image[::step, ::step])
    return np.asarray(cv2.cvtColor(few, cv2.COLOR_BGR2GRAY), np.uint8)


def means(image: ImageBGR) -> Plane:
    """Return the mean brightness of 64 × 36 parts of the picture, for `posture.stillness`."""
    few = cv2.resize(image, _SAMPLED_PX, interpolation=cv2.INTER_NEAREST)
    parts = cv2.resize(few, _MEANS_PX, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(parts, cv2.COLOR_BGR2GRAY), np.uint8)
