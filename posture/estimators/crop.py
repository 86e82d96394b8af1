"""Regions to crops: a turned square of the picture, resampled, and the way back.

Coordinates count from the corner of the picture, so that the centre of the first pixel is
(0.5, 0.5); OpenCV counts from that centre, hence the half pixels below.
"""

import math
from dataclasses import dataclass, replace

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

    def crop(self, image: ImageBGR, side: int, *, border: int = cv2.BORDER_REPLICATE) -> ImageBGR:
        """Resample the region to ``side`` × ``side`` pixels; ``border`` is what lies outside."""
        matrix = self.matrix(side)
        scale = side / self.size
        if scale < 0.8:  # blur first, or shrinking turns fine detail into noise
            image, corner = self._part(image)
            matrix = matrix @ np.array([[1, 0, corner[0]], [0, 1, corner[1]], [0, 0, 1.0]])
            image = np.asarray(
                cv2.GaussianBlur(image, (0, 0), 0.5 * math.sqrt(1 / scale**2 - 1)), np.uint8
            )
        warp = (_HALF @ matrix @ _HALF_BACK)[:2]
        flags = cv2.INTER_LINEAR
        return np.asarray(
            cv2.warpAffine(image, warp, (side, side), flags=flags, borderMode=border), np.uint8
        )

    def _part(self, image: ImageBGR) -> tuple[ImageBGR, tuple[int, int]]:
        """Cut out what the region touches, so that the rest need not be blurred."""
        reach = self.size * (abs(math.cos(self.turn)) + abs(math.sin(self.turn))) / 2 + 4
        height, width = image.shape[:2]
        x0, x1 = max(0, int(self.x - reach)), min(width, int(self.x + reach) + 1)
        y0, y1 = max(0, int(self.y - reach)), min(height, int(self.y + reach) + 1)
        if x1 - x0 < 2 or y1 - y0 < 2:
            return image, (0, 0)
        return image[y0:y1, x0:x1], (x0, y0)

    def enlarged(self, factor: float) -> "Region":
        """Return the region with sides ``factor`` times as long."""
        return replace(self, size=self.size * factor)

    def turned(self, world: Floats) -> Floats:
        """Turn directions (N, 3) seen in the crop back into the picture."""
        cos, sin = math.cos(self.turn), math.sin(self.turn)
        return np.asarray(world @ np.array([[cos, sin, 0], [-sin, cos, 0], [0, 0, 1.0]]))

    def to_picture(self, points: Floats, side: int) -> Floats:
        """Map crop points (N, 2) back to the picture."""
        back = np.linalg.inv(self.matrix(side))
        return np.asarray(points @ back[:2, :2].T + back[:2, 2], np.float64)

    def mirrored(self, width: int) -> "Region":
        """Return the region in a picture of this width that was flipped left to right."""
        return replace(self, x=width - self.x, turn=-self.turn)
