"""A watch as users run it: a process of its own, a film as the camera, and other terminals."""

import json
import signal
import sys

import pytest

from tests.program import Ended, spawn
from tests.streaming import streaming
from tests.watches import FILM, TOLD_S, accounted_s, holds, rows, status, until, watching

pytestmark = pytest.mark.model


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


def test_the_time_that_was_asked_for_is_accounted_for() -> None:
    with streaming("http") as (address, _):
        ended = spawn("watch", address, "--for", "20s", "--quiet")

    assert (ended.code, ended.out) == (0, "")
    assert accounted_s() == pytest.approx(20.0, abs=2.0)
    assert rows("SELECT reason, abs(ended_at - started_at - 20) < 3 FROM session") == [
        ("its 20 s are over", 1)
    ]
    assert rows("SELECT sum(seated_s) > 10 FROM minute") == [(1,)]


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
