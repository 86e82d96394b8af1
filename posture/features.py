"""Landmarks to features: what one frame shows, before any personal baseline.

Calibration and measuring read the same features; only `posture.contrast` subtracts a baseline.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np

from posture.config import MeasureConfig
from posture.geometry import inclination_deg, scalar, tilt_deg
from posture.headpose import HeadPose, head_pose
from posture.neck import Neck, see_neck
from posture.shoulders import (
    arms_raised,
    body_widths_px,
    shoulder_v_px,
    shoulder_width_px,
    trunk_down,
    upper_arm_deg,
    wrist_seen,
)
from posture.types import Empty, Floats, Joint, Landmarks, Lens, View
from posture.visibility import (
    empty_reasons,
    has_collapsed,
    picture_faults,
    shoulders_seen,
    view_deg,
    view_of,
)

_SHOULDERS = [Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER]


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What one frame shows. Pixels, degrees and centimetres of an average head; None = unseen.

    ``*_x_cm, *_y_cm, *_z_cm`` are in the camera frame (x right, y down, z away). ``tragus`` is the
    point midway between the tragi. ``iris_px`` and ``pupils_px`` (diameter of the iris, distance of
    the pupils) are as large as they would look on a face that is turned to the camera.
    """

    view: View = View.UNKNOWN
    size_px: tuple[int, int] = (0, 0)
    reasons: frozenset[Empty] = frozenset()
    arms_raised: bool | None = None
    neck_visible: bool = False
    view_deg: float | None = None
    head_pitch_deg: float | None = None
    head_yaw_deg: float | None = None
    head_roll_deg: float | None = None
    face_residual: float | None = None
    eyes_cm: float | None = None  # camera to the middle of the eyes
    tragus_x_cm: float | None = None
    tragus_y_cm: float | None = None
    tragus_z_cm: float | None = None
    iris_px: float | None = None
    limbus_px: float | None = None  # the same diameter, from the rim in the full picture
    pupils_px: float | None = None
    face_v_px: float | None = None  # height of eyes, nose and mouth together
    eyes_u_px: float | None = None
    eyes_v_px: float | None = None
    shoulder_width_px: float | None = None
    shoulders_u_px: float | None = None
    shoulders_v_px: float | None = None
    shoulder_left_v_px: float | None = None
    shoulder_right_v_px: float | None = None
    acromion_left_v_px: float | None = None
    acromion_right_v_px: float | None = None
    contour_left_0_v_px: float | None = None  # edge over the shoulder, from the neck outward
    contour_left_1_v_px: float | None = None
    contour_left_2_v_px: float | None = None
    contour_left_3_v_px: float | None = None
    contour_right_0_v_px: float | None = None
    contour_right_1_v_px: float | None = None
    contour_right_2_v_px: float | None = None
    contour_right_3_v_px: float | None = None
    shoulder_tilt_deg: float | None = None
    acromion_tilt_deg: float | None = None
    body_width_20_px: float | None = None
    body_width_30_px: float | None = None
    body_width_45_px: float | None = None
    neck_width_px: float | None = None
    ear_drop: float | None = None  # ears below eyes, in eye distances
    mouth_drop: float | None = None  # mouth below ears, in eye distances
    body_px_per_cm: float | None = None
    side_head_forward_deg: float | None = None
    side_spread_deg: float | None = None
    side_facing: float | None = None  # +1 faces the right of the picture, −1 the left
    side_tragus_ahead_cm: float | None = None
    side_head_axis_deg: float | None = None
    side_hollow_cm: float | None = None
    side_tragus_x_cm: float | None = None
    side_tragus_y_cm: float | None = None
    side_nape_x_cm: float | None = None
    side_nape_y_cm: float | None = None
    side_tragus_u_px: float | None = None
    side_tragus_v_px: float | None = None
    side_shoulder_u_px: float | None = None
    side_shoulder_v_px: float | None = None
    side_angle_0_deg: float | None = None  # for the assumed lengths of `posture.neck`
    side_angle_1_deg: float | None = None
    side_angle_3_deg: float | None = None
    side_angle_4_deg: float | None = None
    trunk_lean_deg: float | None = None
    upper_arm_left_deg: float | None = None
    upper_arm_right_deg: float | None = None
    arm_left_lift_deg: float | None = None  # the same, only where the wrist is seen too
    arm_right_lift_deg: float | None = None


