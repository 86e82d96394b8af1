"""Face mesh to head pose: where the head is and how it is turned, from numbers alone.

Two readings of the turn are averaged, which err in opposite ways: where the points lie in the
picture (a pinhole camera looks at a rigid face), and how deep the network thinks they lie.

The head frame has its origin midway between the pupils, x to the person's left, y up, z forward
out of the face, in centimetres of an average head.
"""

import math
import tomllib
from dataclasses import dataclass
from functools import cache

import numpy as np

from posture.shipped import shipped
from posture.types import Floats, Lens

_TO_CAMERA = np.diag([1.0, -1.0, -1.0])  # head axes of a person who faces the camera
_MIN_POINTS = 12
DEPTH_SHARE = 0.5  # of the turn: from the depths, against the places in the picture
BEARING_SHARE = 0.5  # off the optical axis a face is sheared, and half of a shear is a turn


@dataclass(frozen=True, slots=True)
class RigidFace:
    """The points of the face mesh that hardly move, and where they lie on an average head.

    ``points`` are rows of the 468-point mesh, ``xyz_cm`` (F, 3) their places in the head frame,
    ``tragus_cm`` (3,) the point midway between the tragi in the same frame.
    """

    points: tuple[int, ...]
    xyz_cm: Floats
    tragus_cm: Floats


@dataclass(frozen=True, slots=True)
class HeadPose:
    """Where an average head would have to be to look like this; angles in the camera frame.

    pitch + chin down, yaw + to the person's left, roll + left ear up. ``eyes_cm`` and
    ``tragus_cm`` (3,) are in the camera frame: x right, y down, z away from the camera.
    ``residual`` is the mean distance between seen and expected points, as a share of the
    pupil distance.
    """

    pitch_deg: float
    yaw_deg: float
    roll_deg: float
    eyes_cm: Floats
    tragus_cm: Floats
    residual: float


@cache
def rigid_face() -> RigidFace:
    """Read the fitted face (how it was made stands in the file)."""
    table = tomllib.loads(shipped("rigid_face.toml").read_text(encoding="utf-8"))
    return RigidFace(
        points=tuple(table["points"]),
        xyz_cm=np.array(table["xyz_cm"], np.float64),
        tragus_cm=np.array(table["tragus_cm"], np.float64),
    )


def head_pose(face_px: Floats, lens: Lens, size_px: tuple[int, int]) -> HeadPose | None:
    """Fit the rigid face to the seen mesh points (F, 3), as a pinhole camera sees them."""
    face = rigid_face()
    seen = np.asarray(np.isfinite(face_px).all(axis=1), np.bool_)
    if seen.sum() < _MIN_POINTS:
        return None
    body, points = face.xyz_cm[seen], face_px[seen]
    picture = np.ascontiguousarray(points[:, :2])
    width, height = size_px
    camera = np.array(
        [[lens.focal_px, 0, width / 2], [0, lens.focal_px, height / 2], [0, 0, 1.0]], np.float64
    )
    import cv2  # takes longer to load than all the rest, and profiles need none of it

    try:
        _, turn, place = cv2.solvePnP(body, picture, camera, None, flags=cv2.SOLVEPNP_SQPNP)
        turn, place = cv2.solvePnPRefineLM(body, picture, camera, None, turn, place)
        shape, _ = cv2.estimateAffine3D(body, points, force_rotation=True)
    except cv2.error:  # points without extent
        return None
    rigid = np.asarray(cv2.Rodrigues(turn)[0])
    return _pose(rigid, np.asarray(shape)[:, :3], np.asarray(place)[:, 0], camera, picture, body)


def _pose(
    rigid: Floats, deep: Floats, place: Floats, camera: Floats, picture: Floats, body: Floats
) -> HeadPose:
    expected = (body @ rigid.T + place) @ camera.T
    miss = np.linalg.norm(expected[:, :2] / expected[:, 2:] - picture, axis=1).mean()
    pitch, yaw, roll = _angles_deg(rigid)
    deep_pitch, deep_yaw, _ = _angles_deg(deep)
    across, down = (picture.mean(axis=0) - camera[:2, 2]) / camera[0, 0]
    pitch += DEPTH_SHARE * (deep_pitch - BEARING_SHARE * math.degrees(math.atan(down)) - pitch)
    yaw += DEPTH_SHARE * (deep_yaw - BEARING_SHARE * math.degrees(math.atan(across)) - yaw)
    return HeadPose(
        pitch_deg=pitch,
        yaw_deg=yaw,
        roll_deg=roll,
        eyes_cm=place,
        tragus_cm=_rotation(pitch, yaw, roll) @ rigid_face().tragus_cm + place,
        residual=float(miss / (camera[0, 0] * 6.3 / place[2])),
    )


def _angles_deg(rotation: Floats) -> tuple[float, float, float]:
    """Pitch, yaw and roll of a rotation from the head to the camera frame."""
    facing = _TO_CAMERA @ rotation
    return (
        math.degrees(math.atan2(-facing[1, 2], facing[1, 1])),
        math.degrees(math.atan2(-facing[2, 0], facing[0, 0])),
        math.degrees(math.asin(max(-1.0, min(1.0, facing[1, 0])))),
    )


def _rotation(pitch_deg: float, yaw_deg: float, roll_deg: float) -> Floats:
    """Rotation from the head to the camera frame: pitch first, then roll, then yaw."""
    import cv2

    turns = [
        np.asarray(cv2.Rodrigues(np.radians(degrees) * np.array(axis, np.float64))[0])
        for degrees, axis in (
            (yaw_deg, (0, 1, 0)),
            (roll_deg, (0, 0, 1)),
            (pitch_deg, (1, 0, 0)),
        )
    ]
    return np.asarray(_TO_CAMERA @ turns[0] @ turns[1] @ turns[2])
