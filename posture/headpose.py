"""Face mesh to head pose: where the head is and how it is turned, from numbers alone.

The head frame has its origin midway between the pupils, x to the person's left, y up, z forward
out of the face, in centimetres of an average head.
"""

import math
import tomllib
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from posture.shipped import shipped
from posture.types import Floats, Lens

_TO_CAMERA = np.diag([1.0, -1.0, -1.0])  # head axes of a person who faces the camera
_MIN_POINTS = 12


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
    """Fit the rigid face to the seen mesh points (F, 2), as a pinhole camera sees them."""
    face = rigid_face()
    seen = np.asarray(np.isfinite(face_px).all(axis=1), np.bool_)
    if seen.sum() < _MIN_POINTS:
        return None
    body, picture = face.xyz_cm[seen], face_px[seen]
    width, height = size_px
    camera = np.array(
        [[lens.focal_px, 0, width / 2], [0, lens.focal_px, height / 2], [0, 0, 1.0]], np.float64
    )
    try:
        _, turn, place = cv2.solvePnP(body, picture, camera, None, flags=cv2.SOLVEPNP_SQPNP)
        turn, place = cv2.solvePnPRefineLM(body, picture, camera, None, turn, place)
    except cv2.error:  # points without extent
        return None
    return _pose(np.asarray(cv2.Rodrigues(turn)[0]), np.asarray(place)[:, 0], camera, picture, seen)


def _pose(
    rotation: Floats, place: Floats, camera: Floats, picture: Floats, seen: NDArray[np.bool_]
) -> HeadPose:
    face = rigid_face()
    facing = _TO_CAMERA @ rotation
    expected = (face.xyz_cm[seen] @ rotation.T + place) @ camera.T
    miss = np.linalg.norm(expected[:, :2] / expected[:, 2:] - picture, axis=1).mean()
    return HeadPose(
        pitch_deg=math.degrees(math.atan2(-facing[1, 2], facing[1, 1])),
        yaw_deg=math.degrees(math.atan2(-facing[2, 0], facing[0, 0])),
        roll_deg=math.degrees(math.asin(max(-1.0, min(1.0, facing[1, 0])))),
        eyes_cm=place,
        tragus_cm=rotation @ face.tragus_cm + place,
        residual=float(miss / (camera[0, 0] * 6.3 / place[2])),
    )