SCALARS: tuple[str, ...] = tuple(f.name for f in fields(Features) if f.type == float | None)
"""Names of the features that are numbers, and so can be averaged into a baseline."""


def features(landmarks: Landmarks, lens: Lens, config: MeasureConfig) -> Features:
    """Return what the landmarks show through this lens."""
    faults = picture_faults(landmarks, config)
    if faults:
        return Features(size_px=landmarks.size_px, reasons=faults)
    turned_deg = view_deg(landmarks)
    view = view_of(turned_deg) if config.view == "auto" else View(config.view)
    if has_collapsed(landmarks, view):
        return Features(size_px=landmarks.size_px, reasons=frozenset({Empty.COLLAPSED}))
    found: dict[str, float | None] = {
        "view_deg": turned_deg,
        **_arms(landmarks, config),
        **_trunk(landmarks, config),
        **(_face(landmarks, lens) if view is not View.SIDE else {}),
    }
    neck = see_neck(landmarks) if view is View.SIDE else None
    return Features(
        view=view,
        size_px=landmarks.size_px,
        reasons=empty_reasons(landmarks, view, neck, config),
        arms_raised=arms_raised(landmarks, min_score=config.min_score),
        neck_visible=neck is not None and neck.visible,
        **found,
        **({} if neck is None else _side(landmarks, neck, config)),
    )


def resized_feature(
    name: str, value: float, old_px: tuple[int, int], new_px: tuple[int, int]
) -> float:
    """Return a feature as it would be in another picture size of the same camera.

    Pixels scale with the width; heights are counted from the middle of the picture, as cameras
    cut the same picture to another format at top and bottom.
    """
    ratio = new_px[0] / old_px[0]
    if name.endswith("_v_px"):
        return (value - old_px[1] / 2) * ratio + new_px[1] / 2
    return value * ratio if name.endswith("_px") or name == "body_px_per_cm" else value


# -- head -----------------------------------------------------------------------------------------


def _face(landmarks: Landmarks, lens: Lens) -> dict[str, float | None]:
    pose = head_pose(landmarks.face_px, lens, landmarks.size_px)
    if pose is None:
        return {}
    x, y, z = pose.tragus_cm.tolist()
    return {
        "head_pitch_deg": pose.pitch_deg,
        "head_yaw_deg": pose.yaw_deg,
        "head_roll_deg": pose.roll_deg,
        "face_residual": pose.residual,
        "eyes_cm": float(np.linalg.norm(pose.eyes_cm)),
        "tragus_x_cm": x,
        "tragus_y_cm": y,
        "tragus_z_cm": z,
        **_eyes(landmarks, lens, pose),
        **_head_joints(landmarks.joints_px, pose),
    }


def _head_joints(joints: Floats, pose: HeadPose) -> dict[str, float | None]:
    """How the pose places ears and mouth against the eyes: another look at the pitch."""
    eyes = joints[[Joint.LEFT_EYE, Joint.RIGHT_EYE]]
    ear = float(joints[[Joint.LEFT_EAR, Joint.RIGHT_EAR], 1].mean())
    mouth = float(joints[[Joint.MOUTH_LEFT, Joint.MOUTH_RIGHT], 1].mean())
    turned = max(math.cos(math.radians(pose.yaw_deg)), 0.5)
    breadth = max(float(np.linalg.norm(eyes[0] - eyes[1])), 1.0) / turned
    eye = float(eyes[:, 1].mean())
    return {
        "face_v_px": float(eye + joints[Joint.NOSE, 1] + mouth) / 3,
        "ear_drop": (ear - eye) / breadth,
        "mouth_drop": (mouth - ear) / breadth,
    }


