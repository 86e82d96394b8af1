"""A calibration hears what is told to the watch it belongs to."""

from datetime import timedelta
from pathlib import Path

from posture.app.called import Called
from posture.outputs.control import Control
from posture.status import Command, Verb
from tests.builders_watch import NOW, WATCHING


def test_what_was_told_just_before_a_calibration_is_obeyed(tmp_path: Path) -> None:
    pause = Command(verb=Verb.PAUSE, at=NOW + timedelta(seconds=1))
    with Control(tmp_path / "history.sqlite3") as mailbox:
        mailbox.beat(WATCHING.source, NOW, WATCHING)
        mailbox.send(pause)
        called = Called(mailbox, WATCHING.source)

        assert called.away()
        assert called.commands == [pause]
