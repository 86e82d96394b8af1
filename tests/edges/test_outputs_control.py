"""Commands reach a running watch once each; a watch that is silent is stopped."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.outputs.control import Control
from posture.status import (
    CRASHED,
    SILENT_S,
    Command,
    Status,
    Verb,
    WatchState,
    from_mapping,
    to_mapping,
)
from tests.builders_watch import NOW, STATI, WATCHING

SECOND = timedelta(seconds=1)
PAUSE = Command(verb=Verb.PAUSE, at=NOW, until=NOW + timedelta(minutes=30))
STOP = Command(verb=Verb.STOP, at=NOW + SECOND)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite3"


@pytest.fixture
def control(path: Path) -> Iterator[Control]:
    with Control(path) as opened:
        yield opened


@given(status=STATI)
def test_a_status_that_is_kept_is_printed_the_same(status: Status) -> None:
    printed = to_mapping(status)

    assert to_mapping(from_mapping(printed)) == printed
    assert from_mapping(printed).last_alert == status.last_alert


@given(stati=st.lists(STATI, max_size=5))
def test_the_last_word_of_each_watch_counts(
    tmp_path_factory: pytest.TempPathFactory, stati: list[Status]
) -> None:
    with Control(tmp_path_factory.mktemp("beats") / "history.sqlite3") as control:
        for number, status in enumerate(stati):
            control.beat(status.source, NOW + number * SECOND / 10, status)
        found = control.stati(NOW + SECOND)

    last = {status.source: to_mapping(status) for status in stati}
    assert {one.status.source: to_mapping(one.status) for one in found} == last


def test_commands_are_taken_once_and_in_their_order(control: Control, path: Path) -> None:
    control.beat("0", NOW, WATCHING)
    letters = (*control.send(PAUSE), *control.send(STOP, "0"))
    assert control.waiting(letters)

    with Control(path) as watch:
        assert watch.take("1") == ()
        assert watch.take("0") == (PAUSE, STOP)
        assert watch.take("0") == ()
    assert not control.waiting(letters)
    assert not control.withdraw(letters)


def test_a_command_for_all_reaches_every_running_watch(control: Control) -> None:
    control.beat("0", NOW, WATCHING)
    control.beat("1", NOW, replace(WATCHING, source="1", state=WatchState.PAUSED))
    control.beat("2", NOW - timedelta(hours=1), replace(WATCHING, source="2"))
    control.beat("3", NOW, replace(WATCHING, source="3", state=WatchState.STOPPED))

    assert len(control.send(STOP)) == 2
    assert [len(control.take(name)) for name in "0123"] == [1, 1, 0, 0]


def test_no_letter_waits_for_a_watch_that_does_not_run(control: Control) -> None:
    assert control.send(STOP) == ()
    control.beat("0", NOW, WATCHING)
    assert control.send(STOP, "1") == ()

    assert control.take("0") == ()


def test_what_was_not_taken_can_be_withdrawn(control: Control) -> None:
    control.beat("0", NOW, WATCHING)
    letters = control.send(STOP)

    assert control.withdraw(letters)
    assert control.take("0") == ()


def test_a_watch_that_fell_silent_is_stopped(control: Control) -> None:
    control.beat("0", NOW, WATCHING)

    (fresh,) = control.stati(NOW + SILENT_S * SECOND)
    (silent,) = control.stati(NOW + (SILENT_S + 1) * SECOND)
    assert (fresh.status, fresh.age_s, fresh.runs) == (WATCHING, SILENT_S, True)
    assert (silent.status.state, silent.status.reason) == (WatchState.STOPPED, CRASHED)
    assert (silent.status.since, silent.runs) == (NOW, False)


def test_a_watch_that_said_goodbye_keeps_its_reason(control: Control) -> None:
    ended = replace(WATCHING, state=WatchState.STOPPED, reason="stopped")
    control.beat("0", NOW, ended)

    (found,) = control.stati(NOW + timedelta(days=1))
    assert found.status == ended
