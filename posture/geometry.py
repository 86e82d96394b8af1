"""Points to lengths, angles and ratios. Pixels, v grows downwards; an unseen point gives None."""

import math

import numpy as np

from posture.types import Floats


def scalar(value: float) -> float | None:
    """Return the number, or None where it is NaN or infinite: the border between the two worlds.

    Examples
    --------
    >>> scalar(1.5), scalar(float("nan"))
    (1.5, None)
    """
    return float(value) if math.isfinite(value) else None


def distance(a: Floats, b: Floats) -> float | None:
    """Return the length between two points.

    Examples
    --------
    >>> distance(np.array([0.0, 0.0]), np.array([3.0, 4.0]))
    5.0
    """
    return scalar(float(np.linalg.norm(np.subtract(a, b))))


def tilt_deg(left: Floats, right: Floats) -> float | None:
    """Return how much higher the person's left end of a line is, in degrees.

    Examples
    --------
    >>> tilt_deg(np.array([110.0, 90.0]), np.array([100.0, 100.0]))
    45.0
    """
    across, down = np.subtract(left, right).tolist()
    return scalar(math.degrees(math.atan2(-down, abs(across))))


def inclination_deg(lower: Floats, upper: Floats, *, facing: float) -> float | None:
    """Return the angle of the line from lower to upper against the vertical, forward positive.

    ``facing`` is +1 when the person faces the right side of the picture, −1 for the left.

    Examples
    --------
    >>> round(inclination_deg(np.array([0.0, 10.0]), np.array([5.0, 0.0]), facing=1.0), 2)
    26.57
    """
    across, down = np.subtract(upper, lower).tolist()
    return scalar(math.degrees(math.atan2(facing * across, -down)))


def angle_between_deg(a: Floats, b: Floats) -> float | None:
    """Return the angle between two directions, 0–180°.

    Examples
    --------
    >>> angle_between_deg(np.array([1.0, 0.0]), np.array([0.0, 2.0]))
    90.0
    """
    cross = float(a[0] * b[1] - a[1] * b[0])
    return scalar(math.degrees(math.atan2(abs(cross), float(np.dot(a, b)))))
