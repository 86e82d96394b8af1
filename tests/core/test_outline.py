import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.outline import all_spans, edge, leaves_picture, spans, width_at

SQUARE = np.array([[10.0, 10.0], [30.0, 10.0], [30.0, 50.0], [10.0, 50.0]])
COMB = np.array(  # two teeth that point up, with a gap from 20 to 24
    [[10, 10], [20, 10], [20, 30], [24, 30], [24, 10], [40, 10], [40, 50], [10, 50]], float
)


@given(row=st.floats(10.1, 49.9))
def test_a_row_through_a_square_is_as_wide_as_the_square(row: float) -> None:
    assert spans(SQUARE, row, axis=1) == [(10.0, 30.0)]
    assert width_at(spans(SQUARE, row, axis=1), 20.0) == pytest.approx(20.0)


@given(shift=st.floats(-500, 500), scale=st.floats(0.1, 10))
def test_widths_move_and_grow_with_the_outline(shift: float, scale: float) -> None:
    moved = SQUARE * scale + shift

    found = width_at(spans(moved, 20 * scale + shift, axis=1), 20 * scale + shift)

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
    assert math.isnan(width_at(spans(SQUARE, 20.0, axis=1), 50.0))
    assert math.isnan(width_at(spans(SQUARE, 60.0, axis=1), 20.0))


def test_an_outline_that_was_not_found_has_no_spans() -> None:
    assert spans(np.empty((0, 2)), 20.0, axis=1) == []


@given(levels=st.lists(st.floats(-5, 60), min_size=1, max_size=9), axis=st.sampled_from([0, 1]))
def test_many_lines_at_once_are_as_one_after_the_other(levels: list[float], axis: int) -> None:
    together = all_spans(COMB, np.array(levels), axis=axis, gap=2.0)

    assert together == [spans(COMB, level, axis=axis, gap=2.0) for level in levels]


@pytest.mark.parametrize(("width_px", "leaves"), [(30, True), (60, False)])
def test_a_body_at_the_border_leaves_the_picture(width_px: int, leaves: bool) -> None:
    assert leaves_picture(spans(SQUARE, 20.0, axis=1), width_px) is leaves
