"""Minutes to days: sums, means, peaks and percentiles that respect time and the unseen."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as some

from posture.weeks import (
    DAY_S,
    HOUR_S,
    Doses,
    Groups,
    block_s,
    highest,
    iso_week,
    stretches,
    week_of,
)
from tests.builders_days import minutes_of

COLUMNS = some.arrays(np.float64, 30, elements=st.floats(-100, 100))
WEIGHTS = some.arrays(np.float64, 30, elements=st.floats(0, 60))
DAYS = np.repeat([7.0, 8.0, 11.0], 10)


def test_out_of_the_chair_is_away_or_standing() -> None:
    assert minutes_of("satu").out_s.tolist() == [0, 60, 60, 0]


@given(COLUMNS, WEIGHTS)
def test_sums_of_days_add_up_to_the_sum_of_all(values: np.ndarray, weights: np.ndarray) -> None:
    days = Groups(DAYS)

    assert days.sum(values * weights).sum() == pytest.approx((values * weights).sum(), abs=1e-6)
    assert days.keys.tolist() == [7.0, 8.0, 11.0]


@given(COLUMNS, WEIGHTS)
def test_a_mean_lies_within_the_day_and_a_peak_above_it(
    values: np.ndarray, weights: np.ndarray
) -> None:
    days = Groups(DAYS)
    for place, mean in enumerate(days.mean(values, weights)):
        own, seen = values[10 * place : 10 * place + 10], weights[10 * place : 10 * place + 10] > 0

        assert np.isnan(mean) == (not seen.any())
        assert np.isnan(mean) or own[seen].min() - 1e-9 <= mean <= own[seen].max() + 1e-9
        assert days.peak(values)[place] == own.max()


@given(COLUMNS, st.sampled_from([0.1, 0.5, 0.9]))
def test_a_percentile_parts_the_weight_of_its_day(values: np.ndarray, share: float) -> None:
    (found,) = Groups(DAYS).percentiles(values, np.ones(30), [share])
    for place, value in enumerate(found):
        own = values[10 * place : 10 * place + 10]

        assert value in own
        assert (own < value).mean() <= share + 1e-9
        assert (own <= value).mean() >= share - 1e-9


def test_percentiles_count_seconds_and_not_rows() -> None:
    one = Groups(np.zeros(3))
    found = one.percentiles(np.array([1.0, 2.0, 3.0]), np.array([1.0, 1.0, 58.0]), [0.1, 0.5])

    assert found[:, 0].tolist() == [3.0, 3.0]


def test_what_was_not_seen_is_left_out_and_a_day_without_anything_is_unknown() -> None:
    days = Groups(np.array([1.0, 1.0, 2.0]))
    values, weights = np.array([4.0, np.nan, np.nan]), np.array([1.0, 60.0, 60.0])

    assert days.mean(values, weights).tolist()[0] == 4.0
    assert np.isnan(days.mean(values, weights)[1])
    assert np.isnan(days.peak(values)[1])
    assert np.isnan(days.percentiles(values, weights, [0.5])[0, 1])
    assert days.percentiles(values, weights, [0.5])[0, 0] == 4.0
    assert np.isnan(days.percentiles(np.full(3, np.nan), weights, [0.5])).all()


def test_the_highest_dose_is_that_of_any_muscle_that_was_judged() -> None:
    peak = {"a": np.array([0.5, np.nan, np.nan]), "b": np.array([0.2, 1.5, np.nan])}
    doses = Doses(hour=np.arange(3.0), peak=peak, low=peak, high=peak, over_min=peak)

    assert doses.highest.tolist()[:2] == [0.5, 1.5]
    assert np.isnan(doses.highest[2])
    assert np.isnan(highest((), 2)).all()


def test_of_hours_that_were_not_judged_no_part_of_a_dose_is_known() -> None:
    part = {"scalenes": np.array([0.5, 1.5])}
    doses = Doses(hour=np.arange(2.0), peak=part, low=part, high=part, over_min=part)
    judged = doses.only(np.array([False, True]))

    assert judged.hour.tolist() == [0.0, 1.0]
    for known in (judged.peak, judged.low, judged.high, judged.over_min):
        assert np.isnan(known["scalenes"][0])
        assert known["scalenes"][1] == 1.5


def test_days_are_drawn_where_there_are_many() -> None:
    assert (block_s(9), block_s(10)) == (HOUR_S, DAY_S)


@given(st.lists(st.integers(0, 2)))
def test_stretches_join_to_the_whole(kinds: list[int]) -> None:
    same = np.array(kinds, np.int64)
    first, last = stretches(same)

    assert [k for a, b in zip(first, last, strict=True) for k in same[a:b]] == kinds
    assert all(len(set(same[a:b])) == 1 for a, b in zip(first, last, strict=True))
    assert all(same[b - 1] != same[b] for b in last[:-1])


@given(st.dates(date(1970, 1, 5), date(2100, 1, 1)))
def test_weeks_are_those_of_iso_8601(day: date) -> None:
    time_s = np.array([(day - date(1970, 1, 1)).days * DAY_S + 3600.0])
    year, week, _ = day.isocalendar()

    assert iso_week(week_of(time_s)[0]) == f"{year}-W{week:02d}"
