"""A camera that frames by itself is noticed, and nobody who only moves."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.config import MeasureConfig
from posture.features import Features, features
from posture.framing import Framing
from posture.pipeline import follow
from posture.profile import calibrate
from posture.types import Empty, Landmarks
from tests.builders import LENS, Sitter, from_the_side, nobody

CONFIG = MeasureConfig()
MOST_CM_PER_S = 80.0
RATES = st.sampled_from([1.0, 2.0, 5.0, 10.0, 30.0])
UPRIGHT = calibrate([features(Sitter().landmarks(), LENS, CONFIG)], LENS)
TRACED = (  # what a camera that has zoomed makes unknown
    "camera_distance_cm", "screen_distance_cm", "protraction_cm", "head_forward_deg",
    "shoulder_elevation_left_cm", "shrug_right", "shoulder_tilt_deg", "neck_flexion_deg",
)  # fmt: skip


def zoomed(seen: Landmarks, factor: float, towards: tuple[float, float] = (0.5, 0.4)) -> Landmarks:
    """What is seen when a part of the picture is enlarged to the whole."""
    centre = np.array(seen.size_px) * towards

    def larger(points: np.ndarray) -> np.ndarray:
        return (points - centre) * factor + centre

    return replace(
        seen,
        joints_px=larger(seen.joints_px),
        face_px=larger(seen.face_px),
        iris_px=larger(seen.iris_px),
        limbus_px=seen.limbus_px * factor,
        outline_px=larger(seen.outline_px),
    )


def zooming(
    factors: Sequence[float], rate_hz: float = 5.0, sitter: Sitter = Sitter()
) -> list[Landmarks]:
    """Somebody who sits still before a camera that enlarges each frame by its factor."""
    return [
        zoomed(sitter.landmarks(index=i, time_s=i / rate_hz), factor)
        for i, factor in enumerate(factors)
    ]


def trusted(recording: Sequence[Landmarks]) -> list[bool]:
    framing = Framing()
    return [framing.update(seen.time_s, see(seen)) for seen in recording]


def see(seen: Landmarks) -> Features:
    return features(seen, LENS, CONFIG)


@given(
    factor=st.one_of(st.floats(1 / 1.6, 1 / 1.25), st.floats(1.25, 1.6)),
    rate_hz=RATES,
    distance_cm=st.floats(50, 90),
)
def test_a_zoom_in_one_frame_is_noticed_at_once_and_believed(
    factor: float, rate_hz: float, distance_cm: float
) -> None:
    before, after = int(2 * rate_hz), int(5 * rate_hz)
    sitter = Sitter(distance_cm=distance_cm, size=(1920, 1440))
    recording = zooming([1.0] * before + [factor] * after, rate_hz, sitter)

    assert trusted(recording) == [True] * before + [False] * after


@given(lasts_s=st.floats(0.2, 0.8), factor=st.floats(1.3, 1.6))
def test_a_zoom_within_a_second_is_noticed_while_it_lasts(lasts_s: float, factor: float) -> None:
    times = np.arange(0, 6, 0.1)
    factors = np.interp(times, [2, 2 + lasts_s], [1.0, factor])
    found = np.array(trusted(zooming(factors.tolist(), 10.0)))

    assert found[times < 2].all()
    assert not found[times > 2 + lasts_s + 0.05].any()


def test_a_camera_that_zooms_back_is_believed_again_two_seconds_later() -> None:
    found = trusted(zooming([1.0] * 10 + [1.4] * 20 + [1.0] * 20))

    assert found == [True] * 10 + [False] * 30 + [True] * 10


@given(
    rate_hz=st.floats(1, 30),
    speeds=st.lists(st.floats(-MOST_CM_PER_S, MOST_CM_PER_S), min_size=4, max_size=12),
    leads=st.floats(0, 0.8),
    distance_cm=st.floats(50, 100),
)
def test_nobody_who_rolls_or_leans_is_taken_for_a_zoom(
    rate_hz: float, speeds: list[float], leads: float, distance_cm: float
) -> None:
    """The chair rolls (0), or the trunk bends and the head moves further than the shoulders."""
    times = np.arange(0, 0.5 * len(speeds), 1 / rate_hz)
    moved = np.cumsum(np.repeat(speeds, 50)) / 100
    ahead = np.interp(times, np.arange(len(moved)) / 100, moved)
    ahead = np.clip(ahead, distance_cm - 130, distance_cm - 30)  # of the head, which is faster
    recording = [
        Sitter(
            trunk_ahead_cm=way / (1 + leads),
            head_ahead_cm=way - way / (1 + leads),
            distance_cm=distance_cm,
        ).landmarks(time_s=time_s)
        for time_s, way in zip(times.tolist(), ahead.tolist(), strict=True)
    ]

    assert all(trusted(recording))


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
    still, count = Sitter(), int(3 * rate_hz)
    moved = Sitter(head_ahead_cm=ahead, pitch_deg=pitch, yaw_deg=yaw, shrug_left_cm=shrug)
    recording = [
        (still if i < count else moved).landmarks(time_s=i / rate_hz) for i in range(2 * count)
    ]

    assert all(trusted(recording))


@pytest.mark.parametrize("gap_s", [2.0, 20.0])
def test_who_leaves_and_comes_back_nearer_is_no_zoom(gap_s: float) -> None:
    for empty in ([], [nobody(time_s=2 + i / 5) for i in range(int(5 * gap_s))]):
        before = zooming([1.0] * 10)
        after = [replace(m, time_s=2 + gap_s + i / 5) for i, m in enumerate(zooming([1.4] * 10))]

        assert all(trusted([*before, *empty, *after]))


def test_a_gap_does_not_undo_a_zoom() -> None:
    later = [replace(m, time_s=60 + i / 5) for i, m in enumerate(zooming([1.4] * 10))]

    assert not any(trusted([*zooming([1.0] * 10 + [1.4] * 10), *later])[10:])


def test_a_single_wrong_frame_is_forgotten() -> None:
    found = trusted(zooming([1.0] * 10 + [1.4] + [1.0] * 20))

    assert found[:10] == [True] * 10
    assert not found[10]
    assert all(found[14:])


def test_pictures_and_profiles_from_the_side_are_never_doubted() -> None:
    pictures = [replace(m, time_s=None) for m in zooming([1.0] * 10 + [1.4] * 10)]
    side = [from_the_side(time_s=i / 5, scale=6.0 if i < 10 else 8.4) for i in range(20)]

    assert all(trusted(pictures))
    assert all(trusted(side))


def test_after_a_zoom_everything_that_rests_on_the_focal_length_is_empty() -> None:
    *_, before = follow(zooming([1.0] * 10), UPRIGHT, lens=LENS)
    *_, after = follow(zooming([1.0] * 10 + [1.4] * 10), UPRIGHT, lens=LENS)

    assert all(getattr(before.measurement, name) is not None for name in TRACED)
    assert all(getattr(after.measurement, name) is None for name in TRACED)
    assert after.measurement.empty_because == {Empty.VIEW, Empty.NO_BASELINE}
    assert after.measurement.head_roll_deg is not None


def test_a_zoom_makes_nobody_sit_too_close() -> None:
    near = Sitter(distance_cm=60.0)
    recording = zooming([1.0] * 50 + [1.5] * 500, sitter=near)
    states = [moment.states for moment in follow(recording, None, lens=LENS)]

    assert not any(states)
