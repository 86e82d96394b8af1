"""Angles and distances written into a picture, at the place that they belong to."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from posture.load import known
from posture.neck import see_neck
from posture.outputs.dictionary import column
from posture.outputs.gauges import with_sd
from posture.outputs.sheet import Sheet
from posture.types import Assessment, Floats, ImageBGR, Joint, View

_SIZE, _PAD, _GAP, _LINE = 18, 5, 14, 32
_KEPT = 64
_ROWS = 720
_SHOULDERS = [Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER]


def write_labels(canvas: ImageBGR, moment: Assessment, scale: float) -> None:
    """Write the numbers that were seen into a picture that is ``scale`` times the original."""
    unit = len(canvas) / _ROWS
    for text, place in _labels(moment):
        if np.isfinite(place).all():
            _paste(canvas, _sprite(text, unit), place * scale + _GAP * unit)


def _labels(moment: Assessment) -> Iterator[tuple[str, Floats]]:
    """Say what stands where: beside the head, at the base of the neck, between the shoulders."""
    joints, beside = moment.landmarks.joints_px, _beside_head(moment.landmarks.joints_px)
    yield from _text(moment, "camera_distance_cm", "{} away", beside)
    if moment.measurement.view is View.SIDE:
        neck = see_neck(moment.landmarks)
        if neck.c7_px is not None:
            yield from _text(moment, "head_forward_deg", "head forward {}", np.array(neck.c7_px))
    else:
        below = np.add(beside, (0.0, _LINE * moment.landmarks.size_px[1] / _ROWS))
        yield from _text(moment, "protraction_cm", "{} forward", below)
        yield from _text(moment, "shoulder_tilt_deg", "tilt {}", joints[_SHOULDERS].mean(axis=0))


def _beside_head(joints_px: Floats) -> Floats:
    """Return a place right of the head, at the height of its middle; NaN where it is unseen."""
    head = joints_px[: Joint.MOUTH_RIGHT + 1]
    seen = head[np.isfinite(head).all(axis=1)]
    if len(seen) == 0:
        return np.full(2, np.nan)
    low, high = seen.min(axis=0), seen.max(axis=0)
    return np.array([high[0] + 0.4 * np.hypot(*(high - low)), (low[1] + high[1]) / 2])


def _text(moment: Assessment, name: str, form: str, place: Floats) -> Iterator[tuple[str, Floats]]:
    estimate = known(getattr(moment.measurement, name))
    if estimate is not None:
        yield form.format(with_sd(estimate, column(name).unit)), place


@lru_cache(maxsize=_KEPT)
def _sprite(text: str, unit: float) -> ImageBGR:
    rule = Sheet((1, 1), unit)
    size = (rule.length(text, _SIZE) + 2 * _PAD, _SIZE + 2 * _PAD)
    sheet = Sheet((round(size[0] * unit), round(size[1] * unit)), unit)
    sheet.text((_PAD, _PAD - 1), text, _SIZE)
    return sheet.image


def _paste(canvas: ImageBGR, sprite: ImageBGR, at: Floats) -> None:
    """Lay the sprite into the picture, moved inside where it would stick out."""
    height, width = sprite.shape[:2]
    room = (canvas.shape[1] - width, canvas.shape[0] - height)
    if min(room) >= 0:
        left, top = (int(np.clip(one, 0, end)) for one, end in zip(at, room, strict=True))
        canvas[top : top + height, left : left + width] = sprite
