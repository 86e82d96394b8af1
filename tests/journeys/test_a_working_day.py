"""A working day: somebody sits well, slouches for half an hour, leaves, returns, and goes home."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import pytest

from posture.summed import Session
from posture.types import Assessment, Estimate, Level, Measurement, Presence
from tests.builders_measurements import (
    GONE,
    UNSEEN,
    UPRIGHT,
    assessments,
    held,
    one_after_the_other,
    summed_up,
)

HZ = 0.5
SITTING = ("long_sitting", "motionless")
WELL = replace(
    UPRIGHT,
    protraction_cm=Estimate(0.4, 0.3, 0.6),
    head_pitch_change_deg=Estimate(2.0, 1.0, 2.0),
)
SLOUCHED = replace(WELL, protraction_cm=Estimate(4.0, 0.3, 0.6))
SHRUGGED = replace(WELL, shrug_right=Estimate(0.6, 0.05, 0.1))


@cache
def the_day() -> tuple[Assessment, ...]:
    stretches: Sequence[tuple[Measurement, float]] = (
        (WELL, 60),
        (SLOUCHED, 30),
        (GONE, 15),
        (WELL, 75),
        (UNSEEN, 10),  # a colleague stands in the way
        (WELL, 50),
        (GONE, 45),  # lunch
        (WELL, 90),
        (SHRUGGED, 12),
        (WELL, 90),
    )
    parts = (held(what, minutes, hz=HZ) for what, minutes in stretches)
    return tuple(assessments(one_after_the_other(*parts)))


def moment(minute: float) -> Assessment:
    return the_day()[round(minute * 60 * HZ)]


def dose(minute: float, muscle: str = "cervical_extensors") -> float:
    exposure = moment(minute).exposure
    assert exposure is not None
    return exposure.dose[muscle]


@cache
def the_session() -> Session:
    return summed_up(the_day())


def test_only_what_was_held_badly_and_long_sitting_is_spoken_of() -> None:
    said = [(alert.kind, alert.level, alert.muscle) for alert in the_session().alerts]

    assert [one for one in said if one[0] not in SITTING] == [
        ("head_forward", Level.NOTE, "cervical_extensors"),
        ("shrug_right", Level.NOTE, "upper_trapezius_right"),
    ]
    assert len(said) <= 6
    assert {kind for kind, _, _ in said} & set(SITTING)


def test_the_first_posture_is_announced_after_a_minute_the_next_after_four_or_seven() -> None:
    slouch, shrug = (a.time_s / 60 for a in the_session().alerts if a.kind not in SITTING)

    assert slouch == pytest.approx(60 + 1, abs=0.1)
    assert shrug == pytest.approx(375 + 4, abs=0.1) or shrug == pytest.approx(375 + 7, abs=0.1)


def test_a_quarter_of_an_hour_away_nearly_frees_the_neck() -> None:
    assert dose(90) == pytest.approx(30 / 18, abs=0.06)
    assert dose(105) < 0.03 * dose(90)


def test_sitting_is_counted_from_the_return() -> None:
    back = moment(105 + 75).exposure

    assert back is not None
    assert back.seated_min == pytest.approx(75, abs=0.1)


def test_a_hidden_stretch_changes_no_dose() -> None:
    assert dose(180) == dose(190)
    assert all(not a.alerts for a in the_day() if a.measurement.presence is Presence.UNKNOWN)


def test_the_session_tells_the_day() -> None:
    session = the_session()

    assert session.duration_s / 60 == pytest.approx(477)
    assert session.minutes["away"] == pytest.approx(60)
    assert session.minutes["unknown"] == pytest.approx(10)
    assert session.minutes["head_forward"] == pytest.approx(30, abs=0.2)
    assert session.minutes["shrug_right"] == pytest.approx(12, abs=0.2)
    assert session.minutes["neutral"] == pytest.approx(365, abs=0.5)
    assert max(session.peak_dose.values()) == session.peak_dose["cervical_extensors"]
    assert len(session.series["time_s"]) == session.frames
