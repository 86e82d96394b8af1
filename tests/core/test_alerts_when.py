from dataclasses import replace
from datetime import UTC, datetime

import pytest

from posture.config import AlertConfig, Band, Config
from posture.types import Level, Measurement, Presence
from tests.builders_measurements import (
    FORWARD,
    GONE,
    LEFT,
    LOOKING_DOWN,
    NEAR,
    ONLY_POSTURES,
    SLOUCHED,
    SOON,
    UNSEEN,
    UPRIGHT,
    alerts,
    assessments,
    exact,
    held,
    kinds,
    one_after_the_other,
    said,
)


def test_the_first_posture_of_a_day_is_named_after_a_minute_the_next_after_seven() -> None:
    found = said((UPRIGHT, 5), (FORWARD, 15), (UPRIGHT, 10), (LEFT, 15), config=AlertConfig())

    assert kinds(found) == ["head_forward", "shrug_left"]
    assert found[0].time_s == (5 + 1) * 60
    assert found[0].level is Level.NOTE
    assert found[1].time_s == (5 + 15 + 10 + 7) * 60


def test_a_posture_is_named_after_four_minutes_when_a_prompt_can_be_spared() -> None:
    config = AlertConfig(motionless_min=1e6, long_sitting_min=1e6, followed_within_s=1.0)
    found = said((FORWARD, 2), (UPRIGHT, 200), (FORWARD, 15), config=config)

    assert found[1].time_s == (2 + 200 + 4) * 60


def test_raised_arms_are_named_after_a_minute_also_when_they_are_not_the_first_of_a_day() -> None:
    arms_up = replace(UPRIGHT, arms_raised=True)
    found = said((FORWARD, 2), (UPRIGHT, 30), (arms_up, 5), config=AlertConfig())

    assert kinds(found)[-1] == "arms_overhead"
    assert found[-1].time_s == (2 + 30 + 1) * 60


def test_short_pauses_do_not_end_what_is_held() -> None:
    bout = [held(FORWARD, 0.4), held(UPRIGHT, 13 / 60)] * 4
    long_pauses = [held(FORWARD, 0.4), held(UPRIGHT, 18 / 60)] * 4
    config = Config(alerts=SOON)

    assert kinds(alerts(one_after_the_other(held(UPRIGHT, 2), *bout), config)) == ["head_forward"]
    assert alerts(one_after_the_other(held(UPRIGHT, 2), *long_pauses), config) == []


def test_the_first_minute_is_quiet() -> None:
    config = AlertConfig(first_hold_s=5.0)

    assert [a.time_s for a in said((FORWARD, 3), config=config)] == [60.0]


def test_the_first_minute_after_coming_back_is_quiet() -> None:
    config = AlertConfig(first_hold_s=5.0, min_coverage=0.0)
    found = said((UPRIGHT, 5), (GONE, 5.0), (FORWARD, 5), config=config)

    assert [a.time_s for a in found] == [600.0 + 60.0 - 1.0]


def test_quiet_hours_are_quiet() -> None:
    stream = one_after_the_other(held(UPRIGHT, 5), held(FORWARD, 15))
    config = Config(alerts=AlertConfig(quiet_hours="12:00-13:00"))
    for hour, minute, count in ((12, 20, 0), (11, 55, 0), (11, 45, 1), (13, 0, 1)):
        begun = datetime(2026, 5, 4, hour, minute, tzinfo=UTC)
        moments = list(assessments(stream, config, started_at=begun))

        assert sum(len(a.alerts) for a in moments) == count
        assert any(a.states for a in moments)
    assert len(alerts(stream, config)) == 1  # without a clock there are none


def test_little_coverage_is_silence() -> None:
    blind = replace(UNSEEN, presence=Presence.SEATED)
    found = said((blind, 5), (FORWARD, 4))

    assert kinds(found) == ["head_forward"]
    assert found[0].time_s == pytest.approx(300 + 180, abs=1)


def test_what_is_held_at_the_same_time_is_said_in_one_message() -> None:
    both = replace(NEAR, protraction_cm=exact(4.0))
    found = said((UPRIGHT, 2), (both, 7))

    assert kinds(found) == ["head_forward"]  # first what loaded a muscle most
    assert "(also: close to the screen)" in found[0].message


def test_a_second_posture_waits_for_a_pause() -> None:
    later = said((UPRIGHT, 2), (FORWARD, 2), (LEFT, 8))

    assert kinds(later) == ["head_forward", "shrug_left"]
    assert later[1].time_s - later[0].time_s == 300


def test_one_prompt_stands_for_everything_with_the_same_cause() -> None:
    down = replace(SLOUCHED, head_pitch_change_deg=exact(18.0))

    assert kinds(said((UPRIGHT, 2), (SLOUCHED, 8))) == ["head_forward"]
    assert len(said((UPRIGHT, 2), (down, 8))) == 1


def test_a_posture_of_a_muscle_beyond_its_guide_value_is_a_warning() -> None:
    unheard = AlertConfig(first_hold_s=540.0, dose=Band(enter=0.9, leave=0.8))
    quiet = unheard.model_copy(update={"quiet_first_s": 541.0})
    note = said((LOOKING_DOWN, 3), config=SOON)[0]
    late = [a for a in said((LOOKING_DOWN, 12), config=quiet) if a.kind == "looking_down"]

    assert note.level is Level.NOTE
    assert [a.level for a in late] == [Level.WARN]


def test_what_was_named_is_said_again_only_when_the_day_has_prompts_left() -> None:
    early = said((LOOKING_DOWN, 25))
    late = said((UPRIGHT, 300), (LOOKING_DOWN, 25), config=ONLY_POSTURES)

    assert kinds(early) == ["looking_down"]
    assert [(a.kind, a.level) for a in late] == [
        ("looking_down", Level.NOTE),
        ("muscle_load", Level.WARN),
    ]


def test_a_muscle_loaded_bit_by_bit_is_named_at_its_guide_value() -> None:
    bit = [held(LOOKING_DOWN, 2), held(UPRIGHT, 0.5)] * 7
    found = alerts(one_after_the_other(*bit), Config(alerts=AlertConfig(first_hold_s=240.0)))

    assert [(a.kind, a.level, a.muscle) for a in found] == [
        ("muscle_load", Level.WARN, "cervical_extensors")
    ]


def test_a_muscle_that_recovers_is_not_named() -> None:
    config = AlertConfig(quiet_first_s=600.0)

    assert said((LOOKING_DOWN, 9.5), (UPRIGHT, 5), config=config) == []


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
