"""How a camera stands: always with a reason, since when, and until when."""

from dataclasses import replace

import pytest
from hypothesis import given

from posture.life import Event, Limits, Seen, Sign, reason, since_s, wake_s
from posture.lifecycle import advance
from posture.vital import Health
from tests.builders_life import LIMITS, OPEN, STEPS, Device, watching


@given(STEPS, LIMITS)
def test_nothing_changes_by_time_alone_before_the_next_wake(
    steps: list[tuple[float, Event]], limits: Limits
) -> None:
    device = Device(limits)
    for step_s, event in steps:
        device.meets(event, after_s=step_s)
        due_s = wake_s(device.life)
        if due_s is None or due_s <= device.time_s:
            continue
        soon_s = min(device.time_s + (due_s - device.time_s) / 2, device.time_s + 5)
        life, effects = advance(device.life, Sign.TICK, soon_s)

        assert effects == ()
        assert replace(life, last_s=None) == replace(device.life, last_s=None)


@given(STEPS, LIMITS)
def test_there_is_a_reason_with_a_beginning_whenever_nothing_is_seen(
    steps: list[tuple[float, Event]], limits: Limits
) -> None:
    device = Device(limits)
    for step_s, event in steps:
        device.meets(event, after_s=step_s)
        began_s = since_s(device.life)

        assert (reason(device.life) is None) == device.life.sees
        assert began_s is not None
        assert 0 <= began_s <= device.time_s


@pytest.mark.parametrize(
    ("health", "says", "after_s"),
    [
        (Health.FROZEN, "stands still", 0.5),
        (Health.GARBAGE, "torn or noise", 5.5),
        (Health.BLACK, "open the shutter", 60.5),
    ],
)
def test_bad_pictures_are_said_at_once_and_reopen_the_camera_after_a_while(
    health: Health, says: str, after_s: float
) -> None:
    device = watching()
    began_s = device.time_s

    lasts_s = []
    while device.open:
        device.waits(0.5, Seen(health=health))
        assert says in (reason(device.life) or "")
        lasts_s.append(since_s(device.life))

    assert device.time_s - began_s == after_s
    assert set(lasts_s) <= {began_s + 0.5, device.time_s}
    assert since_s(device.life) is not None
    assert device.meets(Sign.TICK, after_s=1.0) == (OPEN,)
    assert says in (reason(device.life) or "")


def test_silence_is_a_failure_and_a_slow_camera_is_none() -> None:
    slow = Device()
    slow.meets(Sign.TICK)
    slow.waits(119)
    assert slow.open
    slow.waits(1)
    assert "does not open" in (reason(slow.life) or "")

    silent = watching()
    silent.waits(5)
    assert "no pictures any more" in (reason(silent.life) or "")
