import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.estimators.ears import EXPECTED, SIDE, described, off_px, side_head, tragus_px
from posture.neck import body_of, tragus_by_pose
from posture.types import Floats, ImageBGR
from tests.builders import from_the_side
from tests.frames import SIZE_PX, sample_picture

JOINTS = np.array([  # as the pose network sees the first picture of samples/desk-side.mp4
    [311.3, 147.5], [325.0, 134.2], [319.9, 133.1], [347.0, 142.2], [340.0, 140.1], [318.8, 162.6],
    [314.6, 162.0], [368.8, 230.7], [353.1, 220.1], [322.7, 342.8], [310.1, 304.4], [215.8, 356.6],
    [230.2, 324.2], [355.7, 433.4], [348.9, 411.9],
])  # fmt: skip


def head() -> ImageBGR:
    return np.asarray(cv2.cvtColor(sample_picture("side"), cv2.COLOR_BGR2GRAY), np.uint8)


def mirrored(points: Floats) -> Floats:
    return np.asarray(points * [-1, 1] + [SIZE_PX[0], 0])


@given(u=st.floats(0, SIDE), v=st.floats(0, SIDE), facing=st.sampled_from([-1.0, 1.0]))
def test_points_of_the_cut_out_go_to_the_picture_and_back(
    u: float, v: float, facing: float
) -> None:
    found = side_head(from_the_side(facing=facing).joints_px)

    assert found is not None
    there = found.to_picture(np.array([u, v]))
    assert found.from_picture(there) == pytest.approx([u, v], abs=1e-9)


@pytest.mark.parametrize("facing", [-1.0, 1.0])
def test_the_tragus_is_expected_where_the_pose_places_it(facing: float) -> None:
    joints = from_the_side(facing=facing).joints_px
    body, found = body_of(joints), side_head(joints)

    assert found is not None
    by_pose = body.px(tragus_by_pose(joints, body))
    assert found.to_picture(EXPECTED) == pytest.approx(by_pose, abs=1e-6)


def test_a_head_that_faces_right_is_the_mirror_image_of_one_that_faces_left() -> None:
    left = tragus_px(head(), JOINTS)
    right = tragus_px(np.ascontiguousarray(head()[:, ::-1]), mirrored(JOINTS))

    assert np.isfinite(left).all()
    assert right == pytest.approx(mirrored(left), abs=0.3)


@pytest.mark.parametrize("off", [(4.0, 0.0), (-4.0, 0.0), (0.0, 4.0), (0.0, -4.0)])
def test_a_pose_beside_the_ear_is_corrected(off: tuple[float, float]) -> None:
    right = tragus_px(head(), JOINTS)
    beside = tragus_px(head(), JOINTS + off)

    assert np.linalg.norm(beside - right) < 0.75 * np.linalg.norm(off)


def test_a_larger_picture_shows_the_same_head() -> None:
    large = np.asarray(cv2.resize(head(), None, fx=3, fy=3), np.uint8)

    assert tragus_px(large, JOINTS * 3) / 3 == pytest.approx(tragus_px(head(), JOINTS), abs=0.5)


def test_an_even_wall_says_nothing() -> None:
    wall = np.full(SIZE_PX[::-1], 130, np.uint8)

    assert np.isnan(tragus_px(wall, JOINTS)).all()


def test_a_head_upside_down_is_left_to_the_pose() -> None:
    assert np.isnan(
        tragus_px(np.ascontiguousarray(head()[::-1]), JOINTS * [1, -1] + [0, 480])
    ).all()


def test_a_pose_that_is_no_person_says_nothing() -> None:
    assert np.isnan(tragus_px(head(), JOINTS * 1e-3)).all()


def test_what_differs_in_other_ways_than_heads_do_is_left_to_the_pose() -> None:
    edges = described(np.zeros((SIDE, SIDE), np.uint8))
    axes = np.zeros((1, len(edges)))
    axes[0, 0] = 1.0
    fitted = {"mean": edges, "axes": axes, "points": np.zeros((1, 1)),
              "weights": np.array([[1.0, 2.0]]), "reach": np.array(1.0)}  # fmt: skip
    along, across = axes[0], np.roll(axes[0], 1)

    assert off_px(edges + 0.1 * along, fitted) == pytest.approx([1.0, 2.0], rel=0.01)
    assert off_px(edges + along + 2 * across, fitted) is None