def _eyes(landmarks: Landmarks, lens: Lens, pose: HeadPose) -> dict[str, float | None]:
    """Sizes of iris and pupil distance, free of how the face is turned to the line of sight."""
    irises = landmarks.iris_px
    if not np.isfinite(irises).all():
        return {}
    eyes = irises[:, 0].mean(axis=0)
    bearing = math.atan2(eyes[0] - landmarks.size_px[0] / 2, lens.focal_px)
    turned = max(math.cos(math.radians(pose.yaw_deg) + bearing), 0.5)
    diameters = np.linalg.norm(irises[:, 1] - irises[:, 3], axis=1)
    return {
        "iris_px": float(diameters.mean()) / turned,
        "limbus_px": scalar(float(landmarks.limbus_px.mean())),
        "pupils_px": float(np.linalg.norm(irises[0, 0] - irises[1, 0])) / turned,
        "eyes_u_px": float(eyes[0]),
        "eyes_v_px": float(eyes[1]),
    }


# -- trunk and arms -------------------------------------------------------------------------------


def _trunk(landmarks: Landmarks, config: MeasureConfig) -> dict[str, float | None]:
    if not shoulders_seen(landmarks, config):
        return {}
    left, right = landmarks.joints_px[_SHOULDERS]
    edges = {side: shoulder_v_px(landmarks, side) for side in ("left", "right")}
    tops = {side: acromion for side, (acromion, _) in edges.items()}
    middle = (left + right) / 2
    return {
        "shoulder_width_px": shoulder_width_px(landmarks),
        "shoulders_u_px": float(middle[0]),
        "shoulders_v_px": float(middle[1]),
        "shoulder_left_v_px": float(left[1]),
        "shoulder_right_v_px": float(right[1]),
        "acromion_left_v_px": tops["left"],
        "acromion_right_v_px": tops["right"],
        **_contours({side: contour for side, (_, contour) in edges.items()}),
        "shoulder_tilt_deg": tilt_deg(left, right),
        "acromion_tilt_deg": _acromion_tilt_deg(left, right, tops),
        **body_widths_px(landmarks),
    }


def _contours(edges: Mapping[str, list[float | None]]) -> dict[str, float | None]:
    return {
        f"contour_{side}_{place}_v_px": v
        for side, contour in edges.items()
        for place, v in enumerate(contour)
    }


def _acromion_tilt_deg(left: Floats, right: Floats, tops: dict[str, float | None]) -> float | None:
    if tops["left"] is None or tops["right"] is None:
        return None
    return tilt_deg(np.array([left[0], tops["left"]]), np.array([right[0], tops["right"]]))


def _arms(landmarks: Landmarks, config: MeasureConfig) -> dict[str, float | None]:
    arms: dict[str, float | None] = {}
    for side in ("left", "right"):
        upper = upper_arm_deg(landmarks, side, min_score=config.min_score)
        whole = wrist_seen(landmarks, side, min_score=config.min_score)
        arms |= {f"upper_arm_{side}_deg": upper, f"arm_{side}_lift_deg": upper if whole else None}
    return arms


def _side(landmarks: Landmarks, neck: Neck, config: MeasureConfig) -> dict[str, float | None]:
    lean = None
    down = trunk_down(landmarks, min_score=config.min_score)
    if abs(down[0]) > 0:  # straight down means that the hips are not seen
        lean = inclination_deg(down, np.zeros(2), facing=neck.facing)
    return {
        "body_px_per_cm": neck.px_per_cm,
        "side_facing": neck.facing,
        "side_head_axis_deg": neck.head_axis_deg,
        "trunk_lean_deg": lean,
        **(_nape(neck) if neck.visible else {}),
    }


def _nape(neck: Neck) -> dict[str, float | None]:
    """What a visible nape adds."""
    nape = (None, None) if neck.nape_cm is None else neck.nape_cm
    return {
        "side_head_forward_deg": neck.head_forward_deg,
        "side_spread_deg": neck.spread_deg,
        "side_tragus_ahead_cm": neck.tragus_ahead_cm,
        "side_hollow_cm": neck.hollow_cm,
        "side_tragus_x_cm": neck.tragus_cm[0],
        "side_tragus_y_cm": neck.tragus_cm[1],
        "side_nape_x_cm": nape[0],
        "side_nape_y_cm": nape[1],
        "side_tragus_u_px": neck.tragus_px[0],
        "side_tragus_v_px": neck.tragus_px[1],
        "side_shoulder_u_px": neck.shoulder_px[0],
        "side_shoulder_v_px": neck.shoulder_px[1],
        **{f"side_angle_{i}_deg": neck.angles_deg[i] for i in (0, 1, 3, 4)},
    }
