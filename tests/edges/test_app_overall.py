"""One progress over all recordings says how far, how fast, and how long still, once it knows."""

import io
import sys

import pytest
from rich.console import Console

from posture.app.overall import Overall, displayed
from posture.app.sizes import Sizes


class Clock:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


def overall(clock: Clock, count: int = 4, length_s: float = 60.0) -> Overall:
    lengths_s = dict.fromkeys(range(count), length_s)
    return Overall(Sizes(weights_s=lengths_s, lengths_s=lengths_s), clock=clock)


def test_before_anything_is_known_no_time_is_promised(clock: Clock) -> None:
    told = overall(clock)
    clock.now_s += 30.0  # networks are opened
    told.report(0)(1.0, 60.0)
    clock.now_s += 2.0
    told.report(0)(2.0, 60.0)

    assert told.text() == "0 of 4 recordings, 0.0 of 4.0 min of video"


def test_speed_and_time_left_count_neither_the_start_nor_what_failed(clock: Clock) -> None:
    told = overall(clock)
    clock.now_s += 500.0
    told.report(0)(0.0, 60.0)
    told.ended(3, None, failed=True)
    clock.now_s += 12.0
    told.ended(0, 60.0)

    assert told.text() == (
        "2 of 4 recordings (1 failed), 1.0 of 3.0 min of video, 5.0 × real time, about 20 s left"
    )


def test_a_silence_makes_nobody_slower(clock: Clock) -> None:
    told = overall(clock)
    told.report(0)(0.0, 60.0)
    clock.now_s += 30.0
    told.ended(0, 60.0)
    before = told.text()
    clock.now_s += 20.0

    assert before.endswith("2.0 × real time, about 2 min left")
    assert told.text().endswith("2.0 × real time, about 70 s left")


def test_a_first_part_alone_promises_nothing(clock: Clock) -> None:
    told = overall(clock)
    told.report(0)(2.0, 60.0)
    clock.now_s += 60.0

    assert told.text() == "0 of 4 recordings, 0.0 of 4.0 min of video"


def test_of_too_many_recordings_only_what_was_seen_is_told(clock: Clock) -> None:
    told = Overall(Sizes(weights_s={0: 1.0, 1: 3.0}, lengths_s={}), clock=clock)
    told.ended(0, 90.0)

    assert told.text() == "1 of 2 recordings, 1.5 min of video"
    assert told.share == 0.25


def test_a_single_recording_is_called_by_its_name(clock: Clock) -> None:
    told = Overall(Sizes(weights_s={0: 4.0}, lengths_s={}), label="a\nb", clock=clock)
    told.report(0)(1.0, 4.0)
    told.report(0)(9.0, 4.0)

    assert told.text() == r"a\nb: 100 %"


def test_nothing_to_do_is_no_division_by_zero(clock: Clock) -> None:
    told = Overall(Sizes(weights_s={}, lengths_s={}), clock=clock)

    assert told.share == 0.0
    assert told.text() == "0 of 0 recordings"


def test_a_terminal_gets_a_bar_and_stdout_stays_its_own(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    screen = io.StringIO()
    terminal = Console(file=screen, force_terminal=True, width=100, no_color=True)
    with displayed(terminal, overall(clock)):
        sys.stdout.write("a line of results\n")

    assert "0 of 4 recordings" in screen.getvalue()
    assert "a line of results" not in screen.getvalue()
    assert capsys.readouterr().out == "a line of results\n"
