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
READ_SHARE = 0.5  # half way to where the picture shows it: that was learnt from renders alone
C7_FROM_TRAGUS_CM = 14.0
C7_INSIDE_CONTOUR_CM = 0.45  # the spinous process lies under the skin
RADIUS_STEPS_CM = (-2.0, -1.0, 0.0, 1.0, 2.5)  # other lengths: how sure the angle is, and why
_SURE = slice(1, 4)  # of these steps: their scatter is the uncertainty of the angle

_LENGTHS_CM = {"trunk": 46.0, "head": 8.2, "face": 6.6, "arm": 28.4}
_WEIGHTS = {"trunk": 0.3, "head": 0.2, "face": 0.2, "arm": 0.3}
_ROWS = 72
_ABOVE_EAR_CM, _BELOW_SHOULDER_CM = 9.0, 8.0
_GAP_CM = 0.45  # narrower holes of the mask are bridged
_MIN_HOLLOW_CM = 2.5  # a visible nape lies this deep inside the chord from skull to back
_MAX_NAPE_CM = 13.5  # and this near to the tragus; else hair or a hood is in the way
_MAX_SPREAD_DEG = 4.0
_MOST_READ_CM = 2.0  # a tragus that is seen further from the pose's counts as so far away


@dataclass(frozen=True, slots=True, kw_only=True)
class Neck:
    """The neck as seen from the side; lengths in nominal cm, angles forward positive.

    ``head_forward_deg`` is the angle at C7 between the vertical and the line to the tragus
    (90° minus the craniovertebral angle); ``angles_deg`` are the same for the other assumed lengths
    from tragus to C7, ``spread_deg`` their scatter. ``head_axis_deg`` is the angle of the line
    ear → face above horizontal, ``tragus_cm`` and ``nape_cm`` are places (forward, up): of the
    tragus from the shoulders, of the nape from the tragus. ``hollow_cm`` is how deep the nape lies
    inside the chord from skull to back.
    """

    px_per_cm: float
    facing: float
    visible: bool
    head_forward_deg: float | None
    angles_deg: tuple[float, ...]
    spread_deg: float | None
    head_axis_deg: float
    hollow_cm: float
    tragus_cm: tuple[float, float]
    nape_cm: tuple[float, float] | None
    tragus_ahead_cm: float | None
    tragus_px: tuple[float, float]
    shoulder_px: tuple[float, float]
    c7_px: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Body:
    """Nominal centimetres, forward and up from the middle of the shoulders, and back to pixels."""

    origin: Floats
    facing: float
    scale: float

    def cm(self, point: Floats) -> Floats:
        """Return where a point of the picture lies on the body."""
        return np.asarray((point - self.origin) * [self.facing, -1.0] / self.scale)

    def px(self, point: Floats) -> tuple[float, float]:
        """Return where a point of the body lies in the picture."""
        u, v = (point * [self.facing, -1.0] * self.scale + self.origin).tolist()
        return u, v


def see_neck(landmarks: Landmarks) -> Neck:
    """Find tragus and C7 of a person seen from the side."""
    joints = landmarks.joints_px
    ear, body = _middle(joints, "EAR"), body_of(joints)
    axis, tragus = head_axis(joints, body), _tragus(landmarks, body)
    contour = back_cm(landmarks, body)
    points = [_c7(contour, tragus, C7_FROM_TRAGUS_CM + step) for step in RADIUS_STEPS_CM]
    c7 = points[RADIUS_STEPS_CM.index(0.0)]
    angles = tuple(from_vertical_deg(tragus - point) for point in points if point is not None)
    complete = len(angles) == len(RADIUS_STEPS_CM)
    spread = float(np.std(angles[_SURE])) if complete else math.inf
    hollow, nape = _hollow(contour, body.cm(ear)), _nape(contour, tragus)
    near = math.inf if nape is None else float(np.linalg.norm(nape - tragus))
    visible = hollow > _MIN_HOLLOW_CM and near < _MAX_NAPE_CM and spread < _MAX_SPREAD_DEG
    return Neck(
        px_per_cm=body.scale,
        facing=body.facing,
        visible=visible,
        head_forward_deg=None if c7 is None else from_vertical_deg(tragus - c7),
        angles_deg=angles if complete else (),
        spread_deg=scalar(spread),
        head_axis_deg=math.degrees(math.atan2(axis[1], axis[0])),
        hollow_cm=hollow,
        tragus_cm=_pair(tragus),
        nape_cm=None if nape is None else _pair(nape - tragus),
        tragus_ahead_cm=None if c7 is None else float(tragus[0] - c7[0]),
        tragus_px=body.px(tragus),
        shoulder_px=_pair(body.origin),
        c7_px=None if c7 is None else body.px(c7),
    )


