"""The own full shrug: learnt per side, and what measured shrugs are shares of."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.config import CalibrationConfig
from posture.features import features
from posture.measure import FULL_SHRUG_CM, measure
from posture.profile import Profile, Stat
from posture.shrug import full_shrug_cm, lift_cm, lift_faults, rest_faults
from posture.suitability import Reason
from posture.types import Estimate, Measurement
from tests.builders import LENS, Sitter, nobody
from tests.guided import CONFIG, UPRIGHT, learn

LIMITS = CalibrationConfig()
TIMES_S = np.arange(16) / 5


def lifts(left_cm: float, right_cm: float, *, sinking_cm: float = 0.0) -> np.ndarray:
    falling = np.linspace(0.0, sinking_cm, len(TIMES_S))
    return np.column_stack([TIMES_S, left_cm - falling, right_cm - falling])


def shrugging(profile: Profile) -> Measurement:
    seen = Sitter(shrug_left_cm=2.5, shrug_right_cm=2.5).landmarks()
    now = features(seen, LENS, CONFIG.measure)
    return measure(seen, now, profile, lens=LENS, config=CONFIG)


def estimate(found: Estimate | None) -> Estimate:
    assert found is not None
    return found


@given(left_cm=st.floats(2.2, 9.0), right_cm=st.floats(2.2, 9.0))
def test_a_held_shrug_is_stored_as_it_was_measured(left_cm: float, right_cm: float) -> None:
    found = full_shrug_cm(lifts(left_cm, right_cm), LIMITS)

    assert list(lift_faults(lifts(left_cm, right_cm), LIMITS)) == []
    assert found["left"].value == pytest.approx(left_cm)
    assert found["right"].value == pytest.approx(right_cm)


@given(left_cm=st.floats(-3.0, 1.9), right_cm=st.floats(-3.0, 1.9))
def test_what_drowns_in_noise_is_no_shrug(left_cm: float, right_cm: float) -> None:
    (fault,) = lift_faults(lifts(left_cm, right_cm), LIMITS)

    assert fault.reason is Reason.NOT_LIFTED
    assert fault.value == pytest.approx(max(left_cm, right_cm))
    assert full_shrug_cm(lifts(left_cm, right_cm), LIMITS) == {}


def test_shoulders_that_sink_meanwhile_are_not_held() -> None:
    (fault,) = lift_faults(lifts(5.0, 5.0, sinking_cm=2.5), LIMITS)

    assert fault.reason is Reason.NOT_HELD


@given(cm=st.floats(-5.0, 5.0))
def test_rest_is_where_it_was(cm: float) -> None:
    faults = list(rest_faults(lifts(0.0, cm), LIMITS))

    assert [fault.reason for fault in faults] == [Reason.NOT_RESTED] * (abs(cm) > 1.0)


def test_nobody_lifts_nothing() -> None:
    assert lift_cm(features(nobody(), LENS, CONFIG.measure), learn([UPRIGHT]), CONFIG) is None


def test_the_share_is_that_of_the_own_full_shrug_side_by_side() -> None:
    usual = learn([UPRIGHT])
    own = replace(usual, full_shrug_cm={"left": Stat(3.25, 0.1, 30)})
    before, after = shrugging(usual), shrugging(own)

    assert estimate(after.shrug_left).value == pytest.approx(
        estimate(before.shrug_left).value * FULL_SHRUG_CM / 3.25
    )
    assert after.shrug_right == before.shrug_right


def test_the_own_full_shrug_is_surer_than_that_of_people_in_general() -> None:
    usual = learn([UPRIGHT])
    own = replace(usual, full_shrug_cm={"left": Stat(FULL_SHRUG_CM, 0.2, 30)})
    before, after = (estimate(shrugging(one).shrug_left) for one in (usual, own))

    assert after.value == before.value
    assert after.sd_person < before.sd_person
    assert after.sd_frame == before.sd_frame
