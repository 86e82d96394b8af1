"""A history of every version opens with all it holds, or stays as it was."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from posture.care_course import Result
from posture.errors import StoreError
from posture.outputs import database
from posture.outputs.archive import Archive
from posture.outputs.database import Database
from posture.outputs.history import History
from posture.outputs.logbook import Logbook
from tests.builders_watch import FORWARD, NOW, minute

KEPT = sorted((Path(__file__).parents[1] / "golden").glob("history-*.sql"))


def restored(script: Path, path: Path) -> Path:
    with closing(sqlite3.connect(path)) as base:
        base.executescript(script.read_text("utf-8"))
    return path


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as base:
        return [*base.iterdump(), *map(str, base.execute("PRAGMA user_version"))]


def scheme(path: Path) -> list[tuple[str, str, str]]:
    with closing(sqlite3.connect(path)) as base:
        rows = base.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_schema ORDER BY 1, 2")
        return rows.fetchall()


@pytest.mark.parametrize("script", KEPT, ids=lambda path: path.stem)
def test_an_earlier_history_is_brought_up_to_date_and_keeps_all(
    tmp_path: Path, script: Path
) -> None:
    path = restored(script, tmp_path / "history.sqlite3")
    with History(path) as history:
        entries, past = history.entries(), history.past()
    with Logbook(path) as logbook:
        logbook.add_minute(logbook.begin("0", NOW), minute(0))

    assert [(entry.pain, entry.moment) for entry in entries] == [
        (4, "diary"),
        (4, "before"),
        (3, "after"),
        (0, "diary"),
    ]
    assert (entries[0].note, entries[0].at.utcoffset()) == ("deadline", timedelta(hours=1))
    assert past.result is Result.CLEAR


def test_there_is_a_history_of_every_version() -> None:
    scripts = len(list((Path(database.__file__).parents[1] / "data" / "history").iterdir()))

    assert [path.stem for path in KEPT] == [f"history-{n}" for n in range(1, scripts + 1)]


@pytest.mark.parametrize("script", KEPT, ids=lambda path: path.stem)
def test_an_earlier_history_ends_with_the_scheme_of_a_new_one(tmp_path: Path, script: Path) -> None:
    """So that no script is changed after it went out."""
    path = restored(script, tmp_path / "history.sqlite3")
    with Database(path), Database(tmp_path / "new.sqlite3"):
        pass

    assert scheme(path) == scheme(tmp_path / "new.sqlite3")


def test_what_a_watch_kept_under_version_2_is_still_read(tmp_path: Path) -> None:
    path = restored(KEPT[1], tmp_path / "history.sqlite3")
    with Archive(path) as archive:
        (session,) = archive.watched()
        (said,) = archive.said(session.id)

        assert archive.minutes(session.id) == (minute(0), minute(1))
    assert (session.profile, session.reason) == ("home-desk", "stopped")
    assert (said.alert, said.denied) == (FORWARD, True)


def test_a_migration_that_fails_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = restored(KEPT[0], tmp_path / "history.sqlite3")
    before, scripts = dump(path), database._scripts()
    broken = [*scripts, "CREATE TABLE more (id);\nCREATE TABLE more (id);\n"]
    monkeypatch.setattr(database, "_scripts", lambda: broken)

    with pytest.raises(StoreError, match="already exists"):
        Database(path)

    assert dump(path) == before


def test_a_newer_history_is_not_touched(tmp_path: Path) -> None:
    path = restored(KEPT[0], tmp_path / "history.sqlite3")
    with closing(sqlite3.connect(path)) as base:
        base.execute("PRAGMA user_version = 99")
    before = path.read_bytes()

    with pytest.raises(StoreError, match="a newer posture made it"):
        Database(path)

    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["history.sqlite3"]
