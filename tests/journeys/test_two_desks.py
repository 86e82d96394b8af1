"""One camera at two desks: a watch finds out by itself which profile belongs to the picture."""

import json
from typing import Any

import pytest

from posture.app import profiles
from posture.app.settings import config_path
from tests.program import spawn
from tests.watches import FILM, START_S, rows, status, until, watching

QUICK = """[calibration]
upright_s = 3.0
shrug_s = 0.5
relax_s = 0.5
settle_s = 0.5
patience_s = 0.5
"""

pytestmark = pytest.mark.model


def change(name: str, changes: dict[str, Any]) -> None:
    """Keep a profile under another name, with other values."""
    table = json.loads(profiles.existing("desk-front").read_text("utf-8"))
    profiles.path_of(name).write_text(json.dumps({**table, **changes}), "utf-8")


def test_of_two_profiles_the_one_of_the_same_room_is_used_and_written_down() -> None:
    config_path().parent.mkdir(parents=True)
    config_path().write_text(QUICK, "utf-8")
    assert spawn("calibrate", "--source", FILM, "--out", "desk-front").code == 0
    behind = json.loads(profiles.existing("desk-front").read_text("utf-8"))["backdrop"]
    assert len([one for one in behind if one is not None]) > 16
    change("office", {"backdrop": behind})
    change("desk-front", {"backdrop": behind[::-1]})  # somebody sits there in the same way

    with watching(FILM, "--quiet") as process:
        assert until(lambda: status()["profile"] == "office", START_S)
        spawn("stop")
        assert process.wait(60) == 0

    assert rows("SELECT profile FROM session") == [("office",)]


def test_before_the_first_warning_another_room_asks_for_a_new_profile() -> None:
    config_path().parent.mkdir(parents=True)
    config_path().write_text(QUICK, "utf-8")
    assert spawn("calibrate", "--source", FILM, "--out", "desk-front").code == 0
    behind = json.loads(profiles.existing("desk-front").read_text("utf-8"))["backdrop"]
    change("desk-front", {"backdrop": behind[::-1]})

    with watching(FILM, "--quiet"):
        assert until(lambda: status()["hushed"] == "what is behind you looks otherwise", START_S)
