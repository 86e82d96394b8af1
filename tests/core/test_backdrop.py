"""A room is known again in any light, another one is not, and a bare wall tells nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.backdrop import COLUMNS, ROWS, Backdrop, backdrop_of, likeness, together
from posture.stillness import Plane
from posture.types import Floats

SIZE_PX = 640, 480
NOBODY = np.empty((0, 2))
SEEDS = st.integers(0, 10_000)


def room(seed: int) -> Plane:
    """Shelves, frames and walls: parts with much and parts with little in them."""
    random = np.random.default_rng(seed)
    busy = random.uniform(0, 60, (6, 8)).repeat(6, axis=0).repeat(8, axis=1) ** 1.3 / 4
    grain = random.uniform(-1, 1, (36, 64))
    return np.clip(110 + busy * grain, 0, 255).astype(np.uint8)


def person(left: float, top: float, right: float) -> Floats:
    """Stand-in for head and trunk: a box down to the lower border, in pixels."""
    return np.array([[left, top], [right, top], [right, SIZE_PX[1]], [left, SIZE_PX[1]]])


PERSON = person(220, 100, 420)


def behind(plane: Plane, outline: Floats = PERSON) -> Backdrop:
    return backdrop_of(plane, outline, SIZE_PX)


@given(SEEDS, st.floats(0.4, 1.6), st.floats(-20, 20))
def test_a_room_is_known_again_in_other_light(seed: int, gain: float, offset: float) -> None:
    lit = np.clip(room(seed) * gain + offset, 0, 255).astype(np.uint8)
    alike = likeness(behind(room(seed)), behind(lit))

    assert alike is None or alike > 0.6


@given(SEEDS, st.floats(-60, 60), st.floats(-40, 60))
def test_a_room_is_known_again_wherever_the_person_sits(seed: int, u: float, v: float) -> None:
    moved = behind(room(seed), PERSON + [u, min(v, 0.0)])
    alike = likeness(behind(room(seed)), moved)

    assert alike is None or alike == pytest.approx(1.0, abs=0.05)  # None: too even to be told


@given(SEEDS)
def test_another_room_is_no_more_alike_than_chance(seed: int) -> None:
    alike = likeness(behind(room(seed)), behind(room(seed + 20_000)))

    assert alike is not None
    assert alike < 0.6


def test_only_the_parts_beside_the_person_count() -> None:
    whole, part = backdrop_of(room(1), NOBODY, SIZE_PX), behind(room(1), person(220, 160, 420))

    assert len(part) == COLUMNS * ROWS
    assert None not in whole
    assert part[3 * COLUMNS + 3] is None
    assert [b for b in part if b is not None][:COLUMNS] == list(whole[:COLUMNS])


@pytest.mark.parametrize(
    "other",
    [
        None,
        behind(np.full((36, 64), 120, np.uint8)),
        behind(room(2), person(40, 0, 600)),
    ],
    ids=["never looked", "a bare wall", "a person who fills the picture"],
)
def test_where_there_is_nothing_to_compare_it_cannot_be_told(other: Backdrop | None) -> None:
    assert likeness(behind(room(2)), other) is None
    assert likeness(other, behind(room(2))) is None


def test_the_middle_of_several_leaves_out_what_was_seldom_seen() -> None:
    aside = person(40, 100, 240)
    middle = together([behind(room(3)), behind(room(3)), behind(room(3), aside)])

    assert middle is not None
    assert middle[3 * COLUMNS + 3] is None
    assert middle[3 * COLUMNS + 1] is not None
    assert likeness(middle, behind(room(3))) == pytest.approx(1.0, abs=0.05)
    assert all(one == round(one, 1) for one in middle if one is not None)
    assert together([]) is None
