"""Two tracks of one quantity: no value twice, no gap filled."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.pairing import Track, pair


def line(rate_hz: float, seconds: float = 20.0, start_s: float = 0.0) -> Track:
    """A quantity that rises by 2 a second."""
    time_s = start_s + np.arange(round(rate_hz * seconds)) / rate_hz
    return Track(time_s, 2 * time_s)


@given(st.floats(0.5, 30), st.floats(0.5, 30), st.floats(0, 3))
def test_a_straight_line_is_the_same_in_both_whatever_the_rates(
    our_hz: float, their_hz: float, start_s: float
) -> None:
    found = pair(line(our_hz), line(their_hz, start_s=start_s))

    assert np.allclose(found.ours, 2 * found.time_s)
    assert np.allclose(found.ours, found.theirs)
    assert len(found) <= min(20 * our_hz, 20 * their_hz) + 1


@pytest.mark.parametrize(("our_hz", "their_hz"), [(5, 30), (30, 5)])
def test_there_are_as_many_pairs_as_the_sparser_one_has_values(our_hz: int, their_hz: int) -> None:
    assert len(pair(line(our_hz), line(their_hz))) == pytest.approx(100, abs=1)


def test_an_offset_moves_their_time() -> None:
    found = pair(line(5), line(5), offset_s=1.0)

    assert np.allclose(found.ours - found.theirs, 2.0)
    assert found.time_s[0] == 1.0


def test_neither_gaps_nor_what_is_unseen_is_filled() -> None:
    dense = line(10)
    hole = (dense.time_s < 5) | (dense.time_s > 9)
    gapped = Track(dense.time_s[hole], dense.value[hole])
    unseen = Track(dense.time_s, np.where(hole, dense.value, np.nan))

    for one in (gapped, unseen):
        found = pair(line(2), one)
        assert not ((found.time_s >= 5) & (found.time_s <= 9)).any()
        assert len(found) > 20
    assert np.isfinite(pair(unseen, line(50)).ours).all()


def test_a_single_value_is_compared_where_the_other_one_is_known() -> None:
    once = Track(np.array([3.05]), np.array([7.0]))

    assert pair(line(10), once).ours.tolist() == [6.1]
    assert pair(once, line(10)).theirs.tolist() == [6.1]
    assert len(pair(once, once)) == 1


def test_nothing_in_common_is_no_pair() -> None:
    nothing = Track(np.empty(0), np.empty(0))

    assert len(pair(line(5), line(5), offset_s=100.0)) == 0
    assert len(pair(line(5), nothing)) == len(pair(nothing, line(5))) == 0
    assert len(pair(nothing, nothing)) == 0
