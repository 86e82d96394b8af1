from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.config import CameraConfig, Config
from posture.contrast import contrasts
from posture.features import features
from posture.fitted import Linear, fitted, mirrored
from posture.measure import UPRIGHT_HEAD_FORWARD_DEG
from posture.profile import calibrate
from posture.types import MEASURES, Empty, Lens, View
from tests.builders import LENS, SIZE, Sitter, from_the_side, nobody
from tests.measured import CONFIG, look, profile_of, side_profile, value
from tests.strategies import postures

FRONT_MEASURES = {
    "head_forward_deg", "protraction_cm", "neck_flexion_deg", "head_pitch_deg", "head_yaw_deg",
    "head_roll_deg", "shrug_left", "shrug_right", "shoulder_elevation_left_cm",
    "shoulder_elevation_right_cm", "shoulder_tilt_deg", "camera_distance_cm", "screen_distance_cm",
}  # fmt: skip


@given(sitter=postures())
def test_whoever_has_not_moved_measures_zero(sitter: Sitter) -> None:
    """Whatever the upright posture is like, compared with itself it has not changed."""
    again = look(sitter.moved(yaw_deg=0.0).landmarks(), profile_of(sitter.moved(yaw_deg=0.0)))

    for name in ("protraction_cm", "shoulder_elevation_left_cm", "shoulder_tilt_deg", "shrug_left"):
        assert value(again, name) == pytest.approx(0.0, abs=1e-9)
    assert value(again, "head_forward_deg") == pytest.approx(UPRIGHT_HEAD_FORWARD_DEG)


@given(sitter=postures())
def test_every_number_has_an_honest_looking_sd(sitter: Sitter) -> None:
    seen = look(sitter.landmarks(), profile_of(Sitter()))

    found = {name for name in MEASURES if getattr(seen, name) is not None}
    assert found == FRONT_MEASURES
    assert all(getattr(seen, name).sd > 0 for name in found)
    assert seen.empty_because == {Empty.VIEW}


def test_head_angles_are_those_of_the_head() -> None:
    seen = look(Sitter(pitch_deg=12, yaw_deg=-8, roll_deg=5).landmarks(), None)

    assert value(seen, "head_pitch_deg") == pytest.approx(12, abs=4.0)  # ears and mouth count too
    assert value(seen, "head_yaw_deg") == pytest.approx(-8, abs=0.5)
    assert value(seen, "head_roll_deg") == pytest.approx(5, abs=0.01)


def test_without_an_upright_posture_no_head_counts_as_turned() -> None:
    assert look(Sitter(yaw_deg=30).landmarks(), None).head_yaw_change_deg is None


def test_a_turned_head_is_less_sure() -> None:
    straight, turned = (look(Sitter(yaw_deg=yaw).landmarks(), None) for yaw in (0.0, 25.0))

    for name in ("head_yaw_deg", "head_roll_deg", "head_pitch_deg", "camera_distance_cm"):
        assert getattr(turned, name).sd_frame > getattr(straight, name).sd_frame


def test_shrugs_stay_between_rest_and_full() -> None:
    profile = profile_of(Sitter())
    low = look(Sitter(shrug_left_cm=-3).landmarks(), profile)
    high = look(Sitter(shrug_left_cm=25).landmarks(), profile)

    assert value(low, "shrug_left") == 0.0
    assert 0.9 < value(high, "shrug_left") <= 1.0


@given(roll=st.floats(-4, 4), pitch=st.floats(-8, 8))
def test_how_the_camera_is_mounted_drops_out(roll: float, pitch: float) -> None:
    tall = (1280, 1280)  # shoulders stay in the picture when the camera looks up
    mounted = Sitter(camera_roll_deg=roll, camera_pitch_deg=pitch, size=tall)
    seen = look(mounted.moved(shrug_left_cm=3.0).landmarks(), profile_of(mounted))
    still = Sitter(size=tall)
    level = look(still.moved(shrug_left_cm=3.0).landmarks(), profile_of(still))

    for name in ("shoulder_tilt_deg", "shoulder_elevation_left_cm", "protraction_cm"):
        assert value(seen, name) == pytest.approx(value(level, name), abs=0.6)


@given(distance=st.floats(40, 95))
def test_distance_is_the_distance(distance: float) -> None:
    seen = look(Sitter(distance_cm=distance).landmarks(), None)

    assert value(seen, "camera_distance_cm") == pytest.approx(distance, rel=0.01)


def test_a_tape_makes_distances_true_whatever_the_focal_length() -> None:
    wrong = Lens(focal_px=LENS.focal_px * 1.3, relative_sd=0.18, source="assumed")
    upright = features(Sitter().landmarks(), wrong, CONFIG.measure)
    taped = calibrate([upright], wrong, taped_cm=65.0)
    near = Sitter(head_ahead_cm=15.0, trunk_ahead_cm=0.0).landmarks()
    seen = look(near, taped, lens=wrong)

    assert value(seen, "camera_distance_cm") == pytest.approx(50.0, rel=0.03)
    assert getattr(seen, "camera_distance_cm").sd < 2.0  # noqa: B009 — the field may be None


