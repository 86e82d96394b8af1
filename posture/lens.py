"""Picture size to lens: the focal length in pixels, how well it is known, and its distortion."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from posture.config import CameraConfig
from posture.errors import ConfigError
from posture.types import Lens

GIVEN_SD = 0.01  # a focal length that somebody measured
EXIF_SD = 0.03  # what a photograph says of itself, in steps of a millimetre
SAME_PROPORTIONS = 0.01  # a rounded size may be off by a pixel
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Optics:
    """A camera as OpenCV calibrates one: its matrix and how its lens bends straight lines.

    ``matrix`` is (fx, fy, cx, cy) in pixels of a picture of ``size_px``, the centre of the top left
    pixel being (0, 0); ``distortion`` are OpenCV's 4, 5, 8, 12 or 14 coefficients, in its order.
    """

    matrix: tuple[float, float, float, float]
    distortion: tuple[float, ...]
    size_px: tuple[int, int]

    @property
    def lens(self) -> Lens:
        """The pinhole camera that remains when the points have been straightened."""
        return Lens(
            focal_px=math.sqrt(self.matrix[0] * self.matrix[1]),
            relative_sd=GIVEN_SD,
            source="given",
        )


def resized_optics(optics: Optics, size_px: tuple[int, int]) -> Optics:
    """Return the same camera for pictures of another size and the same proportions."""
    across, down = (new / old for new, old in zip(size_px, optics.size_px, strict=True))
    if abs(across / down - 1) > SAME_PROPORTIONS:
        raise ConfigError(
            f"lens: expected pictures with the proportions of its calibration, "
            f"{optics.size_px[0]} × {optics.size_px[1]}, found {size_px[0]} × {size_px[1]}; "
            "calibrate the camera in this format."
        )
    fx, fy, cx, cy = optics.matrix
    matrix = (fx * across, fy * down, (cx + 0.5) * across - 0.5, (cy + 0.5) * down - 0.5)
    return Optics(matrix=matrix, distortion=optics.distortion, size_px=size_px)


def optics_to_mapping(optics: Optics) -> dict[str, Any]:
    """Return the camera as plain values for JSON."""
    return asdict(optics)


def optics_from_mapping(table: Mapping[str, Any]) -> Optics:
    """Read what `optics_to_mapping` wrote; what is wrong raises as `float` does."""
    fx, fy, cx, cy = map(float, table["matrix"])
    width, height = map(int, table["size_px"])
    return Optics(
        matrix=(fx, fy, cx, cy),
        distortion=tuple(map(float, table["distortion"])),
        size_px=(width, height),
    )
