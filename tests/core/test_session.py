import math
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posture.config import ExposureConfig
from posture.session import SessionBuilder
from posture.states import POSTURE_STATES
from posture.types import (
    MEASURES,
    Empty,
    Estimate,
    Measurement,
    Presence,
    View,
)
from tests.builders_measurements import (
    GONE,
    LENS,
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
    picture,
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


# -- properties --------------------------------------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(stretches)
def test_the_minutes_of_the_presences_add_up_to_the_duration(
    parts: list[tuple[Measurement, float]],
) -> None:
    session = recorded(*parts)
    total_min = sum(session.minutes[presence] for presence in Presence)

    assert total_min == pytest.approx(session.duration_s / 60)
    assert session.duration_s / 60 == pytest.approx(sum(minutes for _, minutes in parts))
    assert all(0 <= minutes <= total_min + 1e-9 for minutes in session.minutes.values())


@settings(max_examples=25, deadline=None)
@given(stretches)
def test_a_mirror_swaps_left_and_right(parts: list[tuple[Measurement, float]]) -> None:
    seen, swapped = recorded(*parts), recorded(*((mirrored(what), n) for what, n in parts))

    assert seen.minutes["shrug_left"] == swapped.minutes["shrug_right"]
    assert seen.peak_dose["upper_trapezius_left"] == swapped.peak_dose["upper_trapezius_right"]
    np.testing.assert_array_equal(seen.series["shrug_left"], swapped.series["shrug_right"])


@settings(max_examples=25, deadline=None)
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


# -- minutes -----------------------------------------------------------------------------------


def test_minutes_are_counted_by_presence_and_by_posture() -> None:
    session = recorded((UPRIGHT, 4), (SLOUCHED, 6), (GONE, 3), (STANDING, 2), (UNSEEN, 1))

    assert session.minutes["seated"] == pytest.approx(10)
    assert session.minutes["away"] == pytest.approx(3)
    assert session.minutes["standing"] == pytest.approx(2)
    assert session.minutes["unknown"] == pytest.approx(1)
    assert session.minutes["head_forward"] == pytest.approx(6, abs=0.1)
    assert session.minutes["neutral"] == pytest.approx(4, abs=0.1)
    assert set(session.minutes) == {*map(str, Presence), "neutral", *POSTURE_STATES}


def test_sitting_unseen_is_not_neutral() -> None:
    assert recorded((BLIND, 5)).minutes["neutral"] == 0


def test_a_long_gap_is_unknown_time() -> None:
    late = [replace(UPRIGHT, time_s=600.0), replace(UPRIGHT, time_s=601.0)]
    session = summed_up(assessments([*held(UPRIGHT, 1), *late]))

    assert session.minutes["unknown"] == pytest.approx(9)
    assert session.minutes["seated"] == pytest.approx(1 + 1 / 60)


# -- shares of frames ----------------------------------------------------------------------------


def test_coverage_is_the_share_of_frames_with_a_value() -> None:
    nan = replace(UPRIGHT, shrug_left=Estimate(math.nan, 0.0))
    stream = [replace(m, time_s=float(i)) for i, m in enumerate([UPRIGHT, UPRIGHT, BLIND, nan])]
    coverage = summed_up(assessments(stream)).coverage

    assert coverage["protraction_cm"] == 0.75
    assert coverage["shrug_left"] == 0.5
    assert coverage["trunk_lean_deg"] == 0.0
    assert set(coverage) == set(MEASURES)


def test_reasons_are_counted_by_frame() -> None:
    dark = replace(BLIND, empty_because=frozenset({Empty.DARK, Empty.NO_PERSON}))
    turned = replace(UPRIGHT, empty_because=frozenset({Empty.HEAD_TURNED}))
    stream = [replace(m, time_s=float(i)) for i, m in enumerate([UPRIGHT, dark, turned, dark])]

    assert summed_up(assessments(stream)).empty == {
        "dark": 0.5,
        "head_turned": 0.25,
        "no_person": 0.5,
    }


def test_the_view_is_the_one_that_was_seen_most() -> None:
    side = replace(UPRIGHT, view=View.SIDE)

    assert recorded((side, 3), (UPRIGHT, 1), (UNSEEN, 9)).view is View.SIDE
    assert recorded((UNSEEN, 1)).view is View.UNKNOWN


# -- dose ----------------------------------------------------------------------------------------


def test_the_dose_is_kept_once_a_minute_and_at_the_end() -> None:
    session = recorded((LOOKING_DOWN, 4.5))

    assert session.dose_time_s == (0.0, 60.0, 120.0, 180.0, 240.0, 270.0)
    assert session.dose["cervical_extensors"] == pytest.approx(
        [minutes / 8 for minutes in (0, 1, 2, 3, 4, 4.5)]
    )


def test_the_peak_and_its_causes_stay_after_recovery() -> None:
    session = recorded((replace(LOOKING_DOWN, shrug_left=exact(1.0)), 4), (GONE, 30))

    assert session.peak_dose["cervical_extensors"] == pytest.approx(0.5)
    assert session.dose["cervical_extensors"][-1] < 0.001
    assert session.shares["upper_trapezius_left"] == pytest.approx(
        {"neck_flexion": 0.2, "shrug": 0.8}
    )


def test_whoever_sits_upright_has_an_interval_for_every_muscle() -> None:
    session = recorded((UPRIGHT, 1))

    assert session.peak_interval.keys() == session.peak_dose.keys() != set()
    assert set(session.peak_interval.values()) == {(0.0, 0.0)}


def test_alerts_are_kept_in_order() -> None:
    bit = [held(LOOKING_DOWN, 2), held(UPRIGHT, 0.5)] * 7
    moments = list(assessments(one_after_the_other(*bit)))
    session = summed_up(moments)

    assert session.alerts == tuple(alert for moment in moments for alert in moment.alerts)
    assert Counter(alert.kind for alert in session.alerts)["looking_down"] == 1


# -- pictures and nothing --------------------------------------------------------------------------


def test_pictures_have_a_row_each_and_neither_minutes_nor_dose() -> None:
    shown = [replace(UPRIGHT, index=0), replace(SLOUCHED, index=1), replace(BLIND, index=2)]
    session = summed_up(map(picture, shown))

    assert (session.frames, session.duration_s, session.minutes) == (3, 0.0, {})
    assert (session.dose, session.dose_time_s, session.peak_dose) == ({}, (), {})
    assert session.series["protraction_cm"][:2].tolist() == [0.0, 4.0]
    assert np.isnan(session.series["protraction_cm"][2])
    assert np.isnan(session.series["time_s"]).all()
    assert session.coverage["protraction_cm"] == pytest.approx(2 / 3)
    assert session.summary["protraction_cm"].median == 2.0
    assert session.summary["protraction_cm"].observed_s == 0
    assert session.pictures == ("0.jpg", "1.jpg", "2.jpg")


def test_a_session_of_nothing_is_empty() -> None:
    session = summed_up([])

    assert (session.frames, session.duration_s, session.size_px) == (0, 0.0, (0, 0))
    assert (session.summary, session.minutes, session.dose) == ({}, {}, {})
    assert all(len(column) == 0 for column in session.series.values())


def test_a_session_says_where_it_came_from() -> None:
    session = recorded((UPRIGHT, 0.1))

    assert (session.source, session.lens, session.baseline) == (
        "desk.mp4",
        LENS,
        {"kind": "auto"},
    )
    assert session.size_px == (640, 480)
    assert session.pictures == ()
