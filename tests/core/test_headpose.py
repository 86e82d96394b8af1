import numpy as np
import pytest
from hypothesis import given

from posture.headpose import head_pose, rigid_face
from tests.builders import LENS, SIZE, Sitter
from tests.strategies import postures


@given(sitter=postures(most_yaw_deg=40))
def test_a_known_head_is_recovered(sitter: Sitter) -> None:
    pose = head_pose(sitter.landmarks().face_px, LENS, SIZE)

    assert pose is not None
    found = (pose.pitch_deg, pose.yaw_deg, pose.roll_deg)
    assert found == pytest.approx((sitter.pitch_deg, sitter.yaw_deg, sitter.roll_deg), abs=2.5)
    assert pose.tragus_cm[2] == pytest.approx(
        sitter.distance_cm - rigid_face().tragus_cm[2] - sitter.head_ahead_cm, abs=0.1
    )
    assert pose.residual < 1e-6


@pytest.mark.parametrize(("yaw", "side"), [(20.0, 1), (-20.0, -1)])
def test_turning_to_ones_left_is_positive(yaw: float, side: int) -> None:
    landmarks = Sitter(yaw_deg=yaw).landmarks()
    pose = head_pose(landmarks.face_px, LENS, SIZE)

    assert pose is not None
    assert np.sign(pose.yaw_deg) == side
    nose, middle = landmarks.joints_px[0][0], SIZE[0] / 2
    assert np.sign(nose - middle) == side  # the person's left is at the right of the picture


def test_too_few_points_give_no_pose() -> None:
    face = Sitter().landmarks().face_px.copy()
    face[5:] = np.nan

    assert head_pose(face, LENS, SIZE) is None


def test_points_that_are_no_face_fit_badly_or_not_at_all() -> None:
    scrambled = np.random.default_rng(1).permutation(Sitter().landmarks().face_px)
    pose = head_pose(scrambled, LENS, SIZE)

    assert pose is None or pose.residual > 0.1


def test_the_rigid_face_is_symmetric_and_life_sized() -> None:
    face = rigid_face()

    assert len(face.points) == len(face.xyz_cm) > 100
    assert abs(face.xyz_cm[:, 0].mean()) < 0.05
    assert 8 < np.ptp(face.xyz_cm[:, 0]) < 18
    assert face.tragus_cm[2] == pytest.approx(-8.3, abs=1.0)


def test_a_face_that_is_one_point_has_no_pose() -> None:
    face = np.full_like(Sitter().landmarks().face_px, 300.0)

    assert head_pose(face, LENS, SIZE) is None
