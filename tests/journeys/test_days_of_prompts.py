"""When a word is said over hours and days: holding, quiet, and the budget of a day."""

from dataclasses import replace
from datetime import UTC, datetime

from posture.config import AlertConfig, Config
from posture.types import Level, Measurement
from tests.builders_measurements import (
    FORWARD,
    GONE,
    LEFT,
    LOOKING_DOWN,
    ONLY_POSTURES,
    SLOUCHED,
    SOON,
    UPRIGHT,
    alerts,
    assessments,
    held,
    kinds,
    one_after_the_other,
    said,
)


def test_the_first_posture_of_a_day_is_named_after_a_minute_the_next_after_nine() -> None:
    found = said((UPRIGHT, 5), (FORWARD, 15), (UPRIGHT, 10), (LEFT, 15), config=AlertConfig())

    assert kinds(found) == ["head_forward", "shrug_left"]
    assert found[0].time_s == (5 + 1) * 60
    assert found[0].level is Level.NOTE
    assert found[1].time_s == (5 + 15 + 10 + 9) * 60


def test_a_posture_is_named_after_four_minutes_when_a_prompt_can_be_spared() -> None:
    config = AlertConfig(motionless_min=1e6, long_sitting_min=1e6, followed_within_s=1.0)
    found = said((FORWARD, 2), (UPRIGHT, 200), (FORWARD, 15), config=config)

    assert found[1].time_s == (2 + 200 + 4) * 60


def test_raised_arms_are_named_after_a_minute_also_when_they_are_not_the_first_of_a_day() -> None:
    arms_up = replace(UPRIGHT, arms_raised=True)
    found = said((FORWARD, 2), (UPRIGHT, 30), (arms_up, 5), config=AlertConfig())

    assert kinds(found)[-1] == "arms_overhead"
    assert found[-1].time_s == (2 + 30 + 1) * 60


def test_quiet_hours_are_quiet() -> None:
    stream = one_after_the_other(held(UPRIGHT, 5), held(FORWARD, 15))
    config = Config(alerts=AlertConfig(quiet_hours="12:00-13:00"))
    for hour, minute, count in ((12, 20, 0), (11, 55, 0), (11, 45, 1), (13, 0, 1)):
        begun = datetime(2026, 5, 4, hour, minute, tzinfo=UTC)
        moments = list(assessments(stream, config, started_at=begun))

        assert sum(len(a.alerts) for a in moments) == count
        assert any(a.states for a in moments)
    assert len(alerts(stream, config)) == 1  # without a clock there are none


def test_what_was_named_is_said_again_only_when_the_day_has_prompts_left() -> None:
    early = said((LOOKING_DOWN, 25))
    late = said((UPRIGHT, 300), (LOOKING_DOWN, 25), config=ONLY_POSTURES)

    assert kinds(early) == ["looking_down"]
    assert [(a.kind, a.level) for a in late] == [
        ("looking_down", Level.NOTE),
        ("muscle_load", Level.WARN),
    ]


def test_no_more_than_the_day_allows() -> None:
    bout = [held(FORWARD, 2, hz=0.25), held(UPRIGHT, 28, hz=0.25)]
    found = alerts(one_after_the_other(*(bout * 60)), Config(alerts=SOON))
    times = [alert.time_s for alert in found]

    assert len(times) > 6
    assert max(sum(0 <= t - start < 24 * 3600 for t in times) for start in times) <= 6


def test_a_night_begins_a_new_day() -> None:
    def bouts(start_h: float) -> list[Measurement]:
        day = [held(FORWARD, 2, hz=0.25), held(UPRIGHT, 28, hz=0.25)] * 10
        return one_after_the_other(*day, start_s=start_h * 3600)

    only_head = Config(alerts=ONLY_POSTURES)
    night = held(replace(GONE, time_s=0.0), 10, hz=0.25)
    stream = [*bouts(0), *(replace(m, time_s=(m.time_s or 0) + 5 * 3600) for m in night)]
    found = alerts([*stream, *bouts(10)], only_head)

    assert len([a for a in found if a.time_s > 10 * 3600]) == len(
        [a for a in found if a.time_s < 5 * 3600]
    )


def test_an_hour_without_prompts_can_be_asked_for() -> None:
    assert said((SLOUCHED, 60), config=AlertConfig(max_per_hour=0)) == []
