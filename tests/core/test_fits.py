from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.config import MeasureConfig
from posture.features import Features, features
from posture.fits import WINDOW_S, Doubt, Misfit, ProfileFit
from posture.profile import Profile, calibrate
from posture.types import View
from tests.builders import LENS, Sitter


def seen(**posture: float) -> Features:
    return features(Sitter().moved(**posture).landmarks(), LENS, MeasureConfig())


UPRIGHT = seen()
PROFILE: Profile = calibrate([UPRIGHT], LENS)


def verdict(*parts: tuple[Features, float]) -> Misfit | None:
    """Show each part for so many seconds; return what is said at the end."""
    fit, found, time_s = ProfileFit(), None, 0.0
    for now, seconds in parts:
        for _ in range(round(seconds)):
            found = fit.update(time_s, now, PROFILE)
            time_s += 1.0
    return found


def elsewhere(aside: float = 0.0, aloft: float = 0.0, larger: float = 1.0) -> Features:
    """Return the upright person elsewhere in the picture, in shoulder widths."""
    width_px = UPRIGHT.shoulder_width_px or 0.0
    return replace(
        UPRIGHT,
        shoulders_u_px=(UPRIGHT.shoulders_u_px or 0.0) + aside * width_px,
        shoulders_v_px=(UPRIGHT.shoulders_v_px or 0.0) + aloft * width_px,
        shoulder_width_px=width_px * larger,
    )


SLOUCHES: Iterable[dict[str, float]] = (
    {"head_ahead_cm": 6.0},
    {"pitch_deg": 30.0},
    {"trunk_ahead_cm": 20.0, "head_ahead_cm": 4.0},
    {"shrug_left_cm": 5.0},
    {"shrug_left_cm": 4.0, "shrug_right_cm": 4.0},
    {"roll_deg": 15.0},
    {"yaw_deg": 30.0},
)


@pytest.mark.parametrize("posture", SLOUCHES, ids=str)
def test_no_posture_makes_a_profile_unfit(posture: dict[str, float]) -> None:
    assert verdict((seen(**posture), 600)) is None


@pytest.mark.parametrize(
    ("now", "misfit"),
    [
        (elsewhere(aside=0.8), Misfit.MOVED),
        (elsewhere(aside=-0.8), Misfit.MOVED),
        (elsewhere(aloft=1.2), Misfit.MOVED),
        (elsewhere(aloft=-0.6), Misfit.MOVED),
        (elsewhere(larger=1.9), Misfit.OTHER_SIZE),
        (elsewhere(larger=0.5), Misfit.OTHER_SIZE),
        (seen(camera_roll_deg=8.0), Misfit.ROLLED),
        (replace(UPRIGHT, view=View.SIDE), Misfit.OTHER_VIEW),
    ],
    ids=str,
)
def test_what_no_posture_explains_is_named_within_a_minute(now: Features, misfit: Misfit) -> None:
    assert verdict((now, 61)) is misfit
    assert verdict((now, 10)) is None


def test_it_fits_again_when_everything_is_as_before() -> None:
    assert verdict((elsewhere(aside=0.8), 100), (UPRIGHT, WINDOW_S)) is None


def test_a_lean_for_half_a_minute_is_no_other_chair() -> None:
    assert verdict((UPRIGHT, 120), (elsewhere(aside=0.8), 25)) is None


def test_who_leans_far_over_the_desk_still_fits() -> None:
    assert verdict((elsewhere(aloft=0.7, larger=1.45), 300)) is None


def test_nobody_in_the_picture_says_nothing_about_a_profile() -> None:
    assert verdict((Features(), 300)) is None
    assert verdict((replace(UPRIGHT, shoulders_u_px=None, shoulder_width_px=None), 100)) is None


def test_a_tilted_head_alone_is_no_tilted_camera() -> None:
    assert verdict((replace(UPRIGHT, head_roll_deg=None), 100)) is None
    assert verdict((replace(UPRIGHT, head_roll_deg=12.0, shoulder_tilt_deg=-8.0), 100)) is None


def test_a_profile_without_shoulders_is_never_doubted() -> None:
    bare = calibrate([replace(UPRIGHT, shoulder_width_px=None, shoulders_u_px=None)], LENS)

    assert ProfileFit().update(0.0, UPRIGHT, bare) is None
    fit = ProfileFit()
    assert [fit.update(float(t), elsewhere(aside=0.8), bare) for t in range(90)] == [None] * 90


def test_what_was_found_stands_while_nobody_is_seen() -> None:
    assert verdict((elsewhere(aside=0.8), 100), (Features(), 300)) is Misfit.MOVED


def test_who_sits_at_the_edge_is_not_found_to_have_moved_again_and_again() -> None:
    fit = ProfileFit()
    within, beyond = elsewhere(aside=0.57), elsewhere(aside=0.63)
    times = range(0, 4 * 3600, 5)
    found = [fit.update(float(t), beyond if t // 120 % 2 else within, PROFILE) for t in times]

    assert sum(one is not before for before, one in pairwise(found)) == 1


def test_who_gets_up_is_not_found_to_fit_before_enough_was_seen() -> None:
    fit = ProfileFit()
    for time_s in range(70):
        fit.update(float(time_s), elsewhere(aside=0.8), PROFILE)
    fit.turn()

    assert fit.update(70.0, UPRIGHT, PROFILE) is Misfit.MOVED
    assert [fit.update(71.0 + t, UPRIGHT, PROFILE) for t in range(30)][-1] is None


@given(st.lists(st.tuples(st.sampled_from([None, *Misfit]), st.booleans())))
def test_a_misfit_is_said_once_until_it_fits_again_and_never_while_hushed(
    moments: list[tuple[Misfit | None, bool]],
) -> None:
    doubt = Doubt()
    said = [doubt.is_due(misfit, hushed=hushed) for misfit, hushed in moments]

    assert not any(one and hushed for one, (_, hushed) in zip(said, moments, strict=True))
    for fits, spell in groupby(zip(said, moments, strict=True), lambda one: one[1][0] is None):
        spoken = list(spell)
        heard = any(not hushed for _, (_, hushed) in spoken)

        assert sum(one for one, _ in spoken) == (0 if fits else int(heard))
