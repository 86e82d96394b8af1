"""Side view to tragus, C7 and the angle between them, from joints and the outline of the back.

Everything here is measured in *nominal centimetres*: pixels divided by a body scale that assumes
average lengths. Axes: forward (where the person faces) and up, origin midway between the shoulders.
|tragus − C7| is nearly constant within a person, and the contour of the neck runs almost along the
line to the tragus at C7, so that an error of 1 cm in that length costs less than 1°.
"""

import math
from dataclasses import dataclass

import numpy as np

from posture.geometry import scalar
from posture.outline import edge
from posture.types import Floats, Joint, Landmarks

# Half way between rendered heads (−2.4, −3.05 and 13.5) and photographs of real ones.
TRAGUS_FROM_EAR_CM = (-2.0, -2.6)  # along and across the ear → face axis of the head
C7_FROM_TRAGUS_CM = 14.0
C7_INSIDE_CONTOUR_CM = 0.45  # the spinous process lies under the skin
RADIUS_STEP_CM = 1.0  # the angle is computed for ± this radius as well, to see how sure it is

_LENGTHS_CM = {"trunk": 46.0, "head": 8.2, "face": 6.6, "arm": 28.4}
_WEIGHTS = {"trunk": 0.3, "head": 0.2, "face": 0.2, "arm": 0.3}
_ROWS = 72
_ABOVE_EAR_CM, _BELOW_SHOULDER_CM = 9.0, 8.0
_GAP_CM = 0.45  # narrower holes of the mask are bridged
_MIN_HOLLOW_CM = 2.5  # a visible nape lies this deep inside the chord from skull to back
_MAX_NAPE_CM = 13.5  # and this near to the tragus; else hair or a hood is in the way
_MAX_SPREAD_DEG = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Neck:
    """The neck as seen from the side; lengths in nominal cm, angles forward positive.

    ``head_forward_deg`` is the angle at C7 between the vertical and the line to the tragus
    (90° minus the craniovertebral angle), ``spread_deg`` its standard deviation over three assumed
    lengths from tragus to C7, ``head_axis_deg`` the angle of the line ear → face above horizontal.
    """

    px_per_cm: float
    facing: float
    head_forward_deg: float | None
    spread_deg: float | None
    tragus_ahead_cm: float | None
    head_axis_deg: float
    visible: bool
    tragus_px: tuple[float, float]
    c7_px: tuple[float, float] | None


def see_neck(landmarks: Landmarks) -> Neck:
    """Find tragus and C7 of a person seen from the side."""
    joints = landmarks.joints_px
    ear, shoulder = _middle(joints, "EAR"), _middle(joints, "SHOULDER")
    facing = 1.0 if joints[Joint.NOSE][0] > ear[0] else -1.0
    scale = _px_per_cm(joints)

    def body(point: Floats) -> Floats:
        return np.asarray((point - shoulder) * [facing, -1.0] / scale)

    def picture(point: Floats) -> tuple[float, float]:
        u, v = (point * [facing, -1.0] * scale + shoulder).tolist()
        return u, v

    face = (_middle(joints, "EYE") + joints[Joint.NOSE] + _mouth(joints)) / 3
    axis = body(face) - body(ear)
    axis = axis / np.linalg.norm(axis)
    tragus = body(ear) + _turned(TRAGUS_FROM_EAR_CM, axis)
    back = _back(landmarks.outline_px, ear, shoulder, facing=facing, scale=scale)
    contour = np.array([body(point) for point in back]).reshape(-1, 2)
    angles, c7 = _angles(contour, tragus)
    hollow, near = _hollow(contour, body(ear)), _nape_distance(contour, tragus)
    spread = float(np.std(angles)) if len(angles) == 3 else math.nan
    visible = hollow > _MIN_HOLLOW_CM and near < _MAX_NAPE_CM and spread < _MAX_SPREAD_DEG
    return Neck(
        px_per_cm=scale,
        facing=facing,
        head_forward_deg=None if c7 is None else angles[1],
        spread_deg=scalar(spread),
        tragus_ahead_cm=None if c7 is None else float(tragus[0] - c7[0]),
        head_axis_deg=math.degrees(math.atan2(axis[1], axis[0])),
        visible=bool(visible),
        tragus_px=picture(tragus),
        c7_px=None if c7 is None else picture(c7),
    )


def _middle(joints: Floats, name: str) -> Floats:
    return np.asarray((joints[Joint[f"LEFT_{name}"]] + joints[Joint[f"RIGHT_{name}"]]) / 2)


