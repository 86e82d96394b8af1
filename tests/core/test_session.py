import math
from dataclasses import replace

import numpy as np
import pytest

from posture.states import POSTURE_STATES
from posture.types import (
    MEASURES,
    Empty,
    Estimate,
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
    exact,
    held,
    picture,
    recorded,
    summed_up,
)

BLIND = replace(UNSEEN, presence=Presence.SEATED)
STANDING = replace(UPRIGHT, presence=Presence.STANDING)


# -- properties --------------------------------------------------------------------------------


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
