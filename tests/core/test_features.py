import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from posture.config import MeasureConfig
from posture.features import Features, features
from posture.types import Empty, Joint, Landmarks, View
from tests.builders import LENS, Sitter, from_the_side, nobody
from tests.strategies import postures

CONFIG = MeasureConfig()


def see(landmarks: Landmarks, config: MeasureConfig = CONFIG) -> Features:
    return features(landmarks, LENS, config)


def turned(landmarks: Landmarks, degrees: float) -> Landmarks:
    """The same picture, but the network says the shoulders are turned."""
    world = landmarks.joints_world_m.copy()
    angle = math.radians(degrees)
    for joint, side in ((Joint.LEFT_SHOULDER, 0.16), (Joint.RIGHT_SHOULDER, -0.16)):
        world[joint] = [side * math.cos(angle), -0.2, side * math.sin(angle)]
    return replace(landmarks, joints_world_m=world)


@pytest.mark.parametrize(
    ("degrees", "view"), [(0, View.FRONT), (20, View.FRONT), (40, View.OBLIQUE), (80, View.SIDE)]
)
def test_view_follows_the_shoulder_line(degrees: float, view: View) -> None:
    seen = from_the_side() if view is View.SIDE else Sitter().landmarks()

    assert see(turned(seen, degrees)).view is view
    assert see(turned(seen, -degrees)).view is view


def test_a_stated_view_wins() -> None:
    stated = MeasureConfig(view="front")

    assert see(turned(Sitter().landmarks(), 40), stated).view is View.FRONT


def test_no_world_landmarks_no_view() -> None:
    landmarks = Sitter().landmarks()
    blind = replace(landmarks, joints_world_m=np.full_like(landmarks.joints_world_m, np.nan))

    assert see(blind).view is View.UNKNOWN


def test_an_empty_chair_shows_nothing() -> None:
    assert see(nobody()) == Features(size_px=nobody().size_px, reasons=frozenset({Empty.NO_PERSON}))


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [("luma", 3.0, Empty.DARK), ("sharpness", 0.5, Empty.BLURRED)],
)
def test_unusable_pictures_say_why(field: str, value: float, reason: Empty) -> None:
    found = see(replace(Sitter().landmarks(), **{field: value}))  # type: ignore[arg-type]

    assert found.reasons == {reason}
    assert found.view is View.UNKNOWN


def test_unknown_light_is_not_darkness() -> None:
    found = see(replace(Sitter().landmarks(), luma=None, sharpness=None))

    assert found.view is View.FRONT


@given(sitter=postures())
def test_sizes_of_the_eyes_are_free_of_the_turn(sitter: Sitter) -> None:
    found = see(sitter.landmarks())
    straight = see(sitter.moved(yaw_deg=0.0, roll_deg=0.0).landmarks())

    assert found.iris_px is not None
    assert straight.iris_px is not None
    assert found.iris_px == pytest.approx(straight.iris_px, rel=0.04)


@given(sitter=postures())
def test_nothing_is_nan_or_infinite(sitter: Sitter) -> None:
    found = see(sitter.landmarks())
    numbers = [v for name in Features.__slots__ if isinstance(v := getattr(found, name), float)]

    assert len(numbers) > 20
    assert all(map(math.isfinite, numbers))


def test_a_face_that_was_not_found_leaves_the_head_empty() -> None:
    landmarks = Sitter().landmarks()
    found = see(replace(landmarks, face_px=np.full_like(landmarks.face_px, np.nan)))

    assert found.head_pitch_deg is None
    assert Empty.HEAD_TURNED in found.reasons
    assert found.shoulder_width_px is not None


def test_irises_that_were_not_found_leave_only_the_eyes_empty() -> None:
    landmarks = Sitter().landmarks()
    found = see(replace(landmarks, iris_px=np.full((2, 5, 2), np.nan)))

    assert found.iris_px is None
    assert found.head_yaw_deg is not None


