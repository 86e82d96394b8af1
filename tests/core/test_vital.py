"""Whether pictures live: scenes with noise do, whatever stands still, is black or torn does not."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.vital import Health, Luma, Vital
from tests.frames import sample_frames, sample_picture

SHAPE = 90, 160
SEEDS = st.integers(0, 10_000)


def thinned(name: str) -> Luma:
    return sample_picture(name)[::8, ::8, 1].copy()


def noisy(plane: Luma, sd: float, seed: int) -> Luma:
    noise = np.random.default_rng(seed).normal(0.0, sd, plane.shape)
    return np.clip(plane + noise, 0, 255).astype(np.uint8)


def level(value: int) -> Luma:
    return np.full(SHAPE, value, np.uint8)


def healths(planes: list[Luma], *, step_s: float) -> list[Health]:
    vital = Vital()
    return [vital.update(number * step_s, plane).health for number, plane in enumerate(planes)]


@pytest.mark.parametrize("name", ["front", "side", "lean", "shrug"])
def test_recorded_people_are_alive(name: str) -> None:
    planes = [frame.image[::8, ::8, 1] for frame in sample_frames(name, 30)]

    assert set(healths(planes, step_s=0.2)) == {Health.ALIVE}


@given(SEEDS, st.floats(0.5, 8.0), st.sampled_from([0.2, 1.0, 1.9]))
def test_a_scene_with_the_noise_of_a_sensor_is_alive_for_as_long_as_it_stands(
    seed: int, sd: float, step_s: float
) -> None:
    scene = thinned("front")

    seen = healths([noisy(scene, sd, seed + number) for number in range(20)], step_s=step_s)

    assert set(seen) == {Health.ALIVE}


@given(st.sampled_from([0.1, 0.2, 0.5, 1.0]))
def test_the_same_picture_is_frozen_after_five_seconds_and_thaws_with_the_next(
    step_s: float,
) -> None:
    scene = thinned("front")
    same = round(8 / step_s)

    seen = healths([scene] * same + [noisy(scene, 1.0, 0)], step_s=step_s)

    assert seen.index(Health.FROZEN) * step_s == pytest.approx(5.0)
    assert set(seen[round(5 / step_s) : same]) == {Health.FROZEN}
    assert seen[-1] is Health.ALIVE


def test_the_same_picture_after_the_camera_was_closed_is_not_frozen_by_the_gap() -> None:
    scene, vital = thinned("front"), Vital()

    seen = [vital.update(time_s, scene).health for time_s in (0.0, 1.0, 3600.0, 3601.0, 3602.0)]

    assert set(seen) == {Health.ALIVE}
    assert vital.update(3604.0, scene).health is Health.FROZEN


@given(SEEDS, st.floats(0, 4))
def test_a_closed_shutter_is_black_with_and_without_noise(seed: int, sd: float) -> None:
    seen = healths([noisy(level(6), sd, seed + number) for number in range(10)], step_s=1.0)

    assert set(seen) == {Health.BLACK}


def test_a_face_that_is_lit_by_the_screen_alone_is_alive() -> None:
    dim = (thinned("front") // 4).astype(np.uint8)

    assert healths([dim], step_s=1.0) == [Health.ALIVE]


def rising(axis: int) -> Luma:
    count = SHAPE[axis]
    bars = np.random.default_rng(1).integers(0, 256, count).astype(np.uint8)
    return np.broadcast_to(np.expand_dims(bars, 1 - axis), SHAPE).copy()


def torn(fill: Callable[[Luma], Luma], share: float) -> Luma:
    plane = thinned("front")
    first = round(len(plane) * (1 - share))
    plane[first:] = fill(plane[first - 1])
    return plane


GARBAGE = {
    "noise": np.random.default_rng(0).integers(0, 256, SHAPE).astype(np.uint8),
    "one colour": level(79),  # what an empty YUV buffer looks like
    "white": level(255),
    "bars that stand": rising(1),
    "bars that lie": rising(0),
    "filled end": torn(lambda last: np.full_like(last, 128), 0.5),
    "smeared end": torn(lambda last: last, 0.3),
}


@pytest.mark.parametrize("kind", GARBAGE)
def test_what_no_scene_looks_like_is_garbage(kind: str) -> None:
    assert healths([GARBAGE[kind]], step_s=1.0) == [Health.GARBAGE]


@given(st.floats(0.05, 0.4))
def test_a_film_with_black_margins_is_alive(share: float) -> None:
    plane = torn(lambda last: np.full_like(last, 16), share)

    assert healths([plane, np.ascontiguousarray(plane.T)], step_s=1.0) == [Health.ALIVE] * 2


# -- how much moves -------------------------------------------------------------------------------


def motion(before: Luma, now: Luma) -> float:
    vital = Vital()
    vital.update(0.0, before)
    found = vital.update(1.0, now).motion
    assert found is not None
    return found


@given(SEEDS, st.floats(0, 6), st.floats(0.8, 1.2), st.floats(-15, 15))
def test_noise_and_light_move_nothing(seed: int, sd: float, gain: float, offset: float) -> None:
    scene = np.clip(thinned("front"), 30, 190)
    lit = np.clip(gain * scene + offset, 0, 255).astype(np.uint8)

    assert motion(noisy(scene, sd, seed), noisy(lit, sd, seed + 1)) < 0.1


@given(SEEDS, st.floats(0, 12))
def test_the_bands_of_mains_light_move_nothing(seed: int, depth: float) -> None:
    scene = np.clip(thinned("front"), 30, 190)
    bands = depth * np.sin(np.arange(len(scene)) / 4 + seed)[:, None]
    lit = np.clip(scene + bands, 0, 255).astype(np.uint8)

    assert motion(scene, noisy(lit, 2.0, seed)) < 0.1


@given(SEEDS, st.integers(2, 10))
def test_a_head_that_moves_is_motion_and_more_of_it_is_more(seed: int, pixels: int) -> None:
    scene = thinned("front")
    moved = scene.copy()
    moved[8:40, 20 + pixels : 60 + pixels] = scene[8:40, 20:60]

    assert motion(noisy(scene, 2.0, seed), noisy(moved, 2.0, seed + 1)) > 0.3


def test_motion_does_not_depend_on_how_many_pictures_come_in_a_second() -> None:
    def last(rate_hz: int) -> float | None:
        vital = Vital()
        shifts = [round(2 * number / rate_hz) for number in range(3 * rate_hz + 1)]
        planes = [np.roll(thinned("front"), shift, axis=1) for shift in shifts]
        return [vital.update(at / rate_hz, plane).motion for at, plane in enumerate(planes)][-1]

    assert last(1) == last(5) == last(10)
    assert last(1) != 0.0


def test_there_is_no_motion_without_an_earlier_picture_of_the_same_camera() -> None:
    scene, vital = thinned("front"), Vital()

    assert vital.update(0.0, scene).motion is None
    assert vital.update(0.2, scene).motion == 0.0
    assert vital.update(0.4, scene[::2, ::2]).motion is None  # another resolution
    assert vital.update(60.0, scene[::2, ::2]).motion is None  # it was closed in between
    assert vital.update(60.2, level(3)).motion is None