def _mouth(joints: Floats) -> Floats:
    return np.asarray((joints[Joint.MOUTH_LEFT] + joints[Joint.MOUTH_RIGHT]) / 2)


def _px_per_cm(joints: Floats) -> float:
    """Body scale: a weighted geometric mean of four lengths over their average."""
    ear, eye = _middle(joints, "EAR"), _middle(joints, "EYE")
    lengths = {
        "trunk": _middle(joints, "SHOULDER") - _middle(joints, "HIP"),
        "head": joints[Joint.NOSE] - ear,
        "face": eye - _mouth(joints),
        "arm": joints[Joint.LEFT_SHOULDER] - joints[Joint.LEFT_ELBOW],
    }
    logs = [
        _WEIGHTS[name] * math.log(max(float(np.linalg.norm(length)), 1e-6) / _LENGTHS_CM[name])
        for name, length in lengths.items()
    ]
    return math.exp(sum(logs))


def _turned(offset: tuple[float, float], axis: Floats) -> Floats:
    along, across = offset
    return np.array([along * axis[0] - across * axis[1], along * axis[1] + across * axis[0]])


def _back(
    outline: Floats, ear: Floats, shoulder: Floats, *, facing: float, scale: float
) -> list[Floats]:
    """Rearmost points of the body (px), from above the ear to below the shoulders."""
    top, bottom = ear[1] - _ABOVE_EAR_CM * scale, shoulder[1] + _BELOW_SHOULDER_CM * scale
    points = []
    for v in np.linspace(top, bottom, _ROWS):
        share = np.clip((v - ear[1]) / max(shoulder[1] - ear[1], 1e-3), 0.0, 1.0)
        start = (float(ear[0] + share * (shoulder[0] - ear[0])), float(v))
        u = edge(outline, start, axis=1, step=-facing, gap=_GAP_CM * scale)
        if math.isfinite(u):
            points.append(np.array([u, v]))
    return _smooth(_smooth(points))


def _smooth(points: list[Floats]) -> list[Floats]:
    inner = [(a + 2 * b + c) / 4 for a, b, c in zip(points, points[1:], points[2:], strict=False)]
    return [*points[:1], *inner, *points[-1:]] if len(points) > 2 else points


def _angles(contour: Floats, tragus: Floats) -> tuple[list[float], Floats | None]:
    """Head-forward angle for three radii, and C7 for the middle one."""
    found = [
        _c7(contour, tragus, C7_FROM_TRAGUS_CM + step)
        for step in (-RADIUS_STEP_CM, 0.0, RADIUS_STEP_CM)
    ]
    points = [point for point in found if point is not None]
    if len(points) < 3:
        return [], None
    lines = [tragus - point for point in points]
    return [90.0 - math.degrees(math.atan2(up, ahead)) for ahead, up in lines], found[1]


def _c7(contour: Floats, tragus: Floats, radius: float) -> Floats | None:
    """First point of the back below the nape that lies ``radius`` from the tragus."""
    below = np.flatnonzero(contour[:, 1] < tragus[1] - 3.0) if len(contour) else np.empty(0, int)
    if len(below) < 4:
        return None
    away = np.linalg.norm(contour - tragus, axis=1)
    nape = int(below[np.argmin(away[below])])
    inside = np.array([C7_INSIDE_CONTOUR_CM, 0.0])
    if away[nape] > radius:
        return np.asarray(contour[nape] + inside)
    for i in range(nape, len(away) - 1):
        if away[i] <= radius < away[i + 1]:
            share = (radius - away[i]) / (away[i + 1] - away[i])
            return np.asarray(contour[i] + share * (contour[i + 1] - contour[i]) + inside)
    return None


def _nape_distance(contour: Floats, tragus: Floats) -> float:
    below = contour[contour[:, 1] < tragus[1] - 3.0] if len(contour) else contour
    return float(np.linalg.norm(below - tragus, axis=1).min()) if len(below) else math.inf


def _hollow(contour: Floats, ear: Floats) -> float:
    """How deep the nape lies inside the chord from the back of the skull to the back, cm."""
    if not len(contour):
        return 0.0
    skull, back = contour[contour[:, 1] > ear[1] - 4.0], contour[contour[:, 1] < -4.0]
    if len(skull) < 2 or len(back) < 2:
        return 0.0
    a, b = skull[np.argmin(skull[:, 0])], back[np.argmin(back[:, 0])]
    between = contour[(contour[:, 1] < a[1]) & (contour[:, 1] > b[1])]
    normal = np.array([a[1] - b[1], b[0] - a[0]])
    return float(((between - a) @ normal).max(initial=0.0) / max(np.linalg.norm(normal), 1e-9))
