"""Landmarks to what can be judged: from where the person is seen, and what stays empty, and why."""

import math

import numpy as np

from posture.config import MeasureConfig
from posture.geometry import scalar
from posture.neck import Neck
from posture.shoulders import shoulder_width_px
from posture.types import Empty, Joint, Landmarks, View

FRONT_BELOW_DEG, SIDE_ABOVE_DEG = 25.0, 62.0  # shoulder line against the picture plane

_SHOULDERS = [Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER]
_COLLAPSED_SIDE = 2.0  # shoulder distance over nose–ear in a profile: all points inside the face
_COLLAPSED_FRONT = 2.0  # shoulder distance over eye distance from the front


def picture_faults(landmarks: Landmarks, config: MeasureConfig) -> frozenset[Empty]:
    """Return why the picture shows nobody who can be judged: darkness, blur or an empty chair."""
    reasons = set()
    if landmarks.luma is not None and landmarks.luma < config.min_luma:
        reasons.add(Empty.DARK)
    elif landmarks.sharpness is not None and landmarks.sharpness < config.min_sharpness:
        reasons.add(Empty.BLURRED)
    if not landmarks.seen:
        reasons.add(Empty.NO_PERSON)
    return frozenset(reasons)


def view_deg(landmarks: Landmarks) -> float | None:
    """Angle of the shoulder line against the picture plane: 0 from the front, 90 from the side."""
    left, right = landmarks.joints_world_m[_SHOULDERS]
    across, _, deep = np.abs(left - right)
    return scalar(math.degrees(math.atan2(deep, across)))


def view_of(turned_deg: float | None) -> View:
    """Return the view that goes with an angle of the shoulder line."""
    if turned_deg is None:
        return View.UNKNOWN
    if turned_deg < FRONT_BELOW_DEG:
        return View.FRONT
    return View.OBLIQUE if turned_deg < SIDE_ABOVE_DEG else View.SIDE


def has_collapsed(landmarks: Landmarks, view: View) -> bool:
    """Whether all points fell into the face, as they do on pictures of a head alone."""
    joints = landmarks.joints_px
    breadth = shoulder_width_px(landmarks)
    if view is View.SIDE:
        ears = joints[[Joint.LEFT_EAR, Joint.RIGHT_EAR]].mean(axis=0)
        return breadth > _COLLAPSED_SIDE * float(np.linalg.norm(joints[Joint.NOSE] - ears))
    eyes = float(np.linalg.norm(joints[Joint.LEFT_EYE] - joints[Joint.RIGHT_EYE]))
    return view is View.FRONT and breadth < _COLLAPSED_FRONT * eyes


def shoulders_seen(landmarks: Landmarks, config: MeasureConfig) -> bool:
    """Whether both shoulders are in the picture and not only guessed."""
    points, size = landmarks.joints_px[_SHOULDERS], landmarks.size_px
    inside = bool(np.all((points >= 0) & (points <= size)))
    return inside and bool(landmarks.score[_SHOULDERS].min() >= config.min_score)


def empty_reasons(
    landmarks: Landmarks, view: View, neck: Neck | None, config: MeasureConfig
) -> frozenset[Empty]:
    """Return why some measures of a usable picture will stay empty."""
    reasons = {Empty.VIEW}  # no view shows everything: here the trunk is hidden, there the face
    if view is View.FRONT and not shoulders_seen(landmarks, config):
        reasons.add(Empty.SHOULDERS_OUT)
    if neck is not None and not neck.visible:
        reasons.add(Empty.NECK_HIDDEN)
    if view is not View.SIDE and not np.isfinite(landmarks.face_px).any():
        reasons.add(Empty.HEAD_TURNED)
    return frozenset(reasons)
