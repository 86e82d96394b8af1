from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.config import Config, ExposureConfig
from posture.knowledge import Channel
from posture.load import (
    WORLDS,
    channel_loads,
    chin_poke_rate,
    near_rate,
    neck_deg,
    neck_rate,
    shrug_rate,
    tilt_rate,
    turn_rate,
)
from posture.types import Estimate, Measurement, View
from tests.builders_measurements import (
    UPRIGHT,
    dose,
    exact,
    exposures,
    held,
    looking_down,
)

RATES: dict[str, tuple[Callable[[float], float], float]] = {
    "neck": (neck_rate, 1.0),
    "chin": (chin_poke_rate, 1.0),
    "shrug": (shrug_rate, 1.0),
    "tilt": (tilt_rate, 1.0),
    "turn": (turn_rate, 1.0),
    "near": (near_rate, -1.0),
}


def neck_load(m: Measurement) -> float | None:
    return channel_loads(m, Config().exposure)[None][Channel.NECK_FLEXION]


@given(st.sampled_from(sorted(RATES)), st.floats(-50, 150), st.floats(0, 50))
def test_every_rate_rises_with_the_load(name: str, value: float, more: float) -> None:
    rate, sign = RATES[name]

    assert 0 <= rate(value) <= rate(value + sign * more) <= 1


# -- uncertainty --------------------------------------------------------------------------------


@given(st.floats(-20, 80), st.floats(0, 20), st.floats(0, 20))
def test_a_worse_world_loads_no_less(deg: float, sd_frame: float, sd_person: float) -> None:
    vague = replace(
        UPRIGHT,
        head_pitch_change_deg=Estimate(deg, sd_frame, sd_person),
        head_yaw_change_deg=Estimate(deg, sd_frame, sd_person),
        screen_distance_cm=Estimate(deg + 40, 0.0, 0.05 * (deg + 40)),
        shoulder_tilt_change_deg=Estimate(deg / 5, sd_frame, sd_person / 5),
    )
    loads = [channel_loads(vague, Config().exposure, worse)[None] for worse in WORLDS]

    for channel in (Channel.NECK_FLEXION, Channel.HEAD_TURN, Channel.SHOULDER_TILT):
        found = [load[channel] or 0.0 for load in loads]

        assert found == sorted(found)


@given(st.floats(5, 80), st.floats(0, 0.39))
def test_noise_from_frame_to_frame_does_not_count_twice(deg: float, share: float) -> None:
    vague = replace(UPRIGHT, head_pitch_change_deg=Estimate(deg, share * deg))

    assert neck_load(vague) == pytest.approx(neck_load(looking_down(deg)))


@given(st.floats(5, 80), st.floats(0.41, 3))
def test_a_change_that_cannot_be_told_from_none_loads_nothing(deg: float, share: float) -> None:
    vague = replace(UPRIGHT, head_pitch_change_deg=Estimate(deg, share * deg))

    assert neck_load(vague) == 0.0


def test_a_distance_from_an_assumed_lens_gives_no_dose() -> None:
    near = replace(UPRIGHT, screen_distance_cm=Estimate(38.0, 0.5, 0.18 * 38))
    taped = replace(UPRIGHT, screen_distance_cm=Estimate(38.0, 0.5, 0.02 * 38))

    assert dose(held(near, 10), "upper_trapezius_left")[-1] == 0.0
    assert dose(held(taped, 10), "upper_trapezius_left")[-1] == pytest.approx(0.5)


@pytest.mark.parametrize("view", [View.SIDE, View.OBLIQUE, View.UNKNOWN])
def test_only_from_the_front_the_camera_is_the_screen(view: View) -> None:
    aside = replace(UPRIGHT, view=view, head_yaw_change_deg=exact(80), screen_distance_cm=exact(30))

    assert set(exposures(held(aside, 10))[-1].dose.values()) == {0.0}


# -- looking up with the head forward -----------------------------------------------------------


@pytest.mark.parametrize(
    ("pitch", "protraction", "rate"),
    [
        (-10.0, 3.0, 1 / 8),
        (-10.0, 1.0, 0.0),
        (10.0, None, 0.0),  # no way up: ruled out by the pitch alone
        (None, 0.5, 0.0),  # no way forward: ruled out by the protraction alone
        (None, 3.0, None),
        (-10.0, None, None),
        (None, None, None),
    ],
)
def test_either_half_rules_a_chin_poke_out_and_only_both_confirm_it(
    pitch: float | None, protraction: float | None, rate: float | None
) -> None:
    what = replace(
        UPRIGHT,
        head_pitch_change_deg=None if pitch is None else exact(pitch),
        protraction_cm=None if protraction is None else exact(protraction),
    )
    found = channel_loads(what, Config().exposure)[None][Channel.CHIN_POKE]

    assert found == (None if rate is None else pytest.approx(rate))


@pytest.mark.parametrize(
    ("left", "right", "rate"),
    [(1.0, 0.0, 0.25), (1.0, None, 0.25), (0.0, 0.0, 0.0), (0.0, None, None), (None, None, None)],
)
def test_a_muscle_of_both_sides_takes_the_higher_shoulder(
    left: float | None, right: float | None, rate: float | None
) -> None:
    what = replace(
        UPRIGHT,
        shrug_left=None if left is None else exact(left),
        shrug_right=None if right is None else exact(right),
    )
    found = channel_loads(what, Config().exposure)[None][Channel.SHRUG]

    assert found == (None if rate is None else pytest.approx(rate))


def test_from_the_side_the_angle_counts_even_where_the_way_forward_is_doubtful() -> None:
    aside = replace(
        UPRIGHT,
        view=View.SIDE,
        protraction_cm=Estimate(2.0, 0.9),
        head_forward_change_deg=Estimate(12.0, 4.0),
    )

    assert neck_deg(aside, ExposureConfig()) == 12.0
    assert neck_deg(replace(aside, view=View.FRONT), ExposureConfig()) == 0.0  # the way alone
