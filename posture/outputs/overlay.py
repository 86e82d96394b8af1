"""A frame to a picture: what was seen drawn in, beside it the numbers, or what to do now."""

import cv2
import numpy as np

from posture.config import Config
from posture.guidance import Guidance
from posture.neck import see_neck
from posture.outputs.guidepanel import guide_panel
from posture.outputs.labels import write_labels
from posture.outputs.sidepanel import Colour, panel
from posture.shoulders import acromion_v_px
from posture.types import Assessment, Floats, ImageBGR, Joint, Landmarks, View

HEIGHT_PX = 720  # numbers can be read from it, whatever the camera gives

_BONES = (
    (Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER),
    (Joint.LEFT_SHOULDER, Joint.LEFT_ELBOW),
    (Joint.LEFT_ELBOW, Joint.LEFT_WRIST),
    (Joint.RIGHT_SHOULDER, Joint.RIGHT_ELBOW),
    (Joint.RIGHT_ELBOW, Joint.RIGHT_WRIST),
    (Joint.LEFT_EAR, Joint.LEFT_EYE),
    (Joint.LEFT_EYE, Joint.NOSE),
    (Joint.NOSE, Joint.RIGHT_EYE),
    (Joint.RIGHT_EYE, Joint.RIGHT_EAR),
)
_EDGE: Colour = (20, 16, 10)
_OUTLINE: Colour = (233, 180, 86)  # sky blue, Okabe and Ito 2008, as everything here
_BONE: Colour = (255, 255, 255)
_NECK: Colour = (66, 228, 240)  # yellow


def draw(
    image: ImageBGR, moment: Assessment, config: Config, *, height_px: int = HEIGHT_PX
) -> ImageBGR:
    """Return the picture at a height with outline, skeleton and numbers; BGR as it came.

    The picture may be any other of the same shape: a blurred or an empty one.
    """
    canvas, scale = _resized(image, height_px)
    draw_seen(canvas, moment, config, scale=scale)
    return np.hstack([canvas, panel(moment, config.alerts, height_px)])


def draw_guided(
    image: ImageBGR,
    seen: Landmarks,
    said: Guidance,
    config: Config,
    *,
    height_px: int = HEIGHT_PX,
) -> ImageBGR:
    """Return the picture at a height with outline, skeleton and what a calibration asks for."""
    canvas, scale = _resized(image, height_px)
    _draw_person(canvas, seen, said.view, config, scale=scale)
    return np.hstack([canvas, guide_panel(said, height_px)])


def _resized(image: ImageBGR, height_px: int) -> tuple[ImageBGR, float]:
    scale = height_px / image.shape[0]
    size = (round(image.shape[1] * scale), height_px)
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8), scale


def draw_seen(
    canvas: ImageBGR, moment: Assessment, config: Config, *, scale: float, outlined: bool = True
) -> None:
    """Draw what was seen into a picture that is ``scale`` times as large as the original."""
    seen, view = moment.landmarks, moment.measurement.view
    _draw_person(canvas, seen, view, config, scale=scale, outlined=outlined)
    if seen.seen:
        write_labels(canvas, moment, scale)


def _draw_person(
    canvas: ImageBGR,
    seen: Landmarks,
    view: View,
    config: Config,
    *,
    scale: float,
    outlined: bool = True,
) -> None:
    if not seen.seen:
        return
    if outlined:
        _outline(canvas, seen, scale)
    _skeleton(canvas, seen, scale, min_score=config.measure.min_score)
    if view is View.SIDE:
        _neck_line(canvas, seen, scale)
    else:
        _acromia(canvas, seen, scale)


def _outline(canvas: ImageBGR, seen: Landmarks, scale: float) -> None:
    if len(seen.outline_px) > 0:
        points = (seen.outline_px * scale).round().astype(np.int32)
        cv2.polylines(canvas, [points], True, _OUTLINE, _thick(canvas, 2), cv2.LINE_AA)


def _skeleton(canvas: ImageBGR, seen: Landmarks, scale: float, *, min_score: float) -> None:
    """Draw the joints that the network is sure of, and what lies between two of them."""
    sure = np.isfinite(seen.joints_px).all(axis=1) & (seen.score >= min_score)
    for first, second in _BONES:
        if sure[first] and sure[second]:
            ends = seen.joints_px[[first, second]] * scale
            _line(canvas, ends[0], ends[1], _BONE)
    for joint in Joint:
        if sure[joint]:
            _dot(canvas, seen.joints_px[joint] * scale, _BONE)


def _acromia(canvas: ImageBGR, seen: Landmarks, scale: float) -> None:
    """Mark where the tops of the shoulders were found."""
    for side in ("left", "right"):
        top_v = acromion_v_px(seen, side)
        if top_v is not None:
            u = float(seen.joints_px[Joint[f"{side.upper()}_SHOULDER"], 0])
            _dot(canvas, np.array([u, top_v]) * scale, _NECK)


def _neck_line(canvas: ImageBGR, seen: Landmarks, scale: float) -> None:
    """Draw the angle at C7: the line to the tragus, and the vertical it is measured from."""
    neck = see_neck(seen)
    if neck.c7_px is None:
        return
    c7, tragus = np.array(neck.c7_px) * scale, np.array(neck.tragus_px) * scale
    _line(canvas, c7, c7 - [0.0, float(np.linalg.norm(tragus - c7))], _OUTLINE)
    _line(canvas, c7, tragus, _NECK)
    for point in (c7, tragus):
        _dot(canvas, point, _NECK)


def _line(canvas: ImageBGR, start: Floats, end: Floats, colour: Colour) -> None:
    """Draw a line that shows on light and on dark ground."""
    if np.isfinite([start, end]).all():
        ends = (tuple(point.round().astype(int).tolist()) for point in (start, end))
        first, second = ends
        for one, width in ((_EDGE, 5), (colour, 2)):
            cv2.line(canvas, first, second, one, _thick(canvas, width), cv2.LINE_AA)


def _dot(canvas: ImageBGR, point: Floats, colour: Colour) -> None:
    if np.isfinite(point).all():
        at = tuple(point.round().astype(int).tolist())
        for one, radius in ((_EDGE, 6), (colour, 4)):
            cv2.circle(canvas, at, _thick(canvas, radius), one, cv2.FILLED, cv2.LINE_AA)


def _thick(canvas: ImageBGR, px: int) -> int:
    """Return how thick something is that has ``px`` at 720 rows."""
    return max(1, round(px * len(canvas) / HEIGHT_PX))
