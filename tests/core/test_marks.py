import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.config import Config
from posture.errors import CalibrationError, ConfigError
from posture.features import features
from posture.marks import (
    Marks,
    Sticker,
    carried_tragus_px,
    mark,
    marks_from_mapping,
    marks_to_mapping,
    resized_marks,
)
from posture.measure import measure
from posture.profile import Profile, calibrate, scaled
from posture.types import Estimate, Floats, Joint, Landmarks, Measurement, View
from tests.builders import LENS, SIZE, Sitter, from_the_side, nobody

CONFIG = Config()
EARS = [Joint.LEFT_EAR, Joint.RIGHT_EAR]


def places_px(landmarks: Landmarks, angle: float, *, scale: float = 6.0) -> tuple[Floats, Floats]:
    """Tragus and C7 of the person that `from_the_side` builds."""
    facing = 1.0 if landmarks.joints_px[Joint.NOSE][0] > landmarks.joints_px[EARS[0]][0] else -1.0
    tragus = landmarks.joints_px[EARS[0]] + np.array([-2.0 * facing, 2.6]) * scale
    away = np.array([math.sin(math.radians(angle)) * facing, -math.cos(math.radians(angle))])
    return tragus, tragus - 14.0 * scale * away


def marked(angle: float = 37.0, *, off_px: tuple[float, float] = (0.0, 0.0), **how: float) -> Marks:
    """Mark tragus and C7, the latter this far off."""
    seen = from_the_side(head_forward_deg=angle, **how)  # type: ignore[arg-type]
    tragus, c7 = places_px(seen, angle, scale=how.get("scale", 6.0))
    now = features(seen, LENS, CONFIG.measure)
    return mark(seen, now, tragus_px=pair(tragus), c7_px=pair(c7 + off_px))


def pair(point: Floats) -> tuple[float, float]:
    return float(point[0]), float(point[1])


def profile_with(marks: Marks, angle: float = 37.0) -> Profile:
    seen = features(from_the_side(head_forward_deg=angle), LENS, CONFIG.measure)
    return replace(calibrate([seen], LENS), marks=marks)


def look(landmarks: Landmarks, profile: Profile) -> Measurement:
    now = features(landmarks, LENS, CONFIG.measure)
    return measure(landmarks, now, profile, lens=LENS, config=CONFIG)


def angle_of(measurement: Measurement) -> Estimate:
    assert measurement.head_forward_deg is not None
    return measurement.head_forward_deg


@given(
    angle=st.floats(25, 50),
    scale=st.floats(4, 8),
    facing=st.sampled_from([-1.0, 1.0]),
    off=st.tuples(st.floats(-6, 6), st.floats(-6, 6)),
)
def test_the_marked_frame_measures_exactly_what_was_marked(
    angle: float, scale: float, facing: float, off: tuple[float, float]
) -> None:
    marks = marked(angle, off_px=off, scale=scale, facing=facing)
    seen = from_the_side(head_forward_deg=angle, scale=scale, facing=facing)
    upright = calibrate([features(seen, LENS, CONFIG.measure)], LENS)

    again = look(seen, replace(upright, marks=marks))

    u, v = np.subtract(marks.tragus_px, marks.c7_px)
    assert angle_of(again).value == pytest.approx(math.degrees(math.atan2(u * facing, -v)))
    assert again.head_forward_change_deg is not None
    assert again.head_forward_change_deg.value == pytest.approx(0.0, abs=1e-9)


@given(change=st.floats(-10, 12))
def test_a_person_who_is_not_average_keeps_the_own_angle_when_moving(change: float) -> None:
    """C7 was marked 1.5 cm further back than the contour method would put it."""
    marks = marked(off_px=(-9.0, 0.0))
    own_deg = marks.head_forward_deg - 37.0

    now = look(from_the_side(head_forward_deg=37.0 + change), profile_with(marks))

    assert own_deg > 4.0
    assert angle_of(now).value == pytest.approx(37.0 + own_deg + change, abs=3.0)


def test_the_standard_deviation_is_that_of_the_marks_and_not_between_people() -> None:
    seen = from_the_side()
    plain = angle_of(look(seen, replace(profile_with(marked()), marks=None)))
    by_marks = angle_of(look(seen, profile_with(marked())))

    assert plain.sd_person == 4.0
    assert by_marks.sd_person == pytest.approx(math.hypot(2.0, math.degrees(2**0.5 * 1.5 / 84)))
    assert by_marks.sd < plain.sd


def test_fewer_pixels_between_the_marks_are_less_sure() -> None:
    assert marked(scale=3.0).click_sd_deg == pytest.approx(2 * marked(scale=6.0).click_sd_deg)


@given(turn=st.floats(-40, 40), u=st.floats(-200, 200), v=st.floats(-100, 100))
def test_the_tragus_goes_with_the_head_as_a_rigid_body(turn: float, u: float, v: float) -> None:
    marks, joints = marked(), from_the_side().joints_px
    angle = math.radians(turn)
    rotation = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])

    gone = carried_tragus_px(marks, joints @ rotation + [u, v])

    assert gone == pytest.approx(np.array(marks.tragus_px) @ rotation + [u, v], abs=1e-6)


