"""Uneven times on an even grid: nothing invented, nothing twice."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.evenly import NOTHING, evenly, usual_step_s


@given(st.lists(st.floats(0.02, 4.0), min_size=1, max_size=60), st.floats(-5, 5))
def test_every_row_lies_within_half_a_step_of_its_moment_and_none_twice(
    steps: list[float], start_s: float
) -> None:
    time_s = start_s + np.cumsum(steps)
    grid = evenly(time_s)
    taken = grid.rows != NOTHING
    away_s = np.abs(grid.time_s[taken] - time_s[grid.rows[taken]])

    assert (away_s <= 0.5 / grid.rate_hz + 1e-6).all()
    assert len(set(grid.rows[taken])) == taken.sum()
    assert taken[0]
    assert taken[-1]


@pytest.mark.parametrize("rate_hz", [1.0, 5.0, 29.97])
def test_an_even_recording_stays_as_it_is(rate_hz: float) -> None:
    grid = evenly(2.0 + np.arange(3000) / rate_hz)

    assert grid.rate_hz == pytest.approx(rate_hz, abs=1e-3)
    assert grid.rows.tolist() == list(range(3000))


def test_frames_that_come_after_six_or_seven_pictures_have_the_rate_that_was_asked_for() -> None:
    time_s = np.ceil(np.arange(500) / 5 * 29.97) / 29.97  # the first picture at or after each step
    grid = evenly(time_s)

    assert grid.rate_hz == pytest.approx(5.0, abs=0.01)
    assert len(grid.rows) == 500
    assert (grid.rows != NOTHING).all()


def test_a_gap_is_left_empty() -> None:
    grid = evenly(np.array([0.0, 0.2, 0.4, 3.0, 3.2]))

    assert grid.rate_hz == 5.0
    assert (grid.rows == NOTHING).sum() == 12


def test_the_nearer_of_two_rows_is_taken() -> None:
    early = np.sort(np.append(np.arange(20.0), 1.9))

    assert evenly(early).rows.tolist()[:4] == [0, 1, 3, 4]


def test_a_single_row_is_a_grid_of_one() -> None:
    assert evenly(np.array([7.0])).time_s.tolist() == [7.0]
    assert np.isnan(usual_step_s(np.array([7.0])))
