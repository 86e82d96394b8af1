"""What speaks against a stretch as a baseline, and what does not."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.config import CalibrationConfig, MeasureConfig
from posture.features import features
from posture.suitability import Glimpse, Reason, baseline_faults, clear, hidden, posture_faults
from posture.types import Landmarks
from tests.builders import LENS, Sitter, from_the_side, nobody
from tests.guided import CONFIG, UPRIGHT, learn, played

LIMITS = CalibrationConfig()


def glimpse(seen: Landmarks) -> Glimpse:
    now = features(seen, LENS, CONFIG.measure)
    return Glimpse(time_s=seen.time_s, people=seen.people, features=now)


def still(seen: Landmarks, *, hz: float) -> list[Reason]:
    """Return what speaks against somebody who is seen like that for ten seconds."""
    now = glimpse(seen)
    times = (number / hz for number in range(round(10 * hz)))
    return [f.reason for f in baseline_faults([replace(now, time_s=t) for t in times], LIMITS)]


def reasons(*seen: Landmarks) -> list[Reason]:
    return [fault.reason for fault in baseline_faults(list(map(glimpse, seen)), LIMITS)]


@given(distance_cm=st.floats(55, 90), pitch_deg=st.floats(-15, 20), yaw_deg=st.floats(-15, 15))
def test_nothing_speaks_against_somebody_who_sits_still_and_looks_ahead(
    distance_cm: float, pitch_deg: float, yaw_deg: float
) -> None:
    sitter = Sitter(distance_cm=distance_cm, pitch_deg=pitch_deg, yaw_deg=yaw_deg)

    assert still(sitter.landmarks(), hz=2.0) == []


@given(forward_deg=st.floats(25, 60))
def test_a_craniovertebral_angle_below_45_is_a_slouch(forward_deg: float) -> None:
    seen = from_the_side(head_forward_deg=forward_deg)
    measured_deg = features(seen, LENS, CONFIG.measure).side_head_forward_deg

    slouched = Reason.SLOUCHED in still(seen, hz=1.0)

    assert slouched == (measured_deg is not None and measured_deg > 45.0)


def test_a_picture_has_no_steadiness_and_no_length() -> None:
    assert reasons(UPRIGHT) == []


def test_a_turned_trunk_is_told_from_a_turned_head() -> None:
    left, right = 7, 8  # rows of the shoulders
    world = UPRIGHT.joints_world_m.copy()
    world[left, 2] += np.ptp(world[[left, right], 0]) * np.tan(np.radians(23.0))

    assert reasons(replace(UPRIGHT, joints_world_m=world)) == [Reason.TRUNK_TURNED]


def test_a_head_that_moves_to_and_fro_sways() -> None:
    frames = [
        Sitter(head_ahead_cm=2.0 * np.sin(2.1 * n)).landmarks(index=n, time_s=n / 5)
        for n in range(60)
    ]

    assert Reason.SWAYING in reasons(*frames)


def test_a_head_that_moves_forward_creeps() -> None:
    frames = [Sitter(head_ahead_cm=0.05 * n).landmarks(index=n, time_s=n / 5) for n in range(60)]

    assert Reason.CREEPING in reasons(*frames)


def test_a_few_seconds_are_too_short() -> None:
    assert reasons(*played([(3.0, UPRIGHT)])) == [Reason.SHORT]


@given(unseen=st.integers(0, 100))
def test_too_many_unseen_pictures_are_named_by_what_hid_them(unseen: int) -> None:
    there, gone = glimpse(UPRIGHT), glimpse(nobody())
    seen = [
        replace(gone if number * 37 % 100 < unseen else there, time_s=number / 10)
        for number in range(100)
    ]

    found = [fault.reason for fault in baseline_faults(seen, LIMITS)]
    assert (Reason.NOBODY in found) == (unseen > 30)


def test_no_picture_at_all_shows_nobody() -> None:
    assert reasons() == [Reason.NOBODY]


def test_only_the_view_of_most_pictures_counts() -> None:
    seen = [*map(glimpse, [UPRIGHT, UPRIGHT, from_the_side()])]

    assert clear(seen) == seen[:2]


@pytest.mark.parametrize("seen", [UPRIGHT, from_the_side()])
def test_front_and_side_are_both_clear(seen: Landmarks) -> None:
    assert hidden(glimpse(seen)) is None


# -- an older profile -----------------------------------------------------------------------------


def since(before: Landmarks, now: Landmarks) -> list[Reason]:
    older = learn([before])
    return [fault.reason for fault in baseline_faults([glimpse(now)], LIMITS, before=older)]


def test_from_the_side_a_head_further_forward_than_before_is_told() -> None:
    before, now = from_the_side(head_forward_deg=30.0), from_the_side(head_forward_deg=40.0)

    assert since(before, now) == [Reason.WORSE]
    assert since(now, before) == []
    assert since(UPRIGHT, now) == []


def test_an_older_profile_without_shoulders_cannot_be_compared() -> None:
    hidden_shoulders = replace(UPRIGHT, score=np.zeros(len(UPRIGHT.score)))
    forward = Sitter(head_ahead_cm=8.0, head_rise_cm=-4.0).landmarks()

    assert since(hidden_shoulders, forward) == []
    assert since(UPRIGHT, forward) == [Reason.WORSE]


def test_a_trunk_whose_turn_is_unseen_is_not_called_turned() -> None:
    unseen = replace(UPRIGHT, joints_world_m=np.full_like(UPRIGHT.joints_world_m, np.nan))
    now = features(unseen, LENS, MeasureConfig(view="front"))

    assert list(posture_faults([Glimpse(time_s=None, people=1, features=now)], LIMITS)) == []
