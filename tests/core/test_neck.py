from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.neck import see_neck
from tests.builders import from_the_side


@given(angle=st.floats(22, 55), scale=st.floats(3, 9), facing=st.sampled_from([-1.0, 1.0]))
def test_a_known_angle_is_recovered(angle: float, scale: float, facing: float) -> None:
    neck = see_neck(from_the_side(head_forward_deg=angle, scale=scale, facing=facing))

    assert neck.visible
    assert neck.head_forward_deg == pytest.approx(angle, abs=2.0)
    assert neck.px_per_cm == pytest.approx(scale, rel=0.02)
    assert neck.facing == facing


def test_further_forward_is_larger_and_further_ahead() -> None:
    necks = [see_neck(from_the_side(head_forward_deg=angle)) for angle in (30, 40, 50)]

    angles = [neck.head_forward_deg or 0.0 for neck in necks]
    ahead = [neck.tragus_ahead_cm or 0.0 for neck in necks]
    assert angles == sorted(angles)
    assert ahead == sorted(ahead)


def test_a_neck_behind_hair_is_not_visible() -> None:
    assert not see_neck(from_the_side(hidden_neck=True)).visible


@pytest.mark.parametrize("rows", [0, 2])
def test_without_an_outline_there_is_no_angle(rows: int) -> None:
    landmarks = from_the_side()
    bare = replace(landmarks, outline_px=landmarks.outline_px[:rows])
    neck = see_neck(bare)

    assert neck.head_forward_deg is None
    assert neck.c7_px is None
    assert not neck.visible


def test_an_outline_that_ends_at_the_nape_gives_no_angle() -> None:
    landmarks = from_the_side()
    ear_v = landmarks.joints_px[3][1]
    cut = np.minimum(landmarks.outline_px, [np.inf, ear_v + 40.0])
    neck = see_neck(replace(landmarks, outline_px=cut))

    assert neck.head_forward_deg is None
    assert not neck.visible


def test_a_straight_back_of_the_head_is_no_nape() -> None:
    landmarks = from_the_side()
    box = np.array([[300.0, 0.0], [900.0, 0.0], [900.0, 720.0], [300.0, 720.0]])

    assert not see_neck(replace(landmarks, outline_px=box)).visible


def test_a_nape_further_away_than_c7_would_be_is_taken_as_it_is() -> None:
    landmarks = from_the_side()
    tragus = landmarks.joints_px[3] + [-2.0 * 6, 2.6 * 6]
    outline = landmarks.outline_px.copy()
    outline[3:5] = tragus + np.array([[-13.6, 1.0], [-13.4, 5.0]]) * 6
    neck = see_neck(replace(landmarks, outline_px=outline))

    assert neck.head_forward_deg is not None
    assert neck.spread_deg is not None


def test_a_body_that_ends_before_c7_has_no_angle() -> None:
    landmarks = from_the_side()
    tragus = landmarks.joints_px[3] + [-2.0 * 6, 2.6 * 6]
    bust = tragus + np.array([[-8.0, -8.0], [8.0, -8.0], [8.0, 8.0], [-8.0, 8.0]]) * 6
    neck = see_neck(replace(landmarks, outline_px=bust))

    assert neck.head_forward_deg is None
    assert not neck.visible


@pytest.mark.parametrize(("seen_cm", "counted_cm"), [(1.0, 0.5), (-1.0, -0.5), (6.0, 1.0)])
def test_half_of_what_the_picture_says_of_the_tragus_counts(
    seen_cm: float, counted_cm: float
) -> None:
    landmarks = from_the_side()
    neck = see_neck(landmarks)
    shift = np.array([neck.px_per_cm, 0.0])
    seen = see_neck(replace(landmarks, tragus_px=np.array(neck.tragus_px) + seen_cm * shift))

    moved = np.array(seen.tragus_px) - neck.tragus_px
    assert moved == pytest.approx(counted_cm * shift, abs=1e-6)
