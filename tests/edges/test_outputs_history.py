"""The history file: kept across openings, brought up to date, private, one writer at a time."""

import sqlite3
import stat
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.care_course import CoachSession, Result
from posture.care_diary import DiaryEntry, Tag
from posture.errors import StoreError
from posture.outputs.history import NEVER_EXPORTED, History

VERSION = 2
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ENTRIES = st.builds(
    DiaryEntry,
    at=st.integers(0, 10**6).map(lambda seconds: NOW + timedelta(seconds=seconds)),
    pain=st.integers(0, 10),
    tags=st.lists(st.sampled_from(Tag), unique=True).map(tuple),
    note=st.none() | st.text(st.characters(exclude_categories=["Cs"])),
)


def coached(*, before: int = 4, after: int | None = 3, stopped: bool = False) -> CoachSession:
    return CoachSession(
        at=NOW, muscle="scalenes", level=None, before=before, after=after, stopped=stopped
    )


@given(entries=st.lists(ENTRIES, max_size=5))
def test_the_diary_comes_back_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, entries: list[DiaryEntry]
) -> None:
    path = tmp_path_factory.mktemp("diary") / "history.sqlite3"
    for entry in entries:
        with History(path) as history:
            history.add_entry(entry)

    with History(path) as history:
        assert sorted(history.entries(), key=repr) == sorted(entries, key=repr)


def test_pain_before_and_after_the_coach_stands_in_the_diary(tmp_path: Path) -> None:
    with History(tmp_path / "history.sqlite3") as history:
        history.add_session(coached(), {"before": {"turn": {"left": {"deg": 40.0, "sd": 5.0}}}})
        history.add_session(coached(after=None, stopped=True), {})

        moments = [(entry.moment, entry.pain) for entry in history.entries()]
        assert moments == [("before", 4), ("after", 3), ("before", 4)]
        assert [one.stopped for one in history.sessions()] == [False, True]


def test_of_the_questions_only_result_and_date_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    with History(path) as history:
        history.add_result(NOW - timedelta(days=2), Result.AGREED)
        history.add_result(NOW, Result.CLEAR)
        past = history.past()

    assert (past.result, past.asked_at) == (Result.CLEAR, NOW)
    assert past.agreed_at == NOW - timedelta(days=2)
    with sqlite3.connect(path) as base:
        columns = [row[1] for row in base.execute("PRAGMA table_info(safety)")]
    assert columns == ["id", "at", "result"]
    assert "safety" in NEVER_EXPORTED


def test_a_new_history_knows_of_nothing(tmp_path: Path) -> None:
    with History(tmp_path / "new" / "history.sqlite3") as history:
        past = history.past()

    assert past.result is None
    assert past.asked_at is None
    assert (*past.sessions, *past.pains) == ()


def test_the_history_can_be_read_by_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    with History(path) as history:
        history.add_result(NOW, Result.CLEAR)
        modes = {stat.S_IMODE(one.stat().st_mode) for one in tmp_path.iterdir()}

    assert modes == {0o600}


def test_the_file_says_its_version_and_writes_ahead(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    with History(path):
        pass

    with sqlite3.connect(path) as base:
        assert base.execute("PRAGMA user_version").fetchone() == (VERSION,)
        assert base.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_history_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    with sqlite3.connect(path) as base:
        base.execute("PRAGMA user_version = 99")

    with pytest.raises(StoreError, match=rf"version {VERSION} or older, found version 99"):
        History(path)


@pytest.mark.parametrize("content", [b"no database at all, but long enough", None])
def test_what_is_no_history_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "history.sqlite3"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content * 40)

    with pytest.raises(StoreError, match=r"history\.sqlite3: expected a history .*POSTURE_HOME"):
        History(path)


def test_impossible_pain_is_not_kept(tmp_path: Path) -> None:
    with History(tmp_path / "history.sqlite3") as history:
        with pytest.raises(StoreError):
            history.add_session(coached(after=11), {})

        assert history.entries() == ()


def test_several_writers_wait_for_each_other(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"

    def write() -> None:
        with History(path) as history:
            for pain in range(10):
                history.add_entry(DiaryEntry(at=NOW, pain=pain))

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    with History(path) as history:
        assert len(history.entries()) == 40
