"""What a calibration shows on a terminal, and the keys it takes."""

import io
import termios
from contextlib import suppress
from functools import partial

import pytest
from rich.console import Console

from posture.app.dialogue import dialogue
from posture.app.keys import keys
from posture.guidance import Guidance, Step
from posture.suitability import Fault, Reason
from posture.types import View
from tests.terminal import typing_at


def test_a_terminal_is_given_back_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    with typing_at(monkeypatch, "S") as slave:
        before = termios.tcgetattr(slave)
        with suppress(ZeroDivisionError), keys() as read_key:
            found = next(filter(None, iter(partial(read_key, 0.1), None)))
            raise ZeroDivisionError
        after = termios.tcgetattr(slave)

    assert found == "s"
    assert after == before


def test_without_a_terminal_no_key_is_ever_pressed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("qqq"))

    with keys() as read_key:
        assert read_key(0.0) == ""


def test_the_panel_says_what_to_do_what_is_left_and_what_is_in_the_way() -> None:
    screen = Console(record=True, width=80, force_terminal=True)
    fault = Fault(reason=Reason.SHOULDERS_OUT, value=1.0)
    said = Guidance(step=Step.UPRIGHT, view=View.FRONT, left_s=6.4, length_s=10.0, hints=(fault,))

    with dialogue(screen, "desk") as tell:
        tell(said)
    shown = screen.export_text()

    for part in ("step 1 of 3", "Sit upright", "6 s left", "from the front", "q quits",
                 "Shoulders out of the picture: tilt the camera down or move back."):  # fmt: skip
        assert part in shown


def test_plain_lines_repeat_nothing_that_has_not_changed() -> None:
    screen = Console(record=True, width=200, force_terminal=False, file=io.StringIO())
    dark = (Fault(reason=Reason.DARK, value=1.0),)
    calm = Guidance(step=Step.UPRIGHT, view=View.FRONT, left_s=6.0, length_s=10.0)
    hindered = Guidance(step=Step.UPRIGHT, view=View.UNKNOWN, left_s=6.0, length_s=10.0, hints=dark)

    with dialogue(screen, "desk") as tell:
        for said in (calm, calm, hindered, hindered, calm, hindered):
            tell(said)

    light = "desk: A picture that is too dark: switch a light on."
    assert screen.export_text().splitlines()[1:] == [light, light]
