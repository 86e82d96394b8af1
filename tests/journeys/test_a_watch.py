"""A watch as users run it: a process of its own, a film as the camera, and other terminals."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from posture.app.settings import history_path
from posture.outputs.database import Database
from tests.program import Ended, spawn, start
from tests.streaming import streaming

FILM = Path(__file__).parents[2] / "samples" / "desk-front.mp4"
START_S, TOLD_S = 90.0, 20.0  # generous: machines differ, and a command starts a process of its own

pytestmark = pytest.mark.model


def rows(question: str) -> list[tuple[object, ...]]:
    class Reader(Database):
        def ask(self) -> list[tuple[object, ...]]:
            return self._read(question)

    with Reader(history_path()) as reader:
        return reader.ask()


def status() -> dict[str, object]:
    found: dict[str, object] = json.loads(spawn("status", "--json").out.splitlines()[0])
    return found


def until(true: Callable[[], bool], within_s: float) -> bool:
    end_s = time.monotonic() + within_s
    while time.monotonic() < end_s:
        if true():
            return True
        time.sleep(0.2)
    return true()


@contextmanager
def watching(*words: object) -> Iterator["subprocess.Popen[str]"]:
    with start("watch", *words) as process:
        try:
            assert until(lambda: bool(status().get("now")), START_S), "nothing was ever measured"
            yield process
        finally:
            process.kill()


def holds(process: "subprocess.Popen[str]", path: Path) -> bool:
    """Whether a process has a file open, as the system sees it."""
    links = Path(f"/proc/{process.pid}/fd").iterdir()
    return any(str(path) == str(link.readlink()) for link in links if link.is_symlink())


def accounted_s() -> float:
    sums = rows("SELECT sum(seated_s + standing_s + away_s + unknown_s) FROM minute")
    return float(str(sums[0][0]))


@pytest.mark.skipif(sys.platform != "linux", reason="open files are looked at as Linux shows them")
def test_a_watch_can_be_asked_paused_resumed_snoozed_and_stopped() -> None:
    with watching(FILM, "--quiet") as process:
        assert holds(process, FILM)
        assert status()["state"] == "watching"

        assert spawn("pause", "30m").code == 0
        assert until(lambda: not holds(process, FILM), TOLD_S)
        assert status()["state"] == "paused"

        assert spawn("resume").code == 0
        assert until(lambda: holds(process, FILM), TOLD_S)

        assert spawn("snooze", "15m").code == 0
        assert until(lambda: "snoozed until" in str(status()["hushed"]), TOLD_S)

        refused = spawn("watch", FILM, "--quiet", "--for", "1s")
        assert refused.code == 1
        assert "watches this camera already" in refused.err

        assert spawn("stop").code == 0
        assert process.wait(60) == 0
    assert status()["state"] == "stopped"
    assert rows("SELECT reason FROM session") == [("stopped",)]


def test_a_watch_of_a_stream_accounts_for_its_time() -> None:
    with streaming("http") as (address, _):
        ended = spawn("watch", address, "--for", "8s", "--quiet")

    assert ended.code == 0, ended.err
    assert accounted_s() == pytest.approx(8.0, abs=1.5)
    assert rows("SELECT sum(seated_s) > 3 FROM minute") == [(1,)]


def test_a_stream_that_breaks_off_is_said_and_its_time_is_unknown() -> None:
    with streaming("tcp") as (address, server), watching(address, "--quiet") as process:
        server.kill()

        assert until(lambda: status()["reason"] is not None, 15.0)
        assert status()["now"] == {} or until(lambda: status()["now"] == {}, 10.0)
        spawn("stop")
        assert process.wait(60) == 0
    assert rows("SELECT sum(unknown_s) > 1 FROM minute") == [(1,)]


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_whoever_ends_it_leaves_a_whole_session(sign: signal.Signals) -> None:
    with watching(FILM, "--quiet") as process:
        process.send_signal(sign)

        assert process.wait(60) == 130
    assert rows("SELECT count(*), count(ended_at) FROM session") == [(1, 1)]
    assert accounted_s() > 0
    assert status()["state"] == "stopped"


def test_json_says_once_a_second_how_it_stands() -> None:
    ended: Ended = spawn("watch", FILM, "--for", "6s", "--json", "--no-history")
    lines = [json.loads(line) for line in ended.out.splitlines()]

    assert ended.code == 0
    assert 5 <= len(lines) <= 8
    assert {"state", "reason", "since", "source", "now", "dose", "coverage"} <= lines[-1].keys()
    assert any(line["now"].get("camera_distance_cm") for line in lines)
    assert rows("SELECT count(*) FROM session") == [(0,)]