def body_of(joints: Floats, px_per_cm: float | None = None) -> Body:
    """Return the body's axes and scale; the scale from its lengths where none is given."""
    facing = 1.0 if joints[Joint.NOSE][0] > _middle(joints, "EAR")[0] else -1.0
    scale = _px_per_cm(joints) if px_per_cm is None else px_per_cm
    return Body(_middle(joints, "SHOULDER"), facing, scale)


def back_cm(landmarks: Landmarks, body: Body) -> Floats:
    """Return the contour of the back (N, 2) from above the ear to below the shoulders."""
    ear = _middle(landmarks.joints_px, "EAR")
    points = _back(landmarks.outline_px, ear, body.origin, facing=body.facing, scale=body.scale)
    return np.array([body.cm(point) for point in points]).reshape(-1, 2)


def head_points(joints: Floats) -> Floats:
    """Return ear, eye, nose and mouth (4, 2), each midway between left and right."""
    ear, eye = _middle(joints, "EAR"), _middle(joints, "EYE")
    return np.array([ear, eye, joints[Joint.NOSE], _mouth(joints)])


def tragus_by_pose(joints: Floats, body: Body) -> Floats:
    """Return the point midway between the tragi as ear and face of the pose place it, cm."""
    ear = body.cm(_middle(joints, "EAR"))
    return ear + _turned(TRAGUS_FROM_EAR_CM, head_axis(joints, body))


def head_axis(joints: Floats, body: Body) -> Floats:
    """Return the unit vector from the ear to the middle of eyes, nose and mouth."""
    face = (_middle(joints, "EYE") + joints[Joint.NOSE] + _mouth(joints)) / 3
    axis = body.cm(face) - body.cm(_middle(joints, "EAR"))
    return np.asarray(axis / max(float(np.linalg.norm(axis)), 1e-9))


def _tragus(landmarks: Landmarks, body: Body) -> Floats:
    """By the pose, and part of the way to where the picture itself shows it."""
    by_pose = tragus_by_pose(landmarks.joints_px, body)
    off = body.cm(landmarks.tragus_px) - by_pose
    far = float(np.linalg.norm(off))
    if not math.isfinite(far):
        return by_pose
    return np.asarray(by_pose + READ_SHARE * min(1.0, _MOST_READ_CM / max(far, 1e-9)) * off)


def _pair(point: Floats) -> tuple[float, float]:
    return float(point[0]), float(point[1])


def from_vertical_deg(line: Floats) -> float:
    """Return the angle of a line (forward, up) against the vertical, forward positive."""
    return math.degrees(math.atan2(line[0], line[1]))


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


def _c7(contour: Floats, tragus: Floats, radius: float) -> Floats | None:
    skin = on_back(contour, tragus, radius)
    return None if skin is None else skin + np.array([C7_INSIDE_CONTOUR_CM, 0.0])


def on_back(contour: Floats, tragus: Floats, radius: float) -> Floats | None:
    """Return the first point of the back below the nape that lies ``radius`` from the tragus."""
    below = np.flatnonzero(contour[:, 1] < tragus[1] - 3.0) if len(contour) else np.empty(0, int)
    if len(below) < 4:
        return None
    away = np.linalg.norm(contour - tragus, axis=1)
    nape = int(below[np.argmin(away[below])])
    if away[nape] > radius:
        return np.asarray(contour[nape])
    for i in range(nape, len(away) - 1):
        if away[i] <= radius < away[i + 1]:
            share = (radius - away[i]) / (away[i + 1] - away[i])
            return np.asarray(contour[i] + share * (contour[i + 1] - contour[i]))
    return None


def _nape(contour: Floats, tragus: Floats) -> Floats | None:
    """Point of the back below the ear that is nearest to the tragus."""
    below = contour[contour[:, 1] < tragus[1] - 3.0] if len(contour) else contour
    if not len(below):
        return None
    return np.asarray(below[np.argmin(np.linalg.norm(below - tragus, axis=1))])


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
