"""Regions to crops: a turned square of the picture, resampled, and the way back.

Coordinates count from the corner of the picture, so that the centre of the first pixel is
(0.5, 0.5); OpenCV counts from that centre, hence the half pixels below.
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from posture.types import Floats, ImageBGR

_HALF = np.array([[1.0, 0.0, -0.5], [0.0, 1.0, -0.5], [0.0, 0.0, 1.0]])
_HALF_BACK = np.linalg.inv(_HALF)


@dataclass(frozen=True, slots=True)
class Region:
    """A square: centre and side in pixels, turn in radians, clockwise in the picture."""

    x: float
    y: float
    size: float
    turn: float

    def matrix(self, side: int) -> Floats:
        """Return the 3×3 map from picture to crop coordinates for a crop of ``side`` pixels."""
        scale = side / self.size
        cos, sin = math.cos(self.turn) * scale, math.sin(self.turn) * scale
        linear = np.array([[cos, sin], [-sin, cos]])
        shift = np.full(2, side / 2) - linear @ np.array([self.x, self.y])
        return np.vstack([np.column_stack([linear, shift]), [0.0, 0.0, 1.0]])

    def crop(self, image: ImageBGR, side: int) -> ImageBGR:
        """Resample the region to ``side`` × ``side`` pixels, border pixels repeated."""
        scale = side / self.size
        if scale < 0.8:  # blur first, or shrinking turns fine detail into noise
            image = cv2.GaussianBlur(image, (0, 0), 0.5 * math.sqrt(1 / scale**2 - 1))
        warp = (_HALF @ self.matrix(side) @ _HALF_BACK)[:2]
        flags, border = cv2.INTER_LINEAR, cv2.BORDER_REPLICATE
        return np.asarray(
            cv2.warpAffine(image, warp, (side, side), flags=flags, borderMode=border), np.uint8
        )

    def to_picture(self, points: Floats, side: int) -> Floats:
        """Map crop points (N, 2) back to the picture."""
        back = np.linalg.inv(self.matrix(side))
        return np.asarray(points @ back[:2, :2].T + back[:2, 2], np.float64)
