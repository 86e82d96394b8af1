"""Measures from the side."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.types import Empty
from tests.builders import Sitter, from_the_side
from tests.measured import look, profile_of, side_profile, value


@given(aside=st.floats(-20, 20), turn=st.floats(-12, 12))
def test_a_camera_that_stands_aside_is_no_turned_head(aside: float, turn: float) -> None:
    profile = profile_of(Sitter(yaw_deg=aside))
    seen = look(Sitter(yaw_deg=aside + turn).landmarks(), profile)

    assert value(seen, "head_yaw_deg") == pytest.approx(aside + turn, abs=1.0)
    assert value(seen, "head_yaw_change_deg") == pytest.approx(turn, abs=1.0)
    assert seen.head_yaw_change_deg is not None
    assert seen.head_yaw_change_deg.sd_frame > 0


@given(shrug=st.floats(1.0, 4.0))
def test_a_shrug_raises_its_own_side_and_the_mirror_image_the_other(shrug: float) -> None:
    profile = profile_of(Sitter())
    left = look(Sitter(shrug_left_cm=shrug).landmarks(), profile)
    right = look(Sitter(shrug_right_cm=shrug).landmarks(), profile)

    assert value(left, "shoulder_elevation_left_cm") > 0.4 * shrug
    assert abs(value(left, "shoulder_elevation_right_cm")) < 0.3 * shrug
    assert value(left, "shoulder_tilt_deg") > 0
    for ours, theirs in (("left", "right"), ("right", "left")):
        name = "shoulder_elevation_{}_cm"
        assert value(left, name.format(ours)) == pytest.approx(
            value(right, name.format(theirs)), abs=0.05
        )
    assert value(left, "shoulder_tilt_deg") == pytest.approx(
        -value(right, "shoulder_tilt_deg"), abs=0.1
    )


@given(angle=st.floats(30, 55))
def test_side_view_sees_angle_change_and_protraction(angle: float) -> None:
    seen = look(from_the_side(head_forward_deg=angle), side_profile())

    assert value(seen, "head_forward_deg") == pytest.approx(angle, abs=2.0)
    assert value(seen, "head_forward_change_deg") == pytest.approx(angle - 37, abs=2.5)
    assert value(seen, "protraction_cm") * (angle - 37) > -0.2
    assert seen.camera_distance_cm is None
    assert seen.shoulder_elevation_left_cm is None
    assert Empty.VIEW in seen.empty_because


def test_side_view_is_absolute_without_a_baseline() -> None:
    seen = look(from_the_side(head_forward_deg=45.0), None)

    assert value(seen, "head_forward_deg") == pytest.approx(45.0, abs=2.0)
    assert seen.head_forward_change_deg is None
    assert seen.protraction_cm is None


def test_absolute_side_angles_carry_what_people_add_and_changes_do_not() -> None:
    seen = look(from_the_side(head_forward_deg=38.0), side_profile())

    assert seen.head_forward_deg is not None
    assert seen.head_forward_change_deg is not None
    assert seen.head_forward_deg.sd_person >= 4.0
    assert seen.head_forward_change_deg.sd_person < 4.0


def test_neck_flexion_from_the_side_needs_hips() -> None:
    landmarks = from_the_side()
    score = landmarks.score.copy()
    score[[13, 14]] = 0.0

    assert look(landmarks, side_profile()).neck_flexion_deg is not None
    hidden = look(replace(landmarks, score=score), side_profile())
    assert hidden.neck_flexion_deg is None
    assert hidden.trunk_lean_deg is None


def test_a_side_profile_gives_the_front_view_its_upright_value() -> None:
    front = profile_of(Sitter())
    known = replace(
        front,
        upright={
            **front.upright,
            "side_head_forward_deg": side_profile(42.0).upright["side_head_forward_deg"],
        },
    )

    assert value(look(Sitter().landmarks(), known), "head_forward_deg") == pytest.approx(
        42.0, abs=1.5
    )
