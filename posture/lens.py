"""Picture size to lens: the focal length in pixels, and how well it is known."""

import math
from dataclasses import replace

from posture.config import CameraConfig
from posture.types import Lens

GIVEN_SD = 0.01  # a focal length that somebody measured
EXIF_SD = 0.03  # what a photograph says of itself, in steps of a millimetre
TAPED_SD = 0.05  # solved from one taped distance: irises and faces differ


def focal_px(width_px: int, hfov_deg: float) -> float:
    """Return the focal length of a camera with this horizontal field of view.

    Examples
    --------
    >>> round(focal_px(1280, 60.0), 1)
    1108.5
    """
    return width_px / 2 / math.tan(math.radians(hfov_deg) / 2)


def given_lens(
    width_px: int, *, focal: float | None = None, hfov_deg: float | None = None
) -> Lens | None:
    """Return the lens that the user stated, or None."""
    if focal is not None:
        return Lens(focal_px=focal, relative_sd=GIVEN_SD, source="given")
    if hfov_deg is not None:
        return Lens(focal_px=focal_px(width_px, hfov_deg), relative_sd=GIVEN_SD, source="given")
    return None


def assumed_lens(width_px: int, config: CameraConfig) -> Lens:
    """Return the lens of an ordinary webcam: an honest guess."""
    return Lens(
        focal_px=focal_px(width_px, config.hfov_deg),
        relative_sd=config.hfov_relative_sd,
        source="assumed",
    )


def resized(lens: Lens, ratio: float) -> Lens:
    """Return the lens of the same camera for pictures that are ``ratio`` times as wide."""
    return replace(lens, focal_px=lens.focal_px * ratio)


def taped_lens(lens: Lens, *, measured_cm: float, taped_cm: float) -> Lens:
    """Return the lens that makes a measured distance true: distances grow with the focal length."""
    return Lens(
        focal_px=lens.focal_px * taped_cm / measured_cm, relative_sd=TAPED_SD, source="taped"
    )
