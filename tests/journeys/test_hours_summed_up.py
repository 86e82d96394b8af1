"""Hours summed up to a session."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posture.config import ExposureConfig
from posture.session import SessionBuilder
from posture.types import (
    MEASURES,
    Measurement,
    Presence,
)
from tests.builders_measurements import (
    GONE,
    LOOKING_DOWN,
    SLOUCHED,
    UNSEEN,
    UPRIGHT,
    assessments,
    built,
    exact,
    held,
    mirrored,
    one_after_the_other,
    recorded,
    summed_up,
)

BLIND = replace(UNSEEN, presence=Presence.SEATED)
STANDING = replace(UPRIGHT, presence=Presence.STANDING)
LEFT = replace(UPRIGHT, shrug_left=exact(0.5))
PARTS = (UPRIGHT, SLOUCHED, LOOKING_DOWN, LEFT, BLIND, STANDING, GONE, UNSEEN)


stretches = st.lists(
    st.tuples(st.sampled_from(PARTS), st.sampled_from([0.1, 0.7, 3.0])), min_size=1, max_size=6
)


@settings(max_examples=25)
@given(stretches)
def test_the_minutes_of_the_presences_add_up_to_the_duration(
    parts: list[tuple[Measurement, float]],
) -> None:
    session = recorded(*parts)
    total_min = sum(session.minutes[presence] for presence in Presence)

    assert total_min == pytest.approx(session.duration_s / 60)
    assert session.duration_s / 60 == pytest.approx(sum(minutes for _, minutes in parts))
    assert all(0 <= minutes <= total_min + 1e-9 for minutes in session.minutes.values())


@settings(max_examples=25)
@given(stretches)
def test_a_mirror_swaps_left_and_right(parts: list[tuple[Measurement, float]]) -> None:
    seen, swapped = recorded(*parts), recorded(*((mirrored(what), n) for what, n in parts))

    assert seen.minutes["shrug_left"] == swapped.minutes["shrug_right"]
    assert seen.peak_dose["upper_trapezius_left"] == swapped.peak_dose["upper_trapezius_right"]
    np.testing.assert_array_equal(seen.series["shrug_left"], swapped.series["shrug_right"])


@settings(max_examples=25)
@given(stretches)
def test_all_columns_have_the_same_length_and_no_infinity(
    parts: list[tuple[Measurement, float]],
) -> None:
    series = recorded(*parts).series

    assert list(series)[:3] == ["time_s", MEASURES[0], f"{MEASURES[0]}_sd"]
    assert set(series) == {"time_s", *MEASURES, *(f"{name}_sd" for name in MEASURES)}
    assert {column.shape for column in series.values()} == {series["time_s"].shape}
    assert not any(np.isinf(column).any() for column in series.values())


def test_asking_half_way_changes_nothing() -> None:
    moments = list(assessments(one_after_the_other(held(SLOUCHED, 2, hz=5), held(UPRIGHT, 1))))
    asked, silent = (SessionBuilder(ExposureConfig()) for _ in range(2))
    for moment in moments:
        asked.update(moment)
        silent.update(moment)
        built(asked)
    first, second = built(asked), built(silent)

    np.testing.assert_equal(first.series, second.series)
    assert replace(first, series={}) == replace(second, series={})


def test_alerts_are_kept_in_order() -> None:
    bit = [held(LOOKING_DOWN, 2), held(UPRIGHT, 0.5)] * 7
    moments = list(assessments(one_after_the_other(*bit)))
    session = summed_up(moments)

    assert session.alerts == tuple(alert for moment in moments for alert in moment.alerts)
    assert Counter(alert.kind for alert in session.alerts)["looking_down"] == 1
