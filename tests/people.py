"""What the real networks saw: the same to the last digit, and where."""

import numpy as np

from posture.types import Floats, Joint, Landmarks

ALL_ALIKE = ("joints_px", "joints_world_m", "score", "face_px", "iris_px", "outline_px")


def assert_alike(one: Landmarks, other: Landmarks) -> None:
    for name in ALL_ALIKE:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)


def middle_px(landmarks: Landmarks) -> Floats:
    shoulders = landmarks.joints_px[[Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER]]
    return np.asarray(shoulders.mean(axis=0))
