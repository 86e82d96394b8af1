"""What was kept can be listed, taken along and deleted, and nothing private leaves with it."""

import csv
import json
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from posture.care_course import CoachSession, Result
from posture.care_diary import DiaryEntry
from posture.errors import StoreError
from posture.outputs.archive import WITHIN, Archive
from posture.outputs.control import Control
from posture.outputs.exports import WRITERS
from posture.outputs.history import NEVER_EXPORTED, History
from posture.outputs.logbook import Logbook
from tests.builders_watch import FORWARD, NOW, WATCHING, minute

DAY = timedelta(days=1)
BETWEEN_PROCESSES = {"control", "heartbeat"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A history of two days with two minutes and an alert each, a diary, and the coach."""
    path = tmp_path / "history.sqlite3"
    with Logbook(path) as logbook:
        for day in range(2):
            session = logbook.begin("0", NOW + day * DAY, "home-desk", {"posture": "0.1.0"})
            for number in range(2):
                logbook.add_minute(session, minute(1440 * day + number))
            said = logbook.add_alert(session, NOW + day * DAY + timedelta(minutes=1), FORWARD)
            logbook.end(session, NOW + day * DAY + timedelta(minutes=3), "stopped")
            if day == 1:
                logbook.add_feedback(said, NOW + DAY)
    with History(path) as history:
        for day in range(2):
            history.add_entry(DiaryEntry(at=NOW + day * DAY, pain=day, note=f"secret of day {day}"))
            history.add_session(coached(NOW + day * DAY), {})
            history.add_result(NOW + day * DAY, Result.AGREED)
    return path


def coached(at: datetime) -> CoachSession:
    return CoachSession(at=at, muscle="scalenes", level=None, before=4, after=3, stopped=False)


def bytes_of(path: Path) -> bytes:
    """Return all bytes that the history has on the disk."""
    return b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*"))


def tables(path: Path) -> dict[str, int]:
    """Return every table and how many rows it has."""
    with closing(sqlite3.connect(path)) as base:
        names = [
            row[0] for row in base.execute("SELECT name FROM sqlite_schema WHERE type='table'")
        ]
        return {name: base.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names}


def test_sessions_are_listed_with_what_was_seen_of_them(path: Path) -> None:
    with Archive(path) as archive:
        first, second = archive.watched()

    assert (first.id, first.source, first.profile, first.reason) == (1, "0", "home-desk", "stopped")
    assert (first.started_at, second.started_at) == (NOW, NOW + DAY)
    assert (first.duration_s, first.observed_s, first.alerts) == (180.0, 120.0, 1)
    assert first.versions == {"posture": "0.1.0"}


def test_a_span_holds_what_began_within_it(path: Path) -> None:
    span = (NOW.timestamp() + 1, (NOW + DAY).timestamp() + 1)
    with Archive(path) as archive:
        assert [one.id for one in archive.watched(span)] == [2]
        rows = {table.name: len(list(table.rows)) for table in archive.tables(span)}

    assert rows == {
        **{"session": 1, "minute": 2, "minute_state": 2, "minute_dose": rows["minute_dose"]},
        **{"alert": 1, "feedback": 1, "diary": 1, "coach": 1},
    }


def test_a_running_session_lasts_until_its_last_beat(path: Path) -> None:
    with Logbook(path) as logbook, Control(path) as control, Archive(path) as archive:
        session = logbook.begin("0", NOW + 2 * DAY)
        assert archive.watched()[-1].duration_s == 0
        control.beat("0", NOW + 2 * DAY + timedelta(seconds=7), WATCHING, session)
        assert archive.watched()[-1].duration_s == 7
        logbook.add_minute(session, minute(2880))
        assert archive.watched()[-1].duration_s == 60
        assert archive.watched()[-1].reason is None


def test_what_was_said_says_whether_it_was_denied(path: Path) -> None:
    with Archive(path) as archive:
        assert [one.denied for number in (1, 2) for one in archive.said(number)] == [False, True]
        assert archive.said(1)[0].alert == FORWARD


def test_every_table_is_exported_or_private(path: Path) -> None:
    assert set(tables(path)) == set(WITHIN) | set(NEVER_EXPORTED) | BETWEEN_PROCESSES
    assert set(WITHIN).isdisjoint(NEVER_EXPORTED)


@pytest.mark.parametrize("form", WRITERS)
def test_no_export_holds_what_is_private(path: Path, tmp_path: Path, form: str) -> None:
    with Archive(path) as archive:
        for table in archive.tables():
            WRITERS[form](table, tmp_path / "out" / f"{table.name}.{form}")

    assert {one.stem for one in (tmp_path / "out").iterdir()} == set(WITHIN)
    assert b"agreed" not in b"".join(one.read_bytes() for one in (tmp_path / "out").iterdir())


def test_csv_json_and_parquet_hold_the_same(path: Path, tmp_path: Path) -> None:
    from pyarrow import parquet

    with Archive(path) as archive:
        for form, write in WRITERS.items():
            for table in archive.tables():
                write(table, tmp_path / f"{table.name}.{form}")

    for name, count in tables(path).items():
        if name not in WITHIN:
            continue
        objects = json.loads((tmp_path / f"{name}.json").read_text("utf-8"))
        assert len(objects) == count
        assert parquet.read_table(tmp_path / f"{name}.parquet").to_pylist() == objects
        rows = list(csv.DictReader((tmp_path / f"{name}.csv").read_text("utf-8").splitlines()))
        assert rows == [
            {key: "" if value is None else str(value) for key, value in one.items()}
            for one in objects
        ]


def test_moments_are_exported_in_words(path: Path) -> None:
    with Archive(path) as archive:
        for table in archive.tables():
            times = [place for place, name in enumerate(table.columns) if name.endswith("at")]
            for row in table.rows:
                assert all(datetime.fromisoformat(row[place]).tzinfo for place in times)


def test_without_pyarrow_parquet_says_what_to_type(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with Archive(path) as archive, pytest.raises(StoreError, match=r"pip install .*parquet"):
        WRITERS["parquet"](next(archive.tables()), tmp_path / "session.parquet")


def test_what_is_purged_is_nowhere_in_the_file(path: Path) -> None:
    assert b"secret of day 0" in bytes_of(path)
    with Archive(path) as archive:
        archive.purge(NOW + timedelta(hours=1))
        left = archive.watched()

    assert [one.id for one in left] == [2]
    assert b"secret of day 0" not in bytes_of(path)
    assert b"secret of day 1" in bytes_of(path)
    assert {name: count for name, count in tables(path).items() if count == 1} == dict.fromkeys(
        ["session", "alert", "feedback", "diary", "coach", "safety"], 1
    )


def test_a_session_across_the_date_begins_there(path: Path) -> None:
    cut = NOW + DAY + timedelta(minutes=1)
    with Archive(path) as archive:
        archive.purge(cut)
        (left,) = archive.watched()

    assert (left.started_at, left.observed_s, left.duration_s) == (cut, 60.0, 120.0)


def test_a_session_that_runs_is_written_on_after_a_purge(path: Path) -> None:
    with Logbook(path) as logbook, Archive(path) as archive:
        session = logbook.begin("0", NOW + 2 * DAY)
        archive.purge(NOW + 3 * DAY)
        logbook.add_minute(session, minute(3 * 1440))

        assert [one.id for one in archive.watched()] == [session]
        assert len(archive.minutes(session)) == 1


def test_a_purge_of_everything_leaves_an_empty_history(path: Path) -> None:
    with Archive(path) as archive:
        archive.purge(NOW + 10 * DAY)

    assert set(tables(path).values()) == {0}


def test_a_backup_is_a_history_of_its_own_while_a_watch_writes(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy" / "mine.sqlite3"
    with Logbook(path) as logbook, Archive(path) as archive:
        session = logbook.begin("0", NOW + 2 * DAY)
        archive.backup(copy)
        logbook.add_minute(session, minute(2880))

    with Archive(copy) as archive:
        assert [one.id for one in archive.watched()] == [1, 2, 3]
        assert archive.minutes(3) == ()
    assert copy.stat().st_mode & 0o777 == 0o600
