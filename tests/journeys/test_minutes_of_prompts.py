from dataclasses import replace

import pytest

from posture.config import AlertConfig, Config
from posture.types import Presence
from tests.builders_measurements import (
    FORWARD,
    GONE,
    LEFT,
    NEAR,
    SOON,
    UNSEEN,
    UPRIGHT,
    alerts,
    exact,
    held,
    kinds,
    one_after_the_other,
    said,
)


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
    found = said((UPRIGHT, 5), (GONE, 5.0), (FORWARD, 5), config=config, hz=1.0)

    assert [a.time_s for a in found] == [600.0 + 60.0 - 1.0]


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
