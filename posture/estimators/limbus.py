"""Eyes to iris sizes: the rim of the iris in the full picture, found by its step in brightness.

The face mesh looks at 192 pixels for a whole face; the picture itself has more. Around each iris
the brightness is sampled along arcs to the left and to the right, where no lid covers the rim, and
the radius is taken at which it rises most on both sides.
"""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from posture.types import Floats, ImageBGR

_ARC_DEG = np.arange(-38, 39, 6)  # half of it above and below the horizontal
_RADII = np.linspace(0.55, 1.5, 60)  # of the radius that the mesh saw
_SHIFTS = np.linspace(-0.25, 0.25, 9)  # of that radius, along the eyes
_BLUR_SAMPLES = 2.0
_KERNEL = cv2.getGaussianKernel(2 * round(4 * _BLUR_SAMPLES) + 1, _BLUR_SAMPLES)
_POINT = np.ones(1)
_LEAST_SQUEEZE = 0.6


def iris_diameters_px(gray: ImageBGR, irises: Floats, *, turned_rad: float) -> Floats:
    """Return the horizontal diameters (2,) of the irises (2, 5, 2), as seen face on.

    ``turned_rad`` is the angle between the face and the line of sight, sideways.
    """
    squeeze = max(math.cos(turned_rad), _LEAST_SQUEEZE)
    along = irises[0, 0] - irises[1, 0]
    roll = math.atan2(along[1], along[0])
    return np.array([2 * _radius_px(gray, iris, squeeze=squeeze, roll=roll) for iris in irises])


def _radius_px(gray: ImageBGR, iris: Floats, *, squeeze: float, roll: float) -> float:
    rough = float(np.linalg.norm(iris[1] - iris[3])) / 2 / squeeze
    if not 1.0 < rough < 200.0:
        return math.nan
    steps = _steps(_profiles(gray, iris[0], rough, squeeze=squeeze, roll=roll))
    best = int(np.argmax(steps.max(axis=1)))
    return _peak(steps[best]) * rough


def _profiles(
    gray: ImageBGR, centre: Floats, rough: float, *, squeeze: float, roll: float
) -> NDArray[np.float32]:
    """Brightness (shift, side, angle, radius) along the arcs to both sides of shifted centres."""
    angles = np.radians([_ARC_DEG, 180 + _ARC_DEG])[..., None]
    across = (np.cos(angles) * _RADII * squeeze + _SHIFTS[:, None, None, None]) * rough
    down = np.broadcast_to(np.sin(angles) * _RADII * rough, across.shape)
    cos, sin = math.cos(roll), math.sin(roll)
    u = centre[0] + cos * across - sin * down - 0.5
    v = centre[1] + sin * across + cos * down - 0.5
    flat = (-1, len(_RADII))
    maps = u.reshape(flat).astype(np.float32), v.reshape(flat).astype(np.float32)
    sampled = cv2.remap(gray, *maps, cv2.INTER_LINEAR)
    return np.asarray(sampled, np.float32).reshape(across.shape)


def _steps(profiles: NDArray[np.float32]) -> Floats:
    """How much brighter it gets (shift, radius), on the weaker side and on both."""
    mean = 0.5 * np.median(profiles, axis=2) + 0.5 * profiles.mean(axis=2)
    rows = mean.reshape(-1, len(_RADII))
    smooth = cv2.sepFilter2D(rows, cv2.CV_64F, _KERNEL, _POINT, borderType=cv2.BORDER_REFLECT_101)
    left, right = np.gradient(smooth.reshape(mean.shape), axis=2).swapaxes(0, 1)
    return np.asarray(np.minimum(left, right) + 0.5 * (left + right))


def _peak(steps: Floats) -> float:
    """Radius of the largest step, between the samples."""
    i = int(np.argmax(steps))
    if not 0 < i < len(steps) - 1:
        return float(_RADII[i])
    before, here, after = steps[i - 1 : i + 2]
    offset = 0.5 * (before - after) / (before - 2 * here + after)
    return float(_RADII[i] + offset * (_RADII[1] - _RADII[0]))
