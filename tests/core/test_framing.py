"""A camera that frames by itself is noticed, and nobody who only moves."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posture.config import MeasureConfig
from posture.features import Features, features
from posture.framing import Framing
from posture.pipeline import follow
from posture.profile import calibrate
from posture.types import Empty, Landmarks
from tests.builders import LENS, Sitter, from_the_side, nobody, zoomed

CONFIG = MeasureConfig()
SITTER = Sitter(size=(1280, 1280))  # shoulders stay in the picture when it is enlarged
UPRIGHT = calibrate([features(SITTER.landmarks(), LENS, CONFIG)], LENS)
MOST_CM_PER_S = 80.0
REST_ON_THE_SCALE = (
    "camera_distance_cm", "screen_distance_cm", "protraction_cm", "head_forward_deg",
    "shoulder_elevation_left_cm", "shrug_right", "shoulder_tilt_deg", "neck_flexion_deg",
)  # fmt: skip

Timed = list[tuple[float, Features]]


def zooming(factors: Sequence[float], rate_hz: float = 5.0) -> list[Landmarks]:
    """Somebody who sits still before a camera that enlarges each frame by its factor."""
    return [
        zoomed(SITTER.landmarks(index=i, time_s=i / rate_hz), factor)
        for i, factor in enumerate(factors)
    ]


@cache
def see(sitter: Sitter, factor: float = 1.0) -> Features:
    return features(zoomed(sitter.landmarks(), factor), sitter.lens, CONFIG)


def enlarged(factors: Sequence[float], *, rate_hz: float = 5.0, sitter: Sitter = SITTER) -> Timed:
    return [(i / rate_hz, see(sitter, factor)) for i, factor in enumerate(factors)]


def later(seconds: float, timed: Timed) -> Timed:
    return [(time_s + seconds, found) for time_s, found in timed]


def trusted(timed: Timed) -> list[bool]:
    framing = Framing()
    return [framing.update(time_s, found) for time_s, found in timed]


@given(
    factor=st.one_of(st.floats(1 / 1.6, 1 / 1.25), st.floats(1.25, 1.6)),
    rate_hz=st.sampled_from([1.0, 2.0, 5.0, 30.0]),
    distance_cm=st.floats(60, 90),
)
def test_a_zoom_in_one_frame_is_noticed_at_once_and_believed(
    factor: float, rate_hz: float, distance_cm: float
) -> None:
    before, after = int(2 * rate_hz), int(5 * rate_hz)
    factors = [1.0] * before + [factor] * after
    sitter = SITTER.moved(distance_cm=distance_cm)

    found = trusted(enlarged(factors, rate_hz=rate_hz, sitter=sitter))
    assert found == [True] * before + [False] * after


@settings(max_examples=10)
@given(lasts_s=st.floats(0.2, 0.8), factor=st.floats(1.3, 1.6))
def test_a_zoom_within_a_second_is_noticed_while_it_lasts(lasts_s: float, factor: float) -> None:
    times = np.arange(0, 5, 0.1)
    factors = np.interp(times, [2, 2 + lasts_s], [1.0, factor])
    found = np.array(trusted(enlarged(factors.tolist(), rate_hz=10.0)))

    assert found[times < 2].all()
    assert not found[times > 2 + lasts_s].any()


def test_a_camera_that_zooms_back_is_believed_again_two_seconds_later() -> None:
    found = trusted(enlarged([1.0] * 10 + [1.4] * 20 + [1.0] * 20))

    assert found == [True] * 10 + [False] * 30 + [True] * 10


@given(
    rate_hz=st.floats(1, 30),
    speeds=st.lists(st.floats(-MOST_CM_PER_S, MOST_CM_PER_S), min_size=4, max_size=8),
    leads=st.floats(0, 0.8),
    distance_cm=st.floats(50, 100),
)
def test_nobody_who_rolls_or_leans_is_taken_for_a_zoom(
    rate_hz: float, speeds: list[float], leads: float, distance_cm: float
) -> None:
    """The chair rolls (leads 0), or the trunk bends and the head moves further than it."""
    moved = np.append(0.0, np.cumsum(speeds) / 2)
    times = np.arange(0, len(speeds) / 2, 1 / rate_hz)
    ahead = np.interp(times, np.arange(len(moved)) / 2, moved)
    ahead = np.clip(ahead, distance_cm - 130, distance_cm - 30)
    timed = [
        (time_s, features(leaning(distance_cm, way, leads).landmarks(), LENS, CONFIG))
        for time_s, way in zip(times.tolist(), ahead.tolist(), strict=True)
    ]

    assert all(trusted(timed))


def leaning(distance_cm: float, way_cm: float, leads: float) -> Sitter:
    """The head has come nearer by ``way_cm``, the trunk by less."""
    trunk_cm = way_cm / (1 + leads)
    return SITTER.moved(
        distance_cm=distance_cm, trunk_ahead_cm=trunk_cm, head_ahead_cm=way_cm - trunk_cm
    )


@given(
    rate_hz=st.sampled_from([1.0, 5.0, 30.0]),
    ahead=st.floats(-3, 8),
    pitch=st.floats(-15, 30),
    yaw=st.floats(-25, 25),
    shrug=st.floats(0, 4),
)
def test_no_sudden_posture_is_taken_for_a_zoom(
    rate_hz: float, ahead: float, pitch: float, yaw: float, shrug: float
) -> None:
    moved = SITTER.moved(head_ahead_cm=ahead, pitch_deg=pitch, yaw_deg=yaw, shrug_left_cm=shrug)
    still, there = see(SITTER), features(moved.landmarks(), LENS, CONFIG)
    count = int(3 * rate_hz)

    timed = [(i / rate_hz, still if i < count else there) for i in range(2 * count)]
    assert all(trusted(timed))


@pytest.mark.parametrize("gap_s", [2.0, 20.0])
def test_who_leaves_and_comes_back_nearer_is_no_zoom(gap_s: float) -> None:
    nobody_there = features(nobody(), LENS, CONFIG)
    empty = [(2 + i / 5, nobody_there) for i in range(int(5 * gap_s))]
    before, after = enlarged([1.0] * 10), later(2 + gap_s, enlarged([1.4] * 10))

    assert all(trusted([*before, *after]))
    assert all(trusted([*before, *empty, *after]))


def test_a_gap_does_not_undo_a_zoom() -> None:
    timed = [*enlarged([1.0] * 10 + [1.4] * 10), *later(60, enlarged([1.4] * 10))]

    assert not any(trusted(timed)[10:])


def test_a_single_wrong_frame_is_forgotten() -> None:
    found = trusted(enlarged([1.0] * 10 + [1.4] + [1.0] * 20))

    assert found == [True] * 10 + [False] * 3 + [True] * 18


def test_pictures_and_people_seen_from_the_side_are_never_doubted() -> None:
    framing = Framing()
    side = [see_from_the_side(6.0 if i < 10 else 8.4) for i in range(20)]

    assert all(framing.update(None, found) for _, found in enlarged([1.0] * 10 + [1.4] * 10))
    assert all(trusted([(i / 5, found) for i, found in enumerate(side)]))


def see_from_the_side(scale: float) -> Features:
    return features(from_the_side(scale=scale), LENS, CONFIG)


def test_after_a_zoom_everything_that_rests_on_the_focal_length_is_empty() -> None:
    *_, before = follow(zooming([1.0] * 10), UPRIGHT, lens=LENS)
    *_, after = follow(zooming([1.0] * 10 + [1.4] * 10), UPRIGHT, lens=LENS)

    assert all(getattr(before.measurement, name) is not None for name in REST_ON_THE_SCALE)
    assert all(getattr(after.measurement, name) is None for name in REST_ON_THE_SCALE)
    assert after.measurement.empty_because == {Empty.VIEW, Empty.NO_BASELINE}
    assert after.measurement.head_roll_deg is not None


def test_a_zoom_makes_nobody_sit_too_close() -> None:
    recording = zooming([1.0] * 20 + [1.5] * 60)

    assert not any(moment.states for moment in follow(recording, UPRIGHT, lens=LENS))
