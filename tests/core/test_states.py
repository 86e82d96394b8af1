from dataclasses import replace

import pytest

from posture.types import Estimate, Measurement, View
from tests.builders_measurements import (
    BOTH,
    FORWARD,
    LEFT,
    LOOKING_DOWN,
    NEAR,
    SIDE,
    UNEVEN,
    UNSEEN,
    UPRIGHT,
    assessments,
    exact,
    held,
    mirrored,
    one_after_the_other,
)


def states_of(m: Measurement, minutes: float = 0.2) -> set[str]:
    return set(list(assessments(held(m, minutes)))[-1].states)


# -- states ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "states"),
    [
        (UPRIGHT, set()),
        (FORWARD, {"head_forward"}),
        (SIDE, {"head_forward"}),
        (replace(SIDE, view=View.FRONT), {"head_forward"}),
        (replace(FORWARD, head_forward_change_deg=exact(2.0)), {"head_forward"}),
        (replace(FORWARD, protraction_cm=None, head_forward_change_deg=exact(2.0)), set()),
        (LOOKING_DOWN, {"looking_down"}),
        (BOTH, {"shrug_both"}),
        (LEFT, {"shrug_left"}),
        (mirrored(LEFT), {"shrug_right"}),
        (replace(LEFT, shrug_right=None), {"shrug_left"}),
        (UNEVEN, {"uneven_shoulders"}),
        (NEAR, {"too_close"}),
        (replace(NEAR, view=View.SIDE), set()),
        (replace(NEAR, screen_distance_cm=Estimate(42.0, 0.5, 0.18 * 42)), set()),
        (replace(NEAR, screen_distance_cm=exact(51.0)), set()),
        (replace(UPRIGHT, screen_distance_cm=exact(80.0)), set()),
        (replace(FORWARD, screen_distance_cm=exact(80.0)), {"too_far"}),
        (replace(UPRIGHT, head_pitch_change_deg=exact(-12.0)), set()),
        (replace(FORWARD, head_pitch_change_deg=exact(-12.0)), {"chin_poke"}),
        (replace(UPRIGHT, trunk_lean_deg=exact(24.0)), {"leaning"}),
        (replace(UPRIGHT, arms_raised=True), {"arms_overhead"}),
        (replace(UPRIGHT, arms_raised=False), set()),
        (replace(UPRIGHT, head_yaw_change_deg=exact(-30.0)), {"twisted"}),
        (replace(UPRIGHT, head_yaw_deg=exact(-30.0)), set()),  # the camera stands aside
        (replace(SIDE, head_yaw_change_deg=exact(80.0)), {"head_forward"}),
    ],
)
def test_each_posture_is_its_own_state(what: Measurement, states: set[str]) -> None:
    assert states_of(what) == states


def test_a_measure_that_cannot_tell_from_upright_enters_no_state() -> None:
    vague = replace(UPRIGHT, protraction_cm=Estimate(2.4, 1.0, 1.5))
    constant = replace(UPRIGHT, protraction_cm=Estimate(2.4, 0.1, 1.5))
    clear = replace(UPRIGHT, protraction_cm=Estimate(2.4, 0.8, 0.9))

    assert states_of(vague) == set()
    assert states_of(constant) == set()
    assert states_of(clear) == {"head_forward"}


def test_the_surer_of_two_measures_of_the_head_is_the_one_that_counts() -> None:
    vague_angle = replace(
        UPRIGHT,
        head_forward_change_deg=Estimate(12.0, 12.0, 0.0),
        protraction_cm=Estimate(2.5, 0.5, 0.5),
    )

    assert states_of(vague_angle) == {"head_forward"}
    assert states_of(replace(vague_angle, protraction_cm=Estimate(0.5, 0.5, 0.5))) == set()


@pytest.mark.parametrize("hz", [1.0, 5.0, 30.0])
def test_a_state_begins_after_three_seconds_and_ends_after_two(hz: float) -> None:
    stream = one_after_the_other(
        held(UPRIGHT, 0.1, hz=hz), held(FORWARD, 0.2, hz=hz), held(UPRIGHT, 0.1, hz=hz)
    )
    times = [a.measurement.time_s for a in assessments(stream) if a.states]

    assert times[0] == pytest.approx(6.0 + 3.0, abs=1 / hz + 1e-6)
    assert times[-1] == pytest.approx(18.0 + 2.0, abs=2 / hz + 1e-6)


def test_a_value_between_the_two_limits_keeps_a_state_but_begins_none() -> None:
    between = replace(UPRIGHT, protraction_cm=exact(1.5))
    first, then = held(FORWARD, 0.1), held(between, 0.5)

    assert states_of(between) == set()
    assert list(assessments(one_after_the_other(first, then)))[-1].states == {"head_forward"}


def test_a_glance_is_no_state() -> None:
    stream = one_after_the_other(*([held(UPRIGHT, 0.1), held(LOOKING_DOWN, 2 / 60)] * 20))

    assert all(not a.states for a in assessments(stream))


def test_a_state_that_is_no_longer_seen_ends() -> None:
    stream = one_after_the_other(held(FORWARD, 1), held(UNSEEN, 0.2))

    assert not list(assessments(stream))[-1].states


def test_a_state_does_not_survive_a_long_silence() -> None:
    late = [replace(FORWARD, time_s=600.0), replace(FORWARD, time_s=601.0)]

    assert [a.states for a in assessments([*held(FORWARD, 1), *late])][-2:] == [set(), set()]
