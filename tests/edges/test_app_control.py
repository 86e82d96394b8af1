"""Commands to a running watch: taken within two seconds, or withdrawn and said so."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from posture.app.settings import history_path
from posture.outputs.control import Control
from posture.outputs.logbook import Logbook
from posture.status import Command, Status, Verb, WatchState
from posture.types import Estimate
from tests.builders_watch import FORWARD, WATCHING
from tests.program import call

BUSY = replace(
    WATCHING,
    profile="home-desk",
    hushed="snoozed until 15:20",
    now={"head_forward_deg": Estimate(41.25, 3.0), "screen_distance_cm": Estimate(48.0, 2.0)},
    states=("too_close",),
    dose={"cervical_extensors": 0.62, "upper_trapezius_left": 0.1},
    coverage=0.93,
    seated_min=42.0,
    last_alert=FORWARD,
    last_alert_at=WATCHING.since,
)


def now() -> datetime:
    return datetime.now().astimezone()


def beat(status: Status, *, age_s: float = 0.0) -> None:
    with Control(history_path()) as control:
        control.beat(status.source, now() - timedelta(seconds=age_s), status)


@contextmanager
def watching(source: str = "0") -> Iterator[list[Command]]:
    """A watch that does nothing but beat and take, and gives the list of what it took."""
    taken: list[Command] = []
    ready, over = threading.Event(), threading.Event()

    def watch() -> None:
        with Control(history_path()) as control:
            while not over.is_set():
                control.beat(source, now(), replace(BUSY, source=source))
                taken.extend(control.take(source))
                ready.set()
                over.wait(0.05)

    thread = threading.Thread(target=watch)
    thread.start()
    ready.wait()
    yield taken
    over.set()
    thread.join()


@pytest.mark.parametrize(
    "command", ["status", "pause", "resume", "snooze", "recalibrate", "stop", "feedback"]
)
def test_without_a_watch_the_state_is_stopped(
    capsys: pytest.CaptureFixture[str], command: str
) -> None:
    words = [command, "false-alarm"] if command == "feedback" else [command]
    never = call(capsys, *words)
    beat(WATCHING, age_s=60)
    silent = call(capsys, *words)

    assert (never.code, never.out) == (1, "stopped\n")
    assert silent.code == 1
    assert silent.out.startswith("stopped")


def test_asking_for_the_state_makes_no_history(capsys: pytest.CaptureFixture[str]) -> None:
    call(capsys, "status")
    call(capsys, "stop")
    call(capsys, "why")

    assert not history_path().exists()


def test_the_state_of_a_watch_that_never_ran_has_all_keys(
    capsys: pytest.CaptureFixture[str],
) -> None:
    never = json.loads(call(capsys, "status", "--json").out)
    beat(BUSY)

    assert never["state"] == "stopped"
    assert never.keys() <= json.loads(call(capsys, "status", "--json").out).keys()


def test_the_state_of_a_running_watch_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    beat(BUSY)
    ended = call(capsys, "status", "--json")
    found = json.loads(ended.out)

    assert ended.code == 0
    assert (found["state"], found["source"], found["seated_min"]) == ("watching", "0", 42.0)
    assert found["now"]["screen_distance_cm"] == {"value": 48.0, "sd": 2.0}
    assert found["dose"]["cervical_extensors"] == 0.62


def test_the_state_is_said_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    beat(BUSY)
    said = call(capsys, "status").out

    for words in ("watching", "home-desk", "snoozed until 15:20", "48.0 cm ± 2.0 cm", "42 min"):
        assert words in said
    assert "62 % of our guide value" in said
    assert "limit" not in said


def test_a_crashed_watch_says_since_when(capsys: pytest.CaptureFixture[str]) -> None:
    beat(BUSY, age_s=60)
    found = json.loads(call(capsys, "status", "--json").out)

    assert (found["state"], found["reason"]) == ("stopped", "it ended without a word")
    assert datetime.fromisoformat(found["since"]) < now() - timedelta(seconds=58)


@pytest.mark.parametrize(
    ("words", "verb", "length_s"),
    [
        (["pause"], Verb.PAUSE, None),
        (["pause", "30m"], Verb.PAUSE, 1800),
        (["snooze"], Verb.SNOOZE, 900),
        (["snooze", "1h20m"], Verb.SNOOZE, 4800),
        (["resume"], Verb.RESUME, None),
        (["recalibrate"], Verb.RECALIBRATE, None),
        (["feedback", "false-alarm"], Verb.FALSE_ALARM, None),
        (["stop"], Verb.STOP, None),
    ],
)
def test_a_running_watch_takes_what_it_is_told(
    capsys: pytest.CaptureFixture[str], words: list[str], verb: Verb, length_s: float | None
) -> None:
    with watching() as taken:
        ended = call(capsys, *words)

    (found,) = taken
    assert (ended.code, found.verb) == (0, verb)
    if length_s is None:
        assert found.until is None
    else:
        assert found.until is not None
        assert (found.until - found.at).total_seconds() == pytest.approx(length_s, abs=5)


def test_until_may_be_two_words(capsys: pytest.CaptureFixture[str]) -> None:
    with watching() as taken:
        call(capsys, "pause", "until", "14:00")
        call(capsys, "pause", "until 14:00")

    assert taken[0].until == taken[1].until
    assert taken[0].until is not None
    assert taken[0].until.astimezone().hour == 14


def test_one_of_several_watches_can_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    with watching("0") as first, watching("HD Webcam") as second:
        call(capsys, "pause", "--source", "HD Webcam")
        call(capsys, "stop")

    assert [one.verb for one in first] == [Verb.STOP]
    assert [one.verb for one in second] == [Verb.PAUSE, Verb.STOP]


def test_a_watch_that_does_not_answer_is_named_and_nothing_is_left_for_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    beat(WATCHING)
    ended = call(capsys, "stop")

    assert ended.code == 1
    assert "found no answer; nothing was changed" in ended.sentences[0]
    with Control(history_path()) as control:
        assert control.take("0") == ()


@pytest.mark.parametrize("words", [["pause", "30"], ["snooze", "15"], ["feedback", "nonsense"]])
def test_what_is_not_clear_is_refused_before_anything_is_sent(
    capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    with watching() as taken:
        ended = call(capsys, *words)

    assert (ended.code, taken) == (2, [])


def test_why_explains_what_the_running_watch_said_last(
    capsys: pytest.CaptureFixture[str],
) -> None:
    beat(BUSY)
    said = call(capsys, "why").out

    assert FORWARD.message in said
    assert "12.4°" in said
    assert "5.0° on" in said
    assert "what to do: " in said


def test_why_explains_the_history_when_nothing_runs(capsys: pytest.CaptureFixture[str]) -> None:
    with Logbook(history_path()) as logbook:
        logbook.add_alert(logbook.begin("0", now()), now(), FORWARD)
    found = json.loads(call(capsys, "why", "--json").out)

    assert (found["kind"], found["value"], found["limit"]) == ("head_forward", 12.4, 5.0)
    assert json.loads(call(capsys, "why", "--json", "--source", "1").out) is None


def test_what_was_never_said_cannot_be_denied(capsys: pytest.CaptureFixture[str]) -> None:
    beat(WATCHING)
    ended = call(capsys, "feedback", "false-alarm")

    assert ended.code == 1
    assert ended.out == "nothing has been said yet, so nothing can be denied\n"


def test_why_lists_the_false_alarms_that_count_and_what_they_changed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with Logbook(history_path()) as logbook:
        session = logbook.begin("0", now())
        for days in (50, 2, 1):
            at = now() - timedelta(days=days)
            logbook.add_feedback(logbook.add_alert(session, at, FORWARD), at)
    said = " ".join(call(capsys, "why").out.split())
    listed = json.loads(call(capsys, "why", "--json").out)["false_alarms"]

    assert [one["changed"][0]["after"] for one in listed] == [5.4, 5.8]
    assert listed[0]["said"] == FORWARD.message
    assert "head forward said from 5.8° and 2.03 cm on, before from 5.4° and 1.89 cm" in said


def test_a_paused_watch_is_running(capsys: pytest.CaptureFixture[str]) -> None:
    beat(replace(WATCHING, state=WatchState.PAUSED, reason="lent to another program"))
    ended = call(capsys, "status")

    assert ended.code == 0
    assert ended.out.startswith("paused: lent to another program (0, since ")