@pytest.mark.parametrize("case", ["outside", "unsure"])
def test_shoulders_out_of_the_picture_are_not_guessed(case: str) -> None:
    landmarks = Sitter().landmarks()
    joints, score = landmarks.joints_px.copy(), landmarks.score.copy()
    if case == "outside":
        joints[Joint.LEFT_SHOULDER] = [640.0, 800.0]
    else:
        score[Joint.RIGHT_SHOULDER] = 0.1
    found = see(replace(landmarks, joints_px=joints, score=score))

    assert found.shoulder_width_px is None
    assert Empty.SHOULDERS_OUT in found.reasons


def test_a_head_alone_is_recognised_as_collapsed() -> None:
    landmarks = Sitter().landmarks()
    joints = landmarks.joints_px.copy()
    eyes = joints[[Joint.LEFT_EYE, Joint.RIGHT_EYE]]
    joints[[Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER]] = eyes + [0.0, 60.0]

    assert see(replace(landmarks, joints_px=joints)).reasons == {Empty.COLLAPSED}


def test_a_profile_with_wide_shoulders_is_recognised_as_collapsed() -> None:
    landmarks = from_the_side()
    joints = landmarks.joints_px.copy()
    joints[Joint.LEFT_SHOULDER] += [150.0, 0.0]

    assert see(replace(landmarks, joints_px=joints)).reasons == {Empty.COLLAPSED}


def test_side_view_gives_angle_and_lean_and_no_face() -> None:
    found = see(from_the_side(head_forward_deg=45.0))

    assert found.view is View.SIDE
    assert found.side_head_forward_deg == pytest.approx(45.0, abs=1.5)
    assert found.trunk_lean_deg == pytest.approx(0.0, abs=2.0)
    assert found.head_pitch_deg is None


def test_hips_under_the_table_give_no_lean() -> None:
    landmarks = from_the_side()
    score = landmarks.score.copy()
    score[[Joint.LEFT_HIP, Joint.RIGHT_HIP]] = 0.1

    assert see(replace(landmarks, score=score)).trunk_lean_deg is None


def test_a_hidden_neck_gives_no_angle_and_says_why() -> None:
    found = see(from_the_side(hidden_neck=True))

    assert found.side_head_forward_deg is None
    assert Empty.NECK_HIDDEN in found.reasons


@pytest.mark.parametrize(
    ("wrist_v", "seen", "expected"), [(100.0, 1.0, True), (710.0, 1.0, False), (100.0, 0.1, None)]
)
def test_raised_arms_are_seen_or_unknown(
    wrist_v: float, seen: float, expected: bool | None
) -> None:
    landmarks = Sitter().landmarks()
    joints, score = landmarks.joints_px.copy(), landmarks.score.copy()
    hands = [Joint.LEFT_WRIST, Joint.RIGHT_WRIST, Joint.LEFT_ELBOW, Joint.RIGHT_ELBOW]
    joints[hands, 1], score[hands] = wrist_v, seen

    assert see(replace(landmarks, joints_px=joints, score=score)).arms_raised is expected


def test_upper_arms_need_shoulder_and_elbow() -> None:
    landmarks = from_the_side()
    found = see(landmarks)
    score = landmarks.score.copy()
    score[Joint.LEFT_ELBOW] = 0.1

    assert found.upper_arm_left_deg == pytest.approx(8.0, abs=3.0)
    assert see(replace(landmarks, score=score)).upper_arm_left_deg is None


def test_a_raised_shoulder_raises_its_own_edge_only() -> None:
    rest, shrug = (see(Sitter(shrug_left_cm=cm).landmarks()) for cm in (0.0, 3.0))

    assert rest.acromion_left_v_px is not None
    assert shrug.acromion_left_v_px is not None
    assert shrug.acromion_left_v_px < rest.acromion_left_v_px - 20
    assert shrug.acromion_right_v_px == pytest.approx(rest.acromion_right_v_px, abs=1.0)


def test_without_an_outline_edges_and_widths_are_empty() -> None:
    found = see(replace(Sitter().landmarks(), outline_px=np.empty((0, 2))))

    assert found.acromion_left_v_px is None
    assert found.acromion_tilt_deg is None
    assert found.body_width_20_px is None
    assert found.neck_width_px is None
    assert found.shoulder_tilt_deg is not None
