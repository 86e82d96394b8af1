"""Pixels to a plane: places in the picture with y upwards, in metres where the scale is known."""

from dataclasses import dataclass

import numpy as np

from posture.tracks import Tracks
from posture.types import Floats

MM_PER_M = 1000.0


@dataclass(frozen=True, slots=True)
class Plane:
    """The plane that points are written in; ``mm_per_px`` is ``None`` where nothing tells it."""

    mm_per_px: float | None

    def places_mm(self, points: Tracks) -> Floats:
        """Return the points (n, p, 2): x to the right, y up from the lower edge of the picture.

        In millimetres, or in pixels where the scale is not known.
        """
        up = np.array([1.0, -1.0]) * points.px + np.array([0.0, points.size_px[1]])
        return np.asarray(up * (1.0 if self.mm_per_px is None else self.mm_per_px))
