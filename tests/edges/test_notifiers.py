"""Bell, program and fan-out: every prompt reaches what works, and nothing that fails is felt."""

import io
import sys
from ast import literal_eval
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from rich.console import Console

from posture.alerts import KINDS
from posture.errors import ConfigError, NotifyError
from posture.notifiers import command
from posture.notifiers.bell import Bell
from posture.notifiers.command import Command
from posture.notifiers.fan_out import FanOut
from posture.outputs.prompting import prompt_of
from posture.ports import Answer, Notifier, Prompt
from posture.types import Alert
from tests.builders_prompts import FORWARD, LOADED, TOO_CLOSE

PROMPT = prompt_of(FORWARD)
CUTE = Prompt(title="$(touch shell)", text="; touch shell `touch shell` > shell", why="")


class Remembering:
    """Keeps what it is told; may fail, or wait."""

    def __init__(self, name: str = "kept", *, fails: int = 0, gate: Event | None = None) -> None:
        self.name, self.said = name, list[str]()
        self._fails, self._gate = fails, gate

    def notify(self, prompt: Prompt) -> None:
        if self._gate is not None:
            assert self._gate.wait(10.0)
        self._fails -= 1
        if self._fails >= 0:
            raise ZeroDivisionError("out of order")
        self.said.append(prompt.title)

    def clear(self) -> None:
        self.said.append("clear")

    def close(self) -> None:
        self.said.append("close")


@contextmanager
def fan_out(*notifiers: Notifier) -> Iterator[tuple[FanOut, list[str]]]:
    complaints: list[str] = []
    out = FanOut(notifiers, complaints.append)
    try:
        yield out, complaints
    finally:
        out.close()


def test_who_hangs_or_fails_keeps_no_prompt_from_the_others_and_holds_nobody_up() -> None:
    gate, works = Event(), Remembering("works")
    slow, broken = Remembering("slow", gate=gate), Remembering("broken", fails=9)
    with fan_out(broken, slow, works) as (out, complaints):
        for _ in range(3):
            out.notify(PROMPT)
        gate.set()

    assert works.said == slow.said == [PROMPT.title] * 3 + ["close"]
    assert complaints == ["broken: out of order"]


def test_a_failure_is_said_once_until_it_has_worked_again() -> None:
    class Moody(Remembering):
        def notify(self, prompt: Prompt) -> None:
            if prompt.text == "fails":
                raise OSError("no")

    with fan_out(Moody("moody")) as (out, complaints):
        for text in ("fails", "fails", "works", "fails", "fails"):
            out.notify(Prompt(title="t", text=text, why=""))

    assert complaints == ["moody: no", "moody: no"]


def test_what_is_cleared_is_cleared_everywhere() -> None:
    one, other = Remembering(), Remembering()
    with fan_out(one, other) as (out, _):
        out.notify(PROMPT)
        out.clear()

    assert one.said == other.said == [PROMPT.title, "clear", "close"]


def test_the_bell_rings_and_writes_a_line() -> None:
    terminal = io.StringIO()
    bell = Bell(Console(file=terminal, force_terminal=True, width=60))

    bell.notify(PROMPT)

    assert terminal.getvalue().count("\a") == 1
    assert f"{PROMPT.title}: {PROMPT.text}\n" in terminal.getvalue()


def test_without_a_terminal_the_line_is_written_without_the_bell() -> None:
    log = io.StringIO()

    Bell(Console(file=log)).notify(PROMPT)

    assert "\a" not in log.getvalue()
    assert PROMPT.text in log.getvalue()


def test_a_program_gets_title_and_text_as_they_are_and_no_shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "write arguments.py"
    script.write_text(
        "import os, sys\n"
        "from pathlib import Path\n"
        "Path(__file__).with_name('told').write_text(repr((sys.argv[1:], dict(os.environ))))\n"
    )
    where = {"GREETING": "hello", "PATH": ""}

    monkeypatch.chdir(tmp_path)
    Command(f"{sys.executable} '{script}' --now", where).notify(CUTE)

    arguments, environment = literal_eval((tmp_path / "told").read_text())
    assert arguments == ["--now", CUTE.title, CUTE.text]
    assert where.items() <= environment.items()
    assert {path.name for path in tmp_path.iterdir()} == {"told", script.name}


@pytest.mark.parametrize(
    ("program", "complaint"),
    [
        ("nowhere-to-be-found", "could not be run"),
        (f"{sys.executable} -c 'raise SystemExit(3)'", "ended with 3"),
        (f"{sys.executable} -c 'import time; time.sleep(60)'", "was stopped after 0.2 s"),
    ],
)
def test_a_program_that_does_not_end_well_is_named(
    program: str, complaint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "WITHIN_S", 0.2 if "sleep" in program else 10.0)

    with pytest.raises(NotifyError, match=complaint):
        Command(program, {}).notify(PROMPT)


@pytest.mark.parametrize("words", ["", "  ", "say 'it"])
def test_a_command_that_names_no_program_is_refused_before_the_watch(words: str) -> None:
    with pytest.raises(ConfigError, match=r"\[notify\] command: expected a program"):
        Command(words, {})


@pytest.mark.parametrize("alert", [FORWARD, TOO_CLOSE, LOADED], ids=lambda alert: str(alert.kind))
def test_a_prompt_says_the_alert_offers_the_break_and_can_be_answered(alert: Alert) -> None:
    prompt = prompt_of(alert)

    assert prompt.text.startswith(f"{alert.message} Break of 45 s: ")
    assert set(prompt.buttons) == set(Answer)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_alert_has_a_title_and_a_why(kind: str) -> None:
    prompt = prompt_of(replace(LOADED, kind=kind))

    assert prompt.title[0].isupper()
    assert "Threshold: 100 % of our guide value." in prompt.why


def test_arms_that_are_up_have_no_number_behind_them() -> None:
    assert "Measured" not in prompt_of(replace(LOADED, kind="arms_overhead", unit="1/0")).why
