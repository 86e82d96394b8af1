"""A phantom picture with what was seen and what is true: one tile of a contact sheet."""

from collections.abc import Iterator

import cv2
import numpy as np

from benchmarks.cases import Row
from benchmarks.fit.people import Seen
from posture.neck import see_neck
from posture.shoulders import acromion_v_px
from posture.types import Floats, ImageBGR, Joint, View

TILE_PX, TEXT_PX, LINE_PX = 460, 64, 19
SEEN, TRUE, JOINTS, OUTLINE = (0, 140, 255), (80, 220, 60), (255, 170, 60), (220, 60, 200)
TRUE_POINTS = ("tragus_l", "tragus_r", "c7", "acromion_l", "acromion_r")
MARGIN = 0.35  # of the extent of head and shoulders

Point = tuple[float, float]


def tile(row: Row, seen: Seen) -> ImageBGR:
    """The upper body, what was seen (orange, joints blue), what is true (green), and numbers."""
    image, landmarks = seen.picture.frame().image, seen.landmarks
    to_tile, drawn = _crop(image, seen.picture.points_px(TRUE_POINTS))
    if len(landmarks.outline_px):
        line = to_tile(landmarks.outline_px).round().astype(np.int32)
        cv2.polylines(drawn, [line], True, OUTLINE, 1, cv2.LINE_AA)
    for joint in Joint:
        _mark(drawn, to_tile(landmarks.joints_px[joint]), JOINTS, 2)
    for name in TRUE_POINTS:
        _mark(drawn, to_tile(seen.picture.points_px([name])[0]), TRUE, 5)
    for point in _seen_points(seen):
        _mark(drawn, to_tile(np.array(point)), SEEN, 4)
    return np.vstack([drawn, _text(row)])


def _crop(image: ImageBGR, points: Floats) -> tuple["_Zoom", ImageBGR]:
    low, high = points.min(axis=0), points.max(axis=0)
    side = float((high - low).max()) * (1 + 2 * MARGIN) + 60
    corner = (low + high) / 2 - side / 2
    zoom = _Zoom(corner, TILE_PX / side)
    warp = np.array([[zoom.scale, 0, 0], [0, zoom.scale, 0]], float)
    warp[:, 2] = -corner * zoom.scale
    drawn = cv2.warpAffine(image, warp, (TILE_PX, TILE_PX), flags=cv2.INTER_LINEAR)
    return zoom, np.asarray(drawn, np.uint8)


class _Zoom:
    """From picture to tile."""

    def __init__(self, corner: Floats, scale: float) -> None:
        self.corner, self.scale = corner, scale

    def __call__(self, points: Floats) -> Floats:
        return np.asarray((points - self.corner) * self.scale)


def _seen_points(seen: Seen) -> Iterator[Point]:
    """Tragus and C7 of a side view, acromia of other views."""
    if not seen.landmarks.seen:
        return
    if seen.features.view is View.SIDE:
        neck = see_neck(seen.landmarks)
        yield neck.tragus_px
        if neck.c7_px is not None:
            yield neck.c7_px
        return
    for side in ("left", "right"):
        top = acromion_v_px(seen.landmarks, side)
        if top is not None:
            yield float(seen.landmarks.joints_px[Joint[f"{side.upper()}_SHOULDER"], 0]), top


def _mark(image: ImageBGR, point: Floats, colour: tuple[int, int, int], radius: int) -> None:
    if np.isfinite(point).all():
        u, v = point.round().astype(int).tolist()
        cv2.circle(image, (u, v), radius, (0, 0, 0), -1, cv2.LINE_AA)
        cv2.circle(image, (u, v), radius, colour, 2, cv2.LINE_AA)


def _text(row: Row) -> ImageBGR:
    strip = np.full((TEXT_PX, TILE_PX, 3), 255, np.uint8)
    for i, line in enumerate((_who(row), _numbers(row), _moves(row))):
        at = (6, 16 + i * LINE_PX)
        cv2.putText(strip, line, at, cv2.FONT_HERSHEY_SIMPLEX, 0.45, (0, 0, 0), 1, cv2.LINE_AA)
    return strip


def _who(row: Row) -> str:
    truth = row.picture.truth
    return (f"{row.picture.id} {row.picture.subject} {truth['camera']['name']} "
            f"{truth['scenario']}, {truth['lighting']}")  # fmt: skip


def _numbers(row: Row) -> str:
    if row.estimated is None or row.sd is None:
        return f"empty, true {row.true:.1f}"
    return (f"{row.estimated:.1f} +- {row.sd:.1f}, true {row.true:.1f}, "
            f"error {row.estimated - row.true:+.1f}")  # fmt: skip


def _moves(row: Row) -> str:
    head = row.picture.truth["metrics"]["head_camera"]
    params = row.picture.truth["params"]
    asked = {"shrug": (params.get("shrug_l", 0), params.get("shrug_r", 0)),
             "protract": params.get("protract", 0), "lean": params.get("lean", 0)}  # fmt: skip
    shown = "; ".join(f"{name} {value}" for name, value in asked.items())
    return (f"pitch {head['pitch']:.0f} yaw {head['yaw']:.0f} roll {head['roll']:.0f}; "
            f"{shown}; {row.picture.metric('eye_camera_distance_cm'):.0f} cm")  # fmt: skip
