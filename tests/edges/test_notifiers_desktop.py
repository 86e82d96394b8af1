"""Notifications on a real desktop: its daemon shows them, and its buttons speak to the watch."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from queue import Queue

import numpy as np
import pytest

from posture.errors import NotifyError
from posture.notifiers.desktop import Desktop
from posture.outputs.prompting import prompt_of
from posture.status import Command, Verb
from tests import desktop
from tests.builders_prompts import FORWARD, TOO_CLOSE

pytestmark = pytest.mark.skipif(not desktop.is_there(), reason="needs Xvfb, dbus-daemon and dunst")


@pytest.fixture
def told() -> Queue[Command]:
    return Queue()


@pytest.fixture
def notifier(told: Queue[Command]) -> Iterator[Desktop]:
    one = Desktop(told.put, sound=False)
    yield one
    one.close()


@pytest.fixture
def screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[desktop.Desktop]:
    with (
        desktop.screen(tmp_path, monkeypatch) as shown,
        desktop.session_bus(tmp_path, monkeypatch),
        desktop.dunst(tmp_path),
    ):
        yield shown


def test_a_prompt_is_seen_in_place_of_the_one_before_and_taken_away(
    screen: desktop.Desktop, notifier: Desktop
) -> None:
    empty = screen.picture()
    for alert in (FORWARD, TOO_CLOSE):
        notifier.notify(prompt_of(alert))
        desktop.until(lambda: (screen.picture() != empty).any())
        assert desktop.shown() == 1

    notifier.clear()

    desktop.until(lambda: np.array_equal(screen.picture(), empty))


def test_what_is_shown_is_the_sentence_and_the_break_and_never_urgent(
    screen: desktop.Desktop, notifier: Desktop
) -> None:
    notifier.notify(prompt_of(FORWARD))
    (last,) = desktop.past()

    assert last["summary"]["data"] == "Head forward"
    assert last["body"]["data"].startswith(FORWARD.message)
    assert last["body"]["data"].endswith("Break of 45 s: Head back over the shoulders.")
    assert last["appname"]["data"] == "posture"
    assert last["timeout"]["data"] > 0  # critical ones stay for ever


def test_buttons_become_commands(
    screen: desktop.Desktop, notifier: Desktop, told: Queue[Command]
) -> None:
    said = {"Snooze": Verb.SNOOZE, "not slouching": Verb.FALSE_ALARM}
    for button, verb in said.items():
        notifier.notify(prompt_of(FORWARD))
        desktop.press(screen.folder, button)
        command = told.get(timeout=10.0)

        assert command.verb is verb
        wanted = timedelta(minutes=15) if verb is Verb.SNOOZE else None
        assert (command.until and command.until - command.at) == wanted


def test_a_click_shows_why_and_asks_nothing_of_the_watch(
    screen: desktop.Desktop, notifier: Desktop, told: Queue[Command]
) -> None:
    notifier.notify(prompt_of(FORWARD))
    desktop.dunstctl("action", "0")

    numbers = "Measured: 8.2°. Threshold: 5.0°."
    desktop.until(lambda: any(numbers in one["body"]["data"] for one in desktop.past()))
    assert told.empty()


def test_while_the_desktop_is_not_to_be_disturbed_nothing_is_seen_and_nothing_piles_up(
    screen: desktop.Desktop, notifier: Desktop
) -> None:
    desktop.dunstctl("set-paused", "true")
    for alert in (FORWARD, TOO_CLOSE, FORWARD):
        notifier.notify(prompt_of(alert))

    assert desktop.shown() == 0
    assert int(desktop.dunstctl("count", "waiting")) == 1


def test_a_daemon_that_is_started_again_shows_the_next_prompt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, notifier: Desktop
) -> None:
    with desktop.screen(tmp_path, monkeypatch):
        for _ in range(2):  # a new bus each time, as after logging in anew
            with desktop.session_bus(tmp_path, monkeypatch):
                with pytest.raises(NotifyError, match="none that answers"):
                    notifier.notify(prompt_of(FORWARD))
                with desktop.dunst(tmp_path):
                    notifier.notify(prompt_of(FORWARD))

                    desktop.until(lambda: desktop.shown() == 1)


def test_without_a_bus_a_sentence_says_what_else_can_be_used(
    monkeypatch: pytest.MonkeyPatch, notifier: Desktop
) -> None:
    for name in ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY"):
        monkeypatch.delenv(name, raising=False)

    with pytest.raises(NotifyError, match=r"expected a service .* \[notify\]"):
        notifier.notify(prompt_of(FORWARD))
