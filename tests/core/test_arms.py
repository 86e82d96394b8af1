"""Arms: what they load counts only where elbow and wrist are seen, and is else not observable."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posture.config import Config
from posture.features import features
from posture.knowledge import Channel, load_knowledge
from posture.load import WORLDS, arm_rate, channel_loads
from posture.measure import measure
from posture.types import Joint, Landmarks, Measurement
from tests.builders import LENS, Sitter
from tests.builders_measurements import (
    ARM_OUT,
    ARM_UP,
    GONE,
    UPRIGHT,
    exact,
    exposures,
    held,
    mirrored,
    one_after_the_other,
    recorded,
    said,
)

CONFIG = Config()
CUFF = ("infraspinatus", "subscapularis", "supraspinatus")
WRISTS = [Joint.LEFT_WRIST, Joint.RIGHT_WRIST]


def with_arm(wrist_score: float = 0.9, *, out_px: float = 200.0) -> Landmarks:
    """Return somebody whose left elbow and wrist are out to the side, in the picture."""
    seen = Sitter().landmarks()
    joints, score = seen.joints_px.copy(), seen.score.copy()
    shoulder = joints[Joint.LEFT_SHOULDER]
    joints[Joint.LEFT_ELBOW] = shoulder + np.array([out_px, 60.0])
    joints[Joint.LEFT_WRIST] = shoulder + np.array([out_px + 50.0, 0.0])
    score[Joint.LEFT_ELBOW], score[Joint.LEFT_WRIST] = 0.9, wrist_score
    return replace(seen, joints_px=joints, score=score)


def look(seen: Landmarks) -> Measurement:
    now = features(seen, LENS, CONFIG.measure)
    return measure(seen, now, None, lens=LENS, config=CONFIG)


def load(lift_deg: float, worse: float = 0.0) -> float | None:
    lifted = replace(UPRIGHT, arm_left_lift_deg=exact(lift_deg))
    return channel_loads(lifted, CONFIG.exposure, worse)["left"][Channel.ARM_LIFT]


def test_an_arm_is_measured_where_elbow_and_wrist_are_seen() -> None:
    lift = look(with_arm()).arm_left_lift_deg

    assert lift is not None
    assert lift.value == pytest.approx(math.degrees(math.atan2(200, 60)), abs=3)
    assert lift.sd_person > 0


def test_an_elbow_without_its_wrist_is_a_column_and_no_load() -> None:
    seen = look(with_arm(wrist_score=0.2))

    assert seen.upper_arm_left_deg is not None
    assert seen.arm_left_lift_deg is None


def test_a_wrist_outside_the_picture_is_guessed() -> None:
    assert look(with_arm(out_px=5000.0)).arm_left_lift_deg is None


def test_from_the_side_arms_load_nothing() -> None:
    seen = with_arm()
    now = features(seen, LENS, CONFIG.measure.model_copy(update={"view": "side"}))

    assert measure(seen, now, None, lens=LENS, config=CONFIG).arm_left_lift_deg is None


@pytest.mark.parametrize(("deg", "minutes"), [(20, 3.0), (40, 2.0), (60, 1.0), (90, 1.0)])
def test_holding_times_of_a_free_arm_are_those_of_iso_11226(deg: float, minutes: float) -> None:
    assert 1 / arm_rate(deg) == pytest.approx(minutes)


@given(st.floats(0, 180), st.floats(0, 180))
def test_more_lift_is_no_less_load(one: float, other: float) -> None:
    low, high = sorted((one, other))

    for worse in WORLDS:
        assert (load(high, worse) or 0.0) >= (load(low, worse) or 0.0)


@given(st.floats(20, 59.9))
def test_a_forearm_that_may_rest_counts_in_two_cases_of_five(deg: float) -> None:
    assert [load(deg, worse) == 0.0 for worse in WORLDS] == [True, True, True, False, False]


@given(st.floats(60, 180))
def test_an_arm_that_nothing_carries_counts_in_all(deg: float) -> None:
    assert [load(deg, worse) for worse in WORLDS] == [arm_rate(60)] * 5


def test_without_elbow_and_wrist_there_is_no_dose_rather_than_none() -> None:
    session = recorded((UPRIGHT, 5.0))

    assert not [muscle for muscle in session.peak_dose if muscle.startswith(CUFF)]
    unjudged = {one.part_of for one in load_knowledge().unjudged(session.peak_dose)}
    assert unjudged.issuperset(CUFF)


def test_only_the_side_that_is_seen_gets_a_dose() -> None:
    right_only = replace(ARM_OUT, arm_left_lift_deg=None)
    judged = {muscle for muscle in recorded((right_only, 5.0)).peak_dose if muscle.startswith(CUFF)}

    assert judged == {f"{muscle}_right" for muscle in CUFF}


def test_seconds_of_an_arm_say_nothing() -> None:
    session = recorded((UPRIGHT, 3.0), (ARM_OUT, 0.5), (UPRIGHT, 3.0))

    assert "infraspinatus_left" not in session.peak_dose


def test_doses_before_an_arm_was_seen_are_not_numbers() -> None:
    session = recorded((UPRIGHT, 3.0), (ARM_OUT, 4.5))
    early, late = np.split(np.array(session.dose["infraspinatus_left"]), [4])

    assert {len(row) for row in session.dose.values()} == {len(session.dose_time_s)}
    assert np.isnan(early).all()
    assert np.isfinite(late).any()
    assert np.isfinite(session.dose["infraspinatus_left"][-1])


def test_an_arm_that_leaves_the_picture_keeps_its_dose_until_the_chair_is_left() -> None:
    stretches = held(ARM_UP, 1.5, hz=0.5), held(UPRIGHT, 10.0), held(GONE, 10.0)
    doses = [one.dose.get("infraspinatus_left", 0.0)
             for one in exposures(one_after_the_other(*stretches))]  # fmt: skip
    up, unseen, gone = doses[45], doses[45 + 150], doses[-1]

    assert unseen == pytest.approx(up, abs=0.02)
    assert gone < 0.1 * unseen


@settings(max_examples=5)
@given(st.floats(0, 90))
def test_a_mirror_swaps_the_arms(deg: float) -> None:
    out = replace(UPRIGHT, arm_left_lift_deg=exact(deg))
    (*_, here), (*_, there) = (exposures(held(m, 2.0)) for m in (out, mirrored(out)))

    assert here.dose["infraspinatus_left"] == there.dose["infraspinatus_right"]


def test_a_forearm_that_may_rest_never_reaches_the_guide_value() -> None:
    session = recorded((ARM_OUT, 8.0))
    lowest, highest = session.peak_interval["infraspinatus_left"]

    assert session.peak_dose["infraspinatus_left"] < 1
    assert lowest == 0
    assert highest > 1
    assert not session.alerts


def test_raised_arms_name_the_muscle_that_carries_them_once() -> None:
    (alert,) = said((UPRIGHT, 2.0), (ARM_UP, 4.0), (UPRIGHT, 2.0))

    assert alert.kind == "arms_overhead"
    assert alert.muscle == "infraspinatus_left"


def test_raised_arms_whose_elbow_is_out_of_the_picture_are_named_without_a_load() -> None:
    (alert,) = said((UPRIGHT, 2.0), (replace(UPRIGHT, arms_raised=True), 4.0))

    assert alert.kind == "arms_overhead"
    assert "%" not in alert.message


def test_an_arm_that_is_judged_only_at_the_very_end_has_a_dose_only_there() -> None:
    session = recorded((UPRIGHT, 3.5), (ARM_OUT, 1.2))
    *before, end = session.dose["infraspinatus_left"]

    assert len(session.dose_time_s) == len(before) + 1
    assert np.isnan(before).all()
    assert end == session.peak_dose["infraspinatus_left"]
