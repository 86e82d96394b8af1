"""Intervals from blocks of time: as wide as the truth needs, and silent where little was seen."""

import numpy as np
import pytest

from posture.resampling import FEWEST_BLOCKS, Interval, difference, interval, percentile
from tests.chances import held_for_minutes, minutes

NAN = float("nan")


def holds(found: Interval | None, truth: float) -> bool:
    assert found is not None
    assert found.low is not None
    assert found.high is not None
    return found.low <= truth <= found.high


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_percentile_has_its_share_of_the_weight_below_it(share: float) -> None:
    values = np.random.default_rng(2).permutation(np.arange(1000.0))
    found = interval(minutes(1000), values, statistic=percentile(share))

    assert found is not None
    assert found.estimate == pytest.approx(1000 * share, abs=1)
    assert holds(found, found.estimate)


def test_a_minute_seen_half_counts_half() -> None:
    values, weights = np.array([1.0, 4.0]), np.array([1.0, 0.5])

    found = interval(minutes(2), values, weights)

    assert found is not None
    assert found.estimate == pytest.approx(2.0)


def test_what_was_not_seen_changes_nothing() -> None:
    chance = np.random.default_rng(3)
    values = held_for_minutes(chance, 12)
    unseen = chance.random(len(values)) < 0.3
    weights = np.where(unseen, 0.0, 1.0)

    by_nan = interval(minutes(len(values)), np.where(unseen, NAN, values))
    by_weight = interval(minutes(len(values)), values, weights)

    assert by_nan == by_weight
    assert by_nan == interval(minutes(len(values))[~unseen], values[~unseen])


def test_nothing_seen_has_no_estimate() -> None:
    assert interval(minutes(3), np.full(3, NAN)) is None


def test_too_few_blocks_have_an_estimate_and_no_interval() -> None:
    count = 60 * (FEWEST_BLOCKS - 1)
    found = interval(minutes(count), np.ones(count))

    assert found == Interval(estimate=1.0, low=None, high=None, blocks=FEWEST_BLOCKS - 1)


def test_more_hours_make_the_interval_narrower() -> None:
    values = held_for_minutes(np.random.default_rng(4), 80)

    def width(count: int) -> float:
        found = interval(minutes(count), values[:count])
        assert found is not None
        assert found.low is not None
        assert found.high is not None
        return found.high - found.low

    assert width(60 * 80) < width(60 * 10)


def test_a_difference_is_wider_than_either_and_turns_around_with_its_sides() -> None:
    one = Interval(estimate=1.0, low=0.0, high=2.0, blocks=9)
    other = Interval(estimate=5.0, low=2.0, high=6.0, blocks=7)
    forth, back = difference(one, other), difference(other, one)

    assert forth is not None
    assert back is not None
    assert forth.low is not None
    assert forth.high is not None
    assert (forth.estimate, forth.blocks) == (4.0, 7)
    assert (back.low, back.high) == (-forth.high, -forth.low)
    assert forth.low == pytest.approx(4 - np.hypot(3, 1))
    assert forth.high - 4 > 1


def test_a_difference_needs_both_sides() -> None:
    one = Interval(estimate=1.0, low=0.0, high=2.0, blocks=9)
    few = Interval(estimate=5.0, low=None, high=None, blocks=2)

    assert difference(None, one) is None
    assert difference(one, None) is None
    assert difference(one, few) == Interval(estimate=4.0, low=None, high=None, blocks=2)
