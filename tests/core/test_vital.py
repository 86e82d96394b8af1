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
    return [vital.update(number * step_s, plane) for number, plane in enumerate(planes)]


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


@given(st.integers(1, 30))
def test_a_picture_that_comes_in_a_few_forms_again_and_again_is_frozen(forms: int) -> None:
    """An encoder makes each picture of a group a little different, in every group alike."""
    cycle = [noisy(thinned("front"), 1.0, seed) for seed in range(forms)]

    seen = healths([cycle[number % forms] for number in range(forms + 60)], step_s=0.1)

    assert seen.index(Health.FROZEN) == pytest.approx(forms - 1 + 50, abs=1)


def test_the_same_picture_after_the_camera_was_closed_is_not_frozen_by_the_gap() -> None:
    scene, vital = thinned("front"), Vital()

    seen = [vital.update(time_s, scene) for time_s in (0.0, 1.0, 3600.0, 3601.0, 3602.0)]

    assert set(seen) == {Health.ALIVE}
    assert vital.update(3604.0, scene) is Health.FROZEN


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
