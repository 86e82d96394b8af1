import sys
from dataclasses import replace

import numpy as np
import pytest

from posture.series import Series
from posture.types import (
    Estimate,
    Presence,
)
from tests.builders_measurements import (
    SLOUCHED,
    UNSEEN,
    UPRIGHT,
    assessments,
    held,
    recorded,
    summed_up,
)

BLIND = replace(UNSEEN, presence=Presence.SEATED)


def test_a_row_is_the_mean_of_a_second() -> None:
    stream = [
        replace(UPRIGHT, time_s=time_s, protraction_cm=Estimate(cm, 0.3, 0.4))
        for time_s, cm in ((0.0, 1.0), (0.4, 2.0), (0.8, 3.0), (1.2, 7.0), (2.9, 5.0))
    ]
    series = summed_up(assessments(stream)).series

    assert series["time_s"].tolist() == [0.0, 1.0, 2.0]
    assert series["protraction_cm"].tolist() == [2.0, 7.0, 5.0]
    assert series["protraction_cm_sd"] == pytest.approx([0.5] * 3)


def test_what_is_unseen_is_nan_in_the_series() -> None:
    series = recorded((BLIND, 0.1)).series

    assert all(np.isnan(column).all() for name, column in series.items() if name != "time_s")


def test_a_gap_is_one_empty_row() -> None:
    late = [replace(UPRIGHT, time_s=3600.5), replace(UPRIGHT, time_s=3601.5)]
    series = summed_up(assessments([*held(UPRIGHT, 0.05), *late])).series

    assert series["time_s"].tolist() == [0.0, 1.0, 2.0, 3.0, 4.0, 3600.0, 3601.0]
    assert np.isnan(series["protraction_cm"]).tolist() == [False] * 4 + [True] + [False] * 2


def test_pictures_two_seconds_apart_are_no_gap() -> None:
    session = summed_up(assessments(held(SLOUCHED, 0.3, hz=0.5)))

    assert session.series["time_s"].tolist() == [2.0 * i for i in range(10)]
    assert not np.isnan(session.series["protraction_cm"]).any()


def test_a_summary_says_how_a_measure_was_distributed() -> None:
    stream = [
        replace(UPRIGHT, time_s=float(i), protraction_cm=Estimate(i / 10, 0.3, 0.4))
        for i in range(101)
    ]
    stream += [replace(BLIND, time_s=101.0 + i) for i in range(50)]
    session = summed_up(assessments(stream))
    summary = session.summary["protraction_cm"]

    assert (summary.p10, summary.median, summary.p90) == pytest.approx((1.0, 5.0, 9.0))
    assert (summary.sd_frame, summary.sd_person) == pytest.approx((0.3, 0.4))
    assert summary.observed_s == 101
    assert session.summary["shrug_left"].observed_s == 101
    assert "trunk_lean_deg" not in session.summary


def test_ten_hours_stay_small() -> None:
    series = Series(max_gap_s=50.0)
    for i in range(0, 36_000, 40):
        series.add(replace(UPRIGHT, time_s=float(i)))
    held_bytes = sum(
        sys.getsizeof(column) for columns in series._columns.values() for column in columns
    )

    assert held_bytes < 20e6 / 40
    assert all(len(estimates) <= 1 for estimates in series._open.values())
