import json
import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.backdrop import COLUMNS, ROWS
from posture.config import MeasureConfig
from posture.errors import CalibrationError
from posture.features import SCALARS, Features, features
from posture.profile import Profile, Stat, calibrate, from_mapping, scaled, to_mapping
from posture.types import View
from tests.builders import LENS, SIZE, Sitter, from_the_side, nobody

CONFIG = MeasureConfig()


def upright(distance_cm: float = 65.0) -> Features:
    return features(Sitter(distance_cm=distance_cm).landmarks(), LENS, CONFIG)


def from_front() -> Profile:
    return calibrate([upright()], LENS, taped_cm=65.0, origin="me.jpg")


def test_one_picture_has_no_scatter_and_several_have() -> None:
    once = calibrate([upright()], LENS).upright["iris_px"]
    often = calibrate([upright(d) for d in (64, 65, 66)], LENS).upright["iris_px"]

    assert (once.sd, once.n) == (None, 1)
    assert often.n == 3
    assert often.sd is not None
    assert often.sd > 0
    assert often.value == pytest.approx(once.value)


def test_one_outlier_does_not_move_the_baseline() -> None:
    calm = calibrate([upright()] * 9, LENS).value("eyes_cm")
    disturbed = calibrate([*[upright()] * 9, upright(40.0)], LENS).value("eyes_cm")

    assert disturbed == calm


def test_only_the_most_frequent_view_counts() -> None:
    side = features(from_the_side(), LENS, CONFIG)
    profile = calibrate([upright(), upright(), side], LENS)

    assert profile.view is View.FRONT
    assert profile.value("side_head_forward_deg") is None


def test_nobody_is_refused_with_a_reason() -> None:
    empty = features(nobody(), LENS, CONFIG)

    with pytest.raises(CalibrationError, match=r"meeting\.mp4: expected an upright person"):
        calibrate([empty], LENS, origin="meeting.mp4")


@pytest.mark.parametrize(
    ("found", "note"),
    [
        (features(from_the_side(hidden_neck=True), LENS, CONFIG), "neck was not visible"),
        (Features(view=View.FRONT, size_px=SIZE, eyes_cm=60.0), "shoulders were out"),
        (Features(view=View.FRONT, size_px=SIZE, shoulder_width_px=300.0), "no face"),
        (Features(view=View.OBLIQUE, size_px=SIZE), "from an angle"),
    ],
)
def test_what_was_not_seen_is_noted(found: Features, note: str) -> None:
    assert any(note in said for said in calibrate([found], LENS).notes)


def test_a_complete_baseline_needs_no_note() -> None:
    assert from_front().notes == ()


def test_the_profile_shows_the_upright_person_again() -> None:
    profile = from_front()
    again = profile.features()

    assert all(getattr(again, name) == profile.value(name) for name in SCALARS)


@given(width=st.sampled_from([320, 640, 1280, 1920, 3840]))
def test_another_size_of_the_same_camera_sees_the_same_person(width: int) -> None:
    ratio = width / SIZE[0]
    size = (width, round(SIZE[1] * ratio))
    other = scaled(from_front(), size)
    resized = Sitter(size=size, lens=other.lens).landmarks()
    seen = features(resized, other.lens, CONFIG)

    assert other.lens.focal_px == pytest.approx(LENS.focal_px * ratio)
    for name in ("eyes_cm", "pupils_px", "shoulder_width_px", "shoulders_v_px", "head_pitch_deg"):
        assert other.value(name) == pytest.approx(getattr(seen, name), rel=0.01, abs=0.01)


def test_the_same_size_changes_nothing() -> None:
    profile = from_front()

    assert scaled(profile, SIZE) is profile


def test_what_is_behind_is_known_again_in_pictures_of_the_same_shape_only() -> None:
    profile = replace(from_front(), backdrop=(1.0,) * (COLUMNS * ROWS))

    assert scaled(profile, (SIZE[0] * 2, SIZE[1] * 2)).backdrop == profile.backdrop
    assert scaled(profile, (SIZE[0], SIZE[0])).backdrop is None


def test_scatter_scales_with_the_pixels() -> None:
    profile = calibrate([upright(d) for d in (64, 65, 66)], LENS)
    double = scaled(profile, (2 * SIZE[0], 2 * SIZE[1]))

    for name, factor in (("iris_px", 2.0), ("eyes_cm", 1.0)):
        before, after = profile.upright[name].sd, double.upright[name].sd
        assert before is not None
        assert after == pytest.approx(factor * before)


def test_a_profile_survives_its_file() -> None:
    shrug, behind = {"left": Stat(3.1, 0.1, 20)}, (0.5, None) * (COLUMNS * ROWS // 2)
    profile = replace(from_front(), full_shrug_cm=shrug, backdrop=behind)
    text = json.dumps(to_mapping(profile), allow_nan=False)

    assert from_mapping(json.loads(text), origin="me.json") == profile


def test_a_file_from_before_rooms_were_known_is_read() -> None:
    table = to_mapping(from_front())
    del table["backdrop"]

    assert from_mapping(table, origin="me.json") == from_front()


def _broken(**changes: Any) -> dict[str, Any]:
    return {**to_mapping(from_front()), **changes}


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ({}, "'version' is missing"),
        (_broken(version=99), "version is 99"),
        (_broken(focal_px=math.nan), "focal_px is nan, not a number"),
        (_broken(focal_px="800"), "focal_px is '800'"),
        (_broken(focal_px=True), "focal_px is True"),
        (_broken(taped_cm="far"), "taped_cm is 'far'"),
        (_broken(view="above"), "above"),
        (_broken(size_px=[640]), "not enough values"),
        (_broken(size_px=7), "not iterable"),
        (_broken(upright=[]), "items"),
        (_broken(full_shrug_cm={"left": {"value": 0, "sd": None, "n": 1}}), "left.value is 0.0"),
        (_broken(full_shrug_cm={"both": {"value": 3, "sd": None, "n": 1}}), "both is unknown"),
        (_broken(upright={"nonsense": {"value": 1.0, "sd": None, "n": 1}}), "nonsense is unknown"),
        (_broken(upright={"iris_px": {"value": None, "sd": None, "n": 1}}), "iris_px.value"),
        (_broken(upright={"iris_px": {"value": 1.0, "sd": math.inf, "n": 1}}), "iris_px.sd"),
        (_broken(upright={"iris_px": 12.0}), "float"),
        (_broken(backdrop=[1.0, 2.0]), "backdrop has 2 parts, not 48"),
        (_broken(backdrop=["dark"] * 48), "backdrop is 'dark'"),
    ],
)
def test_a_wrong_file_is_refused_in_one_sentence(table: dict[str, Any], reason: str) -> None:
    with pytest.raises(CalibrationError) as caught:
        from_mapping(table, origin="me.json")
    said = str(caught.value)

    assert said.startswith("me.json: expected a profile")
    assert reason in said
    assert "posture calibrate" in said
    assert "\n" not in said
