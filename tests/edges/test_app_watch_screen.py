"""What a running watch shows: a screen, plain lines, or JSON."""

import io
import json
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from posture.app.watch_screen import screen, shown
from posture.app.watch_view import WatchView
from posture.status import WatchState
from posture.types import Empty, Estimate
from tests.builders_screen import NOON, NOW, view, without

OUT = frozenset({Empty.SHOULDERS_OUT})
PAUSED = view(state=WatchState.PAUSED, reason="lent to another program", now={}, states=())
NOBODY = view(now={}, states=(), empty=frozenset({Empty.NO_PERSON}))
SHOULDERS_OUT = view(now=without("shrug_left", "shrug_right"), states=(), empty=OUT)
CALM = view(now=NOW | {"protraction_cm": Estimate(0.4, sd_frame=0.5)}, states=())


def drawn(one: WatchView, width: int = 100) -> str:
    console = Console(file=io.StringIO(), width=width, force_terminal=True, color_system=None)
    with console.capture() as capture:
        console.print(screen(one))
    return capture.get()


def lines(views: Iterable[WatchView]) -> list[str]:
    log = io.StringIO()
    with shown(Console(file=log), as_json=False) as show:
        for one in views:
            show(one)
    return log.getvalue().splitlines()


@pytest.mark.parametrize("width", [60, 80, 110, 200])
@pytest.mark.parametrize("one", [view(), PAUSED, NOBODY, SHOULDERS_OUT, CALM])
def test_the_screen_keeps_to_its_width_and_cuts_nothing_off(one: WatchView, width: int) -> None:
    text = drawn(one, width)
    words = " ".join(text.replace("│", " ").split())

    assert {len(line) for line in text.splitlines()} == {min(width, 120)}
    assert "…" not in text
    assert "posture pause, snooze, why" in text
    assert one.status.last_alert is not None
    for told in (*one.unseen, one.status.last_alert.message):
        assert told[1:] in words


def test_without_colour_shape_and_word_tell_the_states_apart() -> None:
    heads = [drawn(one).splitlines()[2].strip("│ ") for one in (view(), CALM, PAUSED, NOBODY)]

    assert heads == [
        "▲ Head forward",
        "● No posture is held that counts",
        "‖ Paused: lent to another program",
        "○ Nothing can be judged",
    ]


def test_each_measure_says_where_it_stands_and_how_sure_it_is() -> None:
    text = drawn(view())

    for part in ("▲ beyond        2.9 ± 0.6 cm", "■ at the edge   16 % ± 3 %",
                 "■ at the edge   52 ± 2 cm", "38 % of our guide value", "in 23 min",
                 "seated for 32 min", "92 % of the last five minutes"):  # fmt: skip
        assert part in text


def test_what_is_unseen_is_named_with_what_to_do_and_is_never_good() -> None:
    text = drawn(SHOULDERS_OUT)

    assert "As far as can be seen, no posture is held that counts" in text
    assert "○ not seen" in text
    assert "Shoulders out of the picture: tilt the camera down or move back" in text
    assert "No posture is held" not in drawn(NOBODY)
    assert "fine" not in drawn(NOBODY)


def test_the_documentation_shows_the_screen_as_it_is() -> None:
    page = Path(__file__).parents[2] / "docs" / "watch.md"

    assert f"```text\n{drawn(view())}```\n" in page.read_text("utf-8")


def test_a_hushed_watch_says_so_beside_what_it_sees() -> None:
    assert "▲ Head forward · no prompts: snoozed until 15:20" in drawn(
        view(hushed="snoozed until 15:20")
    )


@given(value=st.floats(-50, 150), sd=st.floats(0, 60))
def test_no_value_leaves_its_scale(value: float, sd: float) -> None:
    now = dict.fromkeys(NOW, Estimate(value, sd_frame=sd))
    text = drawn(view(now=now))

    assert text.count("█") >= 3
    assert {len(line) for line in text.splitlines()} == {100}


def test_names_of_cameras_are_shown_as_they_are_and_control_nothing() -> None:
    assert "[red]\\x1b[2Jcamera" in drawn(view(source="[red]\x1b[2Jcamera"))


def test_plain_lines_come_only_when_something_changes() -> None:
    before = view(last_alert=None)
    found = lines([before, before, view(), view(), CALM, PAUSED, PAUSED])

    assert [line.partition(": ")[2][:24] for line in found] == [
        "Head forward",
        "Your head has been forwa",
        "No posture is held that ",
        "Paused: lent to another ",
    ]
    assert found[0].startswith("12:00:01 Integrated Camera: ")


def test_what_comes_and_goes_from_picture_to_picture_is_no_line_worth() -> None:
    def flicker(seconds: Iterable[int], every: int) -> list[WatchView]:
        return [
            view(now=without("shrug_left", "shrug_right"), empty=OUT if i % every else frozenset(),
                 at=NOON + timedelta(seconds=i), last_alert=None)
            for i in seconds
        ]  # fmt: skip

    assert len(lines(flicker(range(1, 60), every=2))) == 1
    (_, lost) = lines(flicker(range(1, 8), every=99))
    assert lost.endswith("tilt the camera down or move back")


def test_json_is_one_object_a_second() -> None:
    log = io.StringIO()
    moments = [NOON + timedelta(seconds=0.4 * i) for i in range(10)]
    with shown(Console(file=log, width=20), as_json=True) as show:
        for at in moments:
            show(view(at=at))

    rows = [json.loads(line) for line in log.getvalue().splitlines()]
    assert len(rows) == len({at.replace(microsecond=0) for at in moments}) == 4
    assert rows[0]["now"]["protraction_cm"] == {"value": 2.9, "sd": 0.64}
    assert rows[0]["state"] == "watching"


def test_a_terminal_is_drawn_anew_in_place() -> None:
    terminal = io.StringIO()
    with shown(Console(file=terminal, force_terminal=True, width=80), as_json=False) as show:
        show(view())
        show(PAUSED)

    first, *_, last = terminal.getvalue().split("\x1b[1A\x1b[2K")
    assert "Head forward" in first
    assert last == "12:00 Integrated Camera: Paused: lent to another program.\n"  # all else is gone
