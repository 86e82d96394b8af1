"""Which notifiers the settings ask for."""

import sys
from pathlib import Path
from queue import Queue

import pytest

from posture.app.prompters import prompter
from posture.config import NotifyConfig
from posture.outputs.prompting import prompt_of
from posture.status import Command
from tests.builders_prompts import FORWARD


def test_a_desktop_that_is_not_there_leaves_bell_and_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    write = tmp_path / "write.py"
    write.write_text("import sys\nopen(__file__ + '.said', 'w').write(sys.argv[1])\n")
    config = NotifyConfig(bell=True, command=f"{sys.executable} {write}")
    told: Queue[Command] = Queue()

    prompts = prompter(config, told.put)
    for _ in range(2):
        prompts.notify(prompt_of(FORWARD))
    prompts.close()

    shown = capsys.readouterr().err
    assert shown.count(FORWARD.message) == 2
    assert shown.count("posture: desktop notification: expected a service") == 1
    assert (tmp_path / "write.py.said").read_text() == "Head forward"


def test_nothing_is_shown_where_nothing_is_wanted(capsys: pytest.CaptureFixture[str]) -> None:
    prompts = prompter(NotifyConfig(desktop=False), Queue[Command]().put)
    prompts.notify(prompt_of(FORWARD))
    prompts.close()

    assert capsys.readouterr().err == ""
