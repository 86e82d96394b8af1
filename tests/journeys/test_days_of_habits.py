from dataclasses import replace

import pytest

from posture.config import AlertConfig
from posture.types import Measurement, Presence
from tests.builders_measurements import (
    FORWARD,
    GONE,
    ONLY_POSTURES,
    UNSEEN,
    UPRIGHT,
    exact,
    kinds,
    said,
)


def test_advice_that_was_followed_is_not_given_twice_on_a_day() -> None:
    followed = [(FORWARD, 2.0), (UPRIGHT, 28.0)] * 8
    found = [a.message.rpartition("value. ")[2] for a in said(*followed, config=ONLY_POSTURES)]

    assert len(found) == 5  # as many as there are actions
    assert len(set(found)) == 5


def test_advice_that_was_ignored_stays_the_same() -> None:
    stubborn = [(FORWARD, 20.0), (GONE, 50.0)] * 2
    found = [a.message.rpartition("value. ")[2] for a in said(*stubborn) if "head" in a.kind]

    assert len(found) == 2
    assert len(set(found)) == 1


def test_prompts_thin_out_where_they_are_followed() -> None:
    config = AlertConfig(max_per_day=100, pause_min=0.0, long_sitting_min=1e6, motionless_min=1e6)
    bouts = [(UPRIGHT, 30.0), (FORWARD, 2.5), (UPRIGHT, 30.0), (FORWARD, 5.0)]

    assert len(said(*bouts, config=config)) == 1  # the next would come after 5.6 minutes
    ignored = config.model_copy(update={"followed_within_s": 1.0})
    assert len(said(*bouts, config=ignored)) == 2


def test_leaving_the_chair_follows_a_prompt() -> None:
    found = said((UPRIGHT, 2), (FORWARD, 2), (GONE, 5.0), (UPRIGHT, 20), (FORWARD, 2))

    assert kinds(found) == ["head_forward", "head_forward"]
    assert found[0].message != found[1].message


# -- sitting -------------------------------------------------------------------------------------

RESTLESS = [replace(UPRIGHT, screen_distance_cm=exact(cm)) for cm in (60.0, 70.0)]


def restless(minutes: float) -> list[tuple[Measurement, float]]:
    return [(RESTLESS[i % 2], 10.0) for i in range(int(minutes / 10))]


def test_long_sitting_is_named_after_55_minutes_when_the_day_has_room() -> None:
    morning = said(*restless(170))
    (alert,) = said(*restless(60), (GONE, 5.0), *restless(50), (GONE, 5.0), *restless(60))

    assert kinds(morning) == ["long_sitting"]
    assert morning[0].time_s == pytest.approx(160 * 60, abs=1)  # two prompts are left over
    assert alert.kind == "long_sitting"
    assert alert.value == pytest.approx(55.0, abs=0.1)
    assert (alert.limit, alert.unit) == (55.0, "min")
    assert alert.message.startswith("You have been sitting for 55 min. Stand up")


def test_standing_is_not_long_sitting() -> None:
    standing = replace(UPRIGHT, presence=Presence.STANDING)

    assert said((standing, 200)) == []


def test_a_change_of_position_resets_sitting_motionless() -> None:
    config = AlertConfig(long_sitting_min=1e6)

    assert kinds(said((UPRIGHT, 170), config=config))[0] == "motionless"
    assert said(*restless(170), config=config) == []


def test_turning_the_head_is_no_change_of_position() -> None:
    config = AlertConfig(long_sitting_min=1e6)
    turning = [(replace(UPRIGHT, head_yaw_change_deg=exact(yaw)), 5.0) for yaw in (0.0, 12.0)] * 17

    assert kinds(said(*turning, config=config))[0] == "motionless"


def test_unseen_time_is_not_motionless() -> None:
    config = AlertConfig(long_sitting_min=1e6, min_coverage=0.0)
    blinks = [(UPRIGHT, 20.0), (UNSEEN, 15.0)] * 6
    first = said(*blinks, config=config)[0]

    assert first.time_s / 60 == pytest.approx(175, abs=2)
    assert first.value == pytest.approx(100, abs=2)
    assert said((UNSEEN, 170), config=config) == []
