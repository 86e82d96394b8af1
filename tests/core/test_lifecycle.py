"""A camera's life: released means released, whatever happens around it, and it comes back."""

from collections.abc import Iterable
from itertools import pairwise

from hypothesis import given

from posture.life import Event, Limits, Pause, Sign, Why, reason, since_s, wake_s
from tests.builders_life import ALIVE, GONE, LIMITS, OPEN, RELEASE, STEPS, Device, watching


def paused_by(events: Iterable[tuple[float, Event]]) -> bool:
    """Tell whether a camera is paused, from the plain list of what was asked."""
    paused, until_s = False, None
    for time_s, event in events:
        if paused and until_s is not None and until_s <= time_s:
            paused = False
        if isinstance(event, Pause):
            paused, until_s = event.until_s is None or event.until_s > time_s, event.until_s
        elif event is Sign.RESUME:
            paused = False
    return paused


@given(STEPS, LIMITS)
def test_paused_implies_released(steps: list[tuple[float, Event]], limits: Limits) -> None:
    device, past = Device(limits), []
    for step_s, event in steps:
        device.meets(event, after_s=step_s)
        past.append((device.time_s, event))

        assert (Why.PAUSED in device.life.holds) == paused_by(past)
        assert not (device.open and paused_by(past))


@given(STEPS, LIMITS)
def test_the_camera_is_open_exactly_while_nothing_speaks_against_it(
    steps: list[tuple[float, Event]], limits: Limits
) -> None:
    device = Device(limits)
    for step_s, event in steps:
        device.meets(event, after_s=step_s)

        assert device.open == (device.life.held is not None) == (not device.life.holds)
        assert device.open == (device.life.why is None)


@given(STEPS, LIMITS, STEPS)
def test_a_stopped_camera_is_never_opened_again(
    before: list[tuple[float, Event]], limits: Limits, after: list[tuple[float, Event]]
) -> None:
    device = Device(limits)
    for step_s, event in before:
        device.meets(event, after_s=step_s)
    device.meets(Sign.STOP)

    for step_s, event in after:
        assert device.meets(event, after_s=step_s) == ()
    assert reason(device.life) == "stopped"


@given(STEPS, LIMITS)
def test_whatever_happened_before_a_camera_that_nobody_holds_back_comes_again(
    steps: list[tuple[float, Event]], limits: Limits
) -> None:
    device = Device(limits)
    for step_s, event in steps:
        device.meets(event, after_s=step_s)
    for freed in (Sign.RESUME, Sign.UNLOCKED, Sign.CALIBRATED, Sign.FREE):
        device.meets(freed)

    saw = False
    for _ in range(4 * round(limits.last_retry_s + limits.back_after_s)):
        device.meets(ALIVE if device.open else Sign.TICK, after_s=0.25)
        saw = saw or device.life.sees

    assert saw


def test_a_pause_ends_by_itself_and_by_word() -> None:
    device = watching()

    assert device.meets(Pause(until_s=10.0)) == (RELEASE,)
    assert device.meets(Sign.TICK, after_s=9.0) == ()
    assert wake_s(device.life) == 10.0
    assert device.meets(Sign.TICK, after_s=1.0) == (OPEN,)
    assert device.meets(Pause()) == (RELEASE,)
    assert wake_s(device.life) is None
    assert device.meets(Sign.RESUME, after_s=5.0) == (OPEN,)


def test_a_calibration_has_the_camera_for_itself_and_a_pause_outlives_it() -> None:
    device = watching()

    assert device.meets(Sign.CALIBRATE) == (RELEASE,)
    assert device.meets(Sign.RESUME, after_s=30.0) == ()
    assert reason(device.life) == "calibrating"
    assert device.meets(Sign.CALIBRATED) == (OPEN,)

    assert device.meets(Pause()) == (RELEASE,)
    assert device.meets(Sign.CALIBRATE) == ()
    assert device.meets(Sign.CALIBRATED, after_s=30.0) == ()
    assert reason(device.life) == "paused"


def test_several_holds_must_all_be_gone() -> None:
    device = watching()

    assert device.meets(Sign.LOCKED) == (RELEASE,)
    assert device.meets(Sign.LENT) == ()
    assert device.meets(Pause()) == ()
    assert device.meets(Sign.UNLOCKED) == ()
    assert reason(device.life) == "paused"
    assert device.meets(Sign.RESUME) == ()
    assert reason(device.life) == "lent to another program"
    assert device.meets(Sign.FREE) == ()
    device.waits(9.5, Sign.FREE)
    assert not device.open
    device.waits(0.5, Sign.FREE)
    assert device.open


def test_a_camera_that_is_borrowed_again_is_not_taken_back() -> None:
    device = watching()
    device.meets(Sign.LENT)
    device.meets(Sign.FREE)
    device.meets(Sign.LENT, after_s=5.0)

    device.waits(60)

    assert not device.open
    assert since_s(device.life) == 0.5


def test_retries_back_off_to_a_minute_and_success_resets_them() -> None:
    device = Device()
    device.meets(Sign.TICK)
    waits_s = []
    for _ in range(9):
        failed_s = device.time_s
        device.meets(GONE)
        while not device.open:
            device.waits(0.5)
        waits_s.append(device.time_s - failed_s)
    assert waits_s == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert reason(device.life) == GONE.said
    assert since_s(device.life) == 0.0

    device.meets(ALIVE)
    device.meets(GONE, after_s=3.0)

    assert since_s(device.life) == device.time_s
    assert wake_s(device.life) == device.time_s + 1.0


def test_a_machine_that_slept_opens_the_camera_anew() -> None:
    device = watching()

    assert device.meets(Sign.TICK, after_s=9 * 3600) == (RELEASE, OPEN)
    assert reason(device.life) == "the camera is opening"
    device.meets(Pause())
    assert device.meets(Sign.TICK, after_s=9 * 3600) == ()


def test_a_machine_that_slept_tries_a_failing_camera_at_once() -> None:
    device = Device(Limits(jump_s=1.0))
    device.meets(Sign.TICK)
    device.meets(GONE)
    device.waits(1)
    device.meets(GONE)

    assert device.meets(Sign.TICK, after_s=1.5) == (OPEN,)


def test_short_looks_hold_the_camera_for_two_seconds_in_twenty() -> None:
    device = Device(Limits(look_s=2.0, every_s=20.0))
    for _ in range(120):
        device.meets(ALIVE if device.open else Sign.TICK, after_s=0.5)

    opened = [time_s for time_s, effect in device.log if effect is OPEN]
    closed = [time_s for time_s, effect in device.log if effect is RELEASE]
    assert [b - a for a, b in pairwise(opened)] == [20, 20]
    assert [b - a for a, b in zip(opened, closed, strict=False)] == [2.5, 2.5, 2.5]
    assert device.life.why is Why.RESTING
