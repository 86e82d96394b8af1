import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.outline import edge, leaves_picture, spans, width

SQUARE = np.array([[10.0, 10.0], [30.0, 10.0], [30.0, 50.0], [10.0, 50.0]])
COMB = np.array(  # two teeth that point up, with a gap from 20 to 24
    [[10, 10], [20, 10], [20, 30], [24, 30], [24, 10], [40, 10], [40, 50], [10, 50]], float
)


@given(row=st.floats(10.1, 49.9))
def test_a_row_through_a_square_is_as_wide_as_the_square(row: float) -> None:
    assert spans(SQUARE, row, axis=1) == [(10.0, 30.0)]
    assert width(SQUARE, row, 20.0) == pytest.approx(20.0)


@given(shift=st.floats(-500, 500), scale=st.floats(0.1, 10))
def test_widths_move_and_grow_with_the_outline(shift: float, scale: float) -> None:
    moved = SQUARE * scale + shift

    found = width(moved, 20 * scale + shift, 20 * scale + shift)
    assert found == pytest.approx(20 * scale, rel=1e-6)


def test_a_gap_splits_the_row_unless_it_is_narrow() -> None:
    assert spans(COMB, 20.0, axis=1) == [(10.0, 20.0), (24.0, 40.0)]
    assert spans(COMB, 20.0, axis=1, gap=5.0) == [(10.0, 40.0)]


def test_walking_ends_at_the_first_edge() -> None:
    assert edge(COMB, (15.0, 20.0), axis=1, step=1.0) == 20.0
    assert edge(COMB, (15.0, 20.0), axis=1, step=-1.0) == 10.0
    assert edge(COMB, (15.0, 40.0), axis=0, step=-1.0) == 10.0


def test_walking_from_outside_enters_the_body_first() -> None:
    assert edge(COMB, (5.0, 20.0), axis=1, step=1.0) == 20.0
    assert edge(COMB, (50.0, 20.0), axis=1, step=-1.0) == 24.0


def test_nothing_on_the_way_is_nan() -> None:
    assert math.isnan(edge(SQUARE, (50.0, 20.0), axis=1, step=1.0))
    assert math.isnan(width(SQUARE, 20.0, 50.0))
    assert math.isnan(width(SQUARE, 60.0, 20.0))


def test_an_outline_that_was_not_found_has_no_spans() -> None:
    assert spans(np.empty((0, 2)), 20.0, axis=1) == []


@pytest.mark.parametrize(("size", "leaves"), [((30, 60), True), ((60, 60), False)])
def test_a_body_at_the_border_leaves_the_picture(size: tuple[int, int], leaves: bool) -> None:
    assert leaves_picture(SQUARE, 20.0, size) is leaves
