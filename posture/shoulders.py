"""Front view to shoulders: acromion height, trunk widths and arms, from joints and the outline."""

import math
from statistics import median

import numpy as np

from posture.geometry import angle_between_deg, scalar
from posture.outline import all_spans, end_of, leaves_picture, width_at
from posture.types import Floats, Joint, Landmarks

ACROMION_OVER_JOINT = 0.115  # shoulder widths; where the outline cannot say
WIDTH_LEVELS = (0.2, 0.3, 0.45)  # shoulder widths below the shoulder line

CONTOUR_AT = np.array([-0.1, 0.02, 0.14, 0.2])  # widths outward of the joint: neck to upper arm

_COLUMNS = np.linspace(-0.03, 0.13, 9)  # shoulder widths outward of the joint: the acromion
_ACROSS = np.concatenate([_COLUMNS, CONTOUR_AT])
_FROM_BELOW = 0.12  # the search starts this far below the joint and goes up
_HIGHEST = 0.75  # shoulder widths above the joint: more is hair or a raised arm
_NECK_ROWS = np.linspace(0.1, 0.6, 11)  # shoulder widths above the shoulder line
_ROWS = np.concatenate([WIDTH_LEVELS, -_NECK_ROWS])  # below it
_RAISED = 0.4  # of the distance from ear to shoulder

_ARMS = {
    "left": (Joint.LEFT_SHOULDER, Joint.LEFT_ELBOW, Joint.LEFT_WRIST, Joint.LEFT_EAR),
    "right": (Joint.RIGHT_SHOULDER, Joint.RIGHT_ELBOW, Joint.RIGHT_WRIST, Joint.RIGHT_EAR),
}


def shoulder_width_px(landmarks: Landmarks) -> float:
    """Return the distance between the two shoulder joints."""
    joints = landmarks.joints_px
    return float(np.linalg.norm(joints[Joint.LEFT_SHOULDER] - joints[Joint.RIGHT_SHOULDER]))


def acromion_v_px(landmarks: Landmarks, side: str) -> float | None:
    """Return the height (v) of the top of a shoulder: the edge of the outline above the joint.

    None where the outline gives no edge there, for instance because the arm is raised.
    """
    return shoulder_v_px(landmarks, side)[0]


def shoulder_v_px(landmarks: Landmarks, side: str) -> tuple[float | None, list[float | None]]:
    """Return `acromion_v_px`, and the heights (v) of the edge at `CONTOUR_AT`: a shrug shows."""
    tops = _tops_v_px(landmarks, side, _ACROSS)
    seen = [v for v in tops[: len(_COLUMNS)] if v is not None]
    acromion = median(seen) if len(seen) > len(_COLUMNS) / 2 else None
    return acromion, tops[len(_COLUMNS) :]


def _tops_v_px(landmarks: Landmarks, side: str, columns: Floats) -> list[float | None]:
    """Edge of the outline above the joint, some shoulder widths (K,) outward of it."""
    joint = landmarks.joints_px[_ARMS[side][0]]
    other = landmarks.joints_px[_ARMS["right" if side == "left" else "left"][0]]
    breadth = shoulder_width_px(landmarks)
    outward = math.copysign(breadth, joint[0] - other[0])
    start_v = float(joint[1] + _FROM_BELOW * breadth)
    found = all_spans(landmarks.outline_px, joint[0] + columns * outward, axis=0)
    tops = [end_of(column, start_v, step=-1.0) for column in found]
    return [v if joint[1] - v < _HIGHEST * breadth else None for v in tops]


def body_widths_px(landmarks: Landmarks) -> dict[str, float | None]:
    """Return how wide the body is at `WIDTH_LEVELS` below the shoulders, and at the neck.

    None where the body leaves the picture at that height.
    """
    joints, (width, height) = landmarks.joints_px, landmarks.size_px
    middle = (joints[Joint.LEFT_SHOULDER] + joints[Joint.RIGHT_SHOULDER]) / 2
    breadth = shoulder_width_px(landmarks)
    rows = float(middle[1]) + _ROWS * breadth
    found = all_spans(landmarks.outline_px, rows, axis=1, gap=0.02 * breadth)
    seen = [
        None
        if row >= height - 2 or leaves_picture(body, width)
        else scalar(width_at(body, float(middle[0])))
        for row, body in zip(rows, found, strict=True)
    ]
    named = [f"body_width_{round(100 * level):02d}_px" for level in WIDTH_LEVELS]
    necks = [neck for neck in seen[len(WIDTH_LEVELS) :] if neck is not None]
    return {**dict(zip(named, seen, strict=False)), "neck_width_px": min(necks, default=None)}


def arms_raised(landmarks: Landmarks, *, min_score: float) -> bool | None:
    """Whether an elbow or a wrist is above its shoulder; None when no arm is seen."""
    raised = [_arm_raised(landmarks, side, min_score) for side in _ARMS]
    seen = [answer for answer in raised if answer is not None]
    return any(seen) if seen else None


def _arm_raised(landmarks: Landmarks, side: str, min_score: float) -> bool | None:
    shoulder, elbow, wrist, ear = _ARMS[side]
    joints, score = landmarks.joints_px, landmarks.score
    seen = [joint for joint in (elbow, wrist) if score[joint] >= min_score]
    if not seen or score[shoulder] < min_score:
        return None
    reach = float(np.linalg.norm(joints[ear] - joints[shoulder]))
    return any(joints[shoulder][1] - joints[joint][1] > _RAISED * reach for joint in seen)


def upper_arm_deg(landmarks: Landmarks, side: str, *, min_score: float) -> float | None:
    """Return the angle of the upper arm against the trunk; None unless both ends are really seen.

    The trunk runs from the middle of the shoulders to the hips where these are seen, else straight
    down the picture.
    """
    shoulder, elbow, _, _ = _ARMS[side]
    if min(landmarks.score[[shoulder, elbow]]) < min_score:
        return None
    if not 0 <= landmarks.joints_px[elbow][1] <= landmarks.size_px[1]:
        return None
    arm = landmarks.joints_px[elbow] - landmarks.joints_px[shoulder]
    return angle_between_deg(arm, trunk_down(landmarks, min_score=min_score))


def wrist_seen(landmarks: Landmarks, side: str, *, min_score: float) -> bool:
    """Tell whether a wrist is really seen: where the arm leaves the picture, networks guess it."""
    wrist = _ARMS[side][2]
    width, height = landmarks.size_px
    u, v = landmarks.joints_px[wrist]
    return bool(landmarks.score[wrist] >= min_score and 0 <= u <= width and 0 <= v <= height)


def trunk_down(landmarks: Landmarks, *, min_score: float) -> Floats:
    """Return the direction from the shoulders down to the hips, in pixels."""
    joints = landmarks.joints_px
    hips = [Joint.LEFT_HIP, Joint.RIGHT_HIP]
    middle = joints[hips].mean(axis=0)
    inside = 0 <= middle[1] <= landmarks.size_px[1]
    if not inside or landmarks.score[hips].min() < min_score:
        return np.array([0.0, 1.0])
    shoulders = joints[[Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER]].mean(axis=0)
    return np.asarray(middle - shoulders)