def test_of_the_two_tragi_the_point_between_them_counts() -> None:
    """The camera sees the person's right side; the ears of the pose lie 8 px apart."""
    seen = from_the_side()
    ears = seen.joints_px.copy()
    ears[Joint.LEFT_EAR, 0] -= 4.0
    ears[Joint.RIGHT_EAR, 0] += 4.0
    seen = replace(seen, joints_px=ears)
    tragus, c7 = places_px(from_the_side(), 37.0)
    now = features(seen, LENS, CONFIG.measure)

    marks = mark(seen, now, tragus_px=pair(tragus + [4.0, 0.0]), c7_px=pair(c7))

    assert marks.midline_px == pytest.approx(-4.0)
    assert marks.head_forward_deg == pytest.approx(37.0)


@pytest.mark.parametrize(
    "other",
    [
        from_the_side(facing=-1.0),
        from_the_side(scale=9.0),
        from_the_side(hidden_neck=True),
        Sitter().landmarks(),
        nobody(),
    ],
    ids=["other side", "much nearer", "neck hidden", "front", "nobody"],
)
def test_where_the_marks_cannot_be_carried_to_they_say_nothing(other: Landmarks) -> None:
    profile = profile_with(marked(off_px=(-9.0, 0.0)))

    now, without = look(other, profile), look(other, replace(profile, marks=None))

    if now.view is View.SIDE:
        assert now.head_forward_deg == without.head_forward_deg
    assert (now.head_forward_deg is None) == (without.head_forward_deg is None)


def test_stickers_are_believed_before_anything_that_is_carried() -> None:
    seen = from_the_side(head_forward_deg=37.0, hidden_neck=True)
    tragus, c7 = places_px(seen, 44.0)

    now = look(replace(seen, stickers_px=np.array([tragus, c7])), profile_with(marked()))

    assert angle_of(now).value == pytest.approx(44.0)


def test_one_sticker_joins_what_is_carried() -> None:
    seen = from_the_side()
    _, c7 = places_px(seen, 41.0)
    stickers = np.array([[np.nan, np.nan], c7])

    now = look(replace(seen, stickers_px=stickers), profile_with(marked()))

    assert angle_of(now).value == pytest.approx(41.0, abs=1e-6)


def test_in_front_of_the_camera_the_marks_give_the_upright_angle() -> None:
    front = calibrate([features(Sitter().landmarks(), LENS, CONFIG.measure)], LENS)
    profile = replace(front, marks=marked(43.0))

    assert angle_of(look(Sitter().landmarks(), profile)).value == pytest.approx(43.0)


@pytest.mark.parametrize(
    ("tragus", "c7", "finding"),
    [
        ((700.0, -3.0), (600.0, 300.0), "tragus: expected a point inside the picture"),
        ((600.0, 300.0), (1300.0, 300.0), "C7: expected a point inside the picture"),
        ((600.0, 300.0), (605.0, 305.0), "look whether the two are swapped"),
        ((600.0, 380.0), (650.0, 300.0), "look whether the two are swapped"),
    ],
)
def test_marks_that_cannot_be_are_a_sentence(
    tragus: tuple[float, float], c7: tuple[float, float], finding: str
) -> None:
    seen = from_the_side()
    now = features(seen, LENS, CONFIG.measure)

    with pytest.raises(ConfigError, match=finding):
        mark(seen, now, tragus_px=tragus, c7_px=c7)


def test_a_person_seen_from_the_front_cannot_be_marked() -> None:
    seen = Sitter().landmarks()
    now = features(seen, LENS, CONFIG.measure)

    with pytest.raises(CalibrationError, match="expected a person seen from the side"):
        mark(seen, now, tragus_px=(1.0, 1.0), c7_px=(0.0, 90.0))


def test_marks_come_back_from_their_file() -> None:
    looks = (Sticker(colour=(200.0, 100.0, 90.0), area_px=40.0),) * 2
    marks = replace(marked(), stickers=(looks[0], looks[1]), origin="desk.mp4 at 2 s")

    again = marks_from_mapping(marks_to_mapping(marks))

    assert marks_to_mapping(again) == marks_to_mapping(marks)
    assert again.head_forward_deg == marks.head_forward_deg


@pytest.mark.parametrize("ratio", [0.5, 1.5])
def test_marks_hold_for_another_size_of_the_same_camera(ratio: float) -> None:
    size = (round(SIZE[0] * ratio), round(SIZE[1] * ratio))
    seen = from_the_side(head_forward_deg=42.0, scale=6.0 * ratio, size=size)
    profile = profile_with(marked(off_px=(-9.0, 0.0)))

    here = look(seen, scaled(profile, size))

    there = look(from_the_side(head_forward_deg=42.0), profile)
    assert angle_of(here).value == pytest.approx(angle_of(there).value, abs=0.3)


def test_scaling_there_and_back_changes_nothing() -> None:
    marks = marked()

    again = resized_marks(resized_marks(marks, (640, 480)), marks.size_px)

    assert again.head_px == pytest.approx(np.array(marks.head_px))
    assert again.head_forward_deg == pytest.approx(marks.head_forward_deg)


def test_a_sticker_in_a_picture_twice_as_wide_covers_four_times_as_much() -> None:
    look_of = Sticker(colour=(200.0, 100.0, 90.0), area_px=40.0)
    marks = replace(marked(), stickers=(look_of, look_of))

    again = resized_marks(marks, (2 * marks.size_px[0], 2 * marks.size_px[1]))

    assert again.stickers == (replace(look_of, area_px=160.0),) * 2