def test_a_guessed_focal_length_is_in_the_sd() -> None:
    guessed = replace(LENS, relative_sd=0.18)
    known, unknown = (look(Sitter().landmarks(), None, lens=lens) for lens in (LENS, guessed))

    assert known.camera_distance_cm is not None
    assert unknown.camera_distance_cm is not None
    assert unknown.camera_distance_cm.sd > 0.18 * 65 > known.camera_distance_cm.sd


def test_a_camera_over_the_screen_adds_to_the_distance() -> None:
    config = Config(camera=CameraConfig(above_screen_centre_cm=17.0))
    seen = look(Sitter(distance_cm=60.0).landmarks(), None, config=config)

    assert value(seen, "screen_distance_cm") == pytest.approx(62.4, abs=0.1)


def test_a_far_turned_head_has_no_distance_and_says_why() -> None:
    seen = look(Sitter(yaw_deg=45.0).landmarks(), profile_of(Sitter()))

    assert seen.camera_distance_cm is None
    assert seen.screen_distance_cm is None
    assert Empty.HEAD_TURNED in seen.empty_because


def test_tiny_irises_give_no_distance_unless_it_was_taped() -> None:
    small = replace(LENS, focal_px=150.0)
    far = Sitter(lens=small, distance_cm=80.0)

    assert look(far.landmarks(), None, lens=small).camera_distance_cm is None
    taped = look(far.landmarks(), profile_of(far, taped_cm=80.0), lens=small)
    assert value(taped, "camera_distance_cm") == pytest.approx(80.0, rel=0.01)


def test_without_a_baseline_only_absolute_numbers_remain() -> None:
    seen = look(Sitter().landmarks(), None)

    assert seen.protraction_cm is None
    assert seen.head_forward_deg is None
    assert seen.head_pitch_deg is not None
    assert Empty.NO_BASELINE in seen.empty_because


def test_nobody_measures_nothing() -> None:
    seen = look(nobody(), profile_of(Sitter()))

    assert all(getattr(seen, name) is None for name in MEASURES)
    assert seen.empty_because == {Empty.NO_PERSON}
    assert seen.view is View.UNKNOWN


def test_raised_arms_make_shoulders_less_sure() -> None:
    profile, sitter = profile_of(Sitter()), Sitter().landmarks()
    joints = sitter.joints_px.copy()
    joints[[9, 10, 11, 12], 1] = 50.0
    raised = look(replace(sitter, joints_px=joints), profile)
    down = look(sitter, profile)

    assert raised.arms_raised is True
    assert raised.shoulder_elevation_left_cm is not None
    assert down.shoulder_elevation_left_cm is not None
    assert raised.shoulder_elevation_left_cm.sd > 2 * down.shoulder_elevation_left_cm.sd


# -- side view ------------------------------------------------------------------------------------


def test_few_pixels_are_less_sure() -> None:
    fine, coarse = (look(from_the_side(scale=scale), None) for scale in (8.0, 3.5))

    assert fine.head_forward_deg is not None
    assert coarse.head_forward_deg is not None
    assert coarse.head_forward_deg.sd_frame > 1.5 * fine.head_forward_deg.sd_frame


def test_a_hidden_neck_is_empty_and_says_why() -> None:
    seen = look(from_the_side(hidden_neck=True), side_profile())

    assert seen.head_forward_deg is None
    assert Empty.NECK_HIDDEN in seen.empty_because


# -- fitted weights -------------------------------------------------------------------------------


@given(sitter=postures())
def test_mirroring_twice_changes_nothing(sitter: Sitter) -> None:
    seen = features(sitter.landmarks(), LENS, CONFIG.measure)
    moved = contrasts(seen, profile_of(Sitter()), LENS)

    assert moved is not None
    assert mirrored(mirrored(moved)) == moved


@pytest.mark.parametrize(
    "name",
    ["protraction_cm", "head_forward_change_deg", "shoulder_tilt_deg", "shoulder_elevation_cm"],
)
def test_fitted_measures_know_their_own_error(name: str) -> None:
    model = fitted(name)
    names = model.weights if isinstance(model, Linear) else model.names
    still = dict.fromkeys(names, 0.0)
    near, far = ({**still, "head_ahead": ahead} for ahead in (0.0, 12.0))

    assert model.estimate(near).value == 0.0
    assert model.estimate(near).sd == pytest.approx(model.error.sd)
    assert model.estimate(far).sd >= model.error.sd


def test_moving_closer_with_the_whole_trunk_is_not_a_forward_head() -> None:
    """The failure of every system that compares sizes: leaning in is no slouch."""
    profile = profile_of(Sitter(distance_cm=75.0))
    seen = look(Sitter(distance_cm=75.0, trunk_ahead_cm=12.0).landmarks(), profile)

    assert seen.protraction_cm is not None
    assert abs(seen.protraction_cm.value) < 1.2
    assert value(seen, "camera_distance_cm") == pytest.approx(63.0, abs=1.0)


def test_the_picture_size_does_not_matter() -> None:
    double = (2 * SIZE[0], 2 * SIZE[1])
    large = Sitter(size=double, lens=replace(LENS, focal_px=2 * LENS.focal_px))
    seen = look(large.moved(pitch_deg=10.0).landmarks(), profile_of(large), lens=large.lens)
    small = look(Sitter(pitch_deg=10.0).landmarks(), profile_of(Sitter()))

    for name in FRONT_MEASURES:
        assert value(seen, name) == pytest.approx(value(small, name), rel=1e-3, abs=0.02)
