import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.stillness import Plane, StillGate, changed_share
from posture.types import Landmarks
from tests.builders import Sitter, nobody


def plane(seed: int = 0) -> Plane:
    return np.random.default_rng(seed).integers(40, 200, (36, 64)).astype(np.uint8)


def test_a_picture_is_as_it_is() -> None:
    assert changed_share(plane(), plane()) == 0.0


@given(lamp=st.integers(-40, 55), noise=st.floats(0.0, 2.0))
def test_neither_a_lamp_nor_noise_is_a_change(lamp: int, noise: float) -> None:
    scatter = np.random.default_rng(1).normal(0.0, noise, (36, 64))
    lit = np.clip(plane().astype(float) + lamp + scatter, 0, 255).astype(np.uint8)

    assert changed_share(plane(), lit) < 0.01


def test_a_hand_that_comes_into_the_picture_is_a_change() -> None:
    moved = plane()
    moved[20:26, 30:38] = 255

    assert changed_share(plane(), moved) == pytest.approx(6 * 8 / (36 * 64), rel=0.2)


def test_pictures_of_different_sizes_have_nothing_in_common() -> None:
    assert changed_share(plane(), plane()[::2]) == 1.0


# -- the gate -------------------------------------------------------------------------------------

SEEN = Sitter().landmarks(time_s=10.0)


def gate(seen: Landmarks = SEEN) -> StillGate:
    opened = StillGate()
    opened.looked(seen, plane())
    return opened


def around_the_person() -> tuple[slice, slice]:
    low, high = (
        (places / SEEN.size_px * [64, 36]).astype(int)
        for places in (SEEN.outline_px.min(axis=0), SEEN.outline_px.max(axis=0))
    )
    return slice(max(low[1], 0), high[1]), slice(max(low[0], 0), high[0])


@given(lamp=st.integers(-30, 30), noise=st.floats(0.0, 0.6), after_s=st.floats(0.0, 2.0))
def test_what_was_seen_stands_while_nothing_moves(lamp: int, noise: float, after_s: float) -> None:
    scatter = np.random.default_rng(1).normal(0.0, noise, (36, 64))
    lit = (plane().astype(float) + lamp + scatter).round().astype(np.uint8)

    assert gate().update(10.0 + after_s, lit) is SEEN


@given(after_s=st.one_of(st.floats(2.01, 1e6), st.floats(-1e6, -0.01)))
def test_nothing_stands_for_more_than_two_seconds(after_s: float) -> None:
    assert gate().update(10.0 + after_s, plane()) is None


def test_whoever_moves_is_looked_at_and_what_moves_elsewhere_is_not() -> None:
    person, beside = plane(), plane()
    rows, columns = around_the_person()
    person[rows.start : rows.start + 6, columns] += 9
    beside[:, columns.stop + 2 :] += 9

    assert gate().update(10.2, person) is None
    assert gate().update(10.2, beside) is SEEN


def test_small_changes_add_up() -> None:
    opened, creeping = gate(), plane()
    rows, columns = around_the_person()
    kept = []
    for step in range(1, 6):
        creeping[rows, columns.start : columns.start + 8] += 1
        kept.append(opened.update(10.0 + step / 5, creeping) is not None)

    assert kept == [True, True, True, False, False]


def test_where_nobody_was_seen_all_of_the_picture_counts() -> None:
    moved = plane()
    moved[:5, :9] += 9
    empty = nobody(time_s=10.0)

    assert gate(empty).update(10.2, plane()) is empty
    assert gate(empty).update(10.2, moved) is None


def test_a_gate_begins_with_a_look_and_again_with_another_recording_or_size() -> None:
    opened = gate()
    assert opened.update(10.2, plane()[::2]) is None

    opened.begin()
    assert opened.update(10.2, plane()) is None


def test_what_has_no_time_does_not_stand() -> None:
    assert gate(Sitter().landmarks()).update(10.2, plane()) is None
