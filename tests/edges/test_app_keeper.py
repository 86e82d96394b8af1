"""What a watch cannot write to its history waits, in its order, or is said to be lost."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from posture.app.keeper import Keeper
from posture.config import ExposureConfig
from posture.errors import StoreError
from posture.outputs.archive import Archive
from posture.outputs.logbook import Logbook
from tests.builders_watch import FORWARD, NOW


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite3"


@pytest.fixture
def logbook(path: Path) -> Iterator[Logbook]:
    """A history whose writers give up at once where somebody else writes."""
    with Logbook(path) as opened:
        opened._base.execute("PRAGMA busy_timeout = 0")
        yield opened


@pytest.fixture
def other(logbook: Logbook, path: Path) -> Iterator[sqlite3.Connection]:
    """Somebody else who writes and can hold the file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as opened:
        yield opened


def keeper_of(logbook: Logbook) -> Keeper:
    versions = {"posture": "0.1.0"}
    return Keeper(logbook, ExposureConfig(), source="0", started_at=NOW, versions=versions)


def alerted(keeper: Keeper, at_s: float) -> None:
    """Let it hear of a prompt without a picture."""
    keeper._keep(lambda logbook: keeper._alerted(replace(FORWARD, time_s=at_s), logbook))


def test_minutes_prompts_denials_and_profiles_wait_while_nothing_can_be_written(
    logbook: Logbook, path: Path, other: sqlite3.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    keeper = keeper_of(logbook)
    keeper.begin(None)
    alerted(keeper, 10.0)
    other.execute("BEGIN IMMEDIATE")
    keeper.measures_against("desk")
    for minute in range(1, 4):
        keeper.unseen(60.0 * minute)
    alerted(keeper, 200.0)
    keeper.false_alarm(NOW + timedelta(seconds=210))
    keeper.end(NOW + timedelta(seconds=220), "calibrated anew")
    keeper.begin("sofa", 230.0)
    sentences = capsys.readouterr().err.splitlines()
    other.execute("ROLLBACK")
    keeper.unseen(300.0)
    keeper.end(NOW + timedelta(seconds=310), "stopped")
    keeper.close()

    with Archive(path) as archive:
        first, second = archive.watched()
        said = archive.said(first.id)
        kept = [archive.minutes(one.id) for one in (first, second)]
    unknown_s = [sum(one.seconds["unknown"] for one in minutes) for minutes in kept]
    assert len(sentences) == 1
    assert "locked" in sentences[0]
    assert sentences[0].endswith("The watch goes on, and writes what it sees once it can.")
    assert (first.profile, first.reason) == ("desk", "calibrated anew")
    assert (second.profile, second.reason) == ("sofa", "stopped")
    assert [(one.alert.time_s, one.denied) for one in said] == [(10.0, False), (200.0, True)]
    assert unknown_s == pytest.approx([180, 70])
    assert capsys.readouterr().err == ""


def test_what_can_never_be_written_is_said_to_be_lost(
    logbook: Logbook, path: Path, other: sqlite3.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    keeper = keeper_of(logbook)
    keeper.begin(None)
    other.execute("BEGIN IMMEDIATE")
    keeper.end(NOW + timedelta(seconds=30), "stopped")
    keeper.close()

    assert capsys.readouterr().err.splitlines()[-1] == (
        "posture: 1 row could not be written to the history until the end: lost."
    )


def test_a_watch_that_cannot_even_begin_its_history_does_not_begin(
    logbook: Logbook, other: sqlite3.Connection
) -> None:
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreError, match="locked"):
        keeper_of(logbook).begin(None)


def test_what_belongs_to_a_deleted_session_keeps_nothing_else_waiting(
    logbook: Logbook, path: Path, other: sqlite3.Connection
) -> None:
    keeper = keeper_of(logbook)
    keeper.begin(None)
    other.execute("DELETE FROM session")
    keeper.unseen(120.0)
    keeper.end(NOW + timedelta(seconds=130), "calibrated anew")
    keeper.begin("sofa", 140.0)
    keeper.end(NOW + timedelta(seconds=150), "stopped")

    with Archive(path) as archive:
        assert [one.profile for one in archive.watched()] == ["sofa"]
