"""A damaged history is set aside, and what can be read of it is saved."""

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from posture.app.history import mend
from posture.app.settings import history_path
from posture.care_diary import DiaryEntry
from posture.errors import StoreError
from posture.outputs.archive import Archive
from posture.outputs.database import Database
from posture.outputs.history import History
from posture.outputs.logbook import Logbook
from posture.outputs.rescue import is_damaged, mended
from tests.builders_watch import FORWARD, NOW, minute

MINUTES = 300
PAGE = 4096


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A history of some hours, with a diary."""
    path = tmp_path / "history.sqlite3"
    with History(path) as history:
        history.add_entry(DiaryEntry(at=NOW, pain=3))
    with Logbook(path) as logbook:
        session = logbook.begin("0", NOW)
        for number in range(MINUTES):
            logbook.add_minute(session, minute(number))
        logbook.add_feedback(logbook.add_alert(session, NOW, FORWARD), NOW)
    return path


@pytest.fixture(params=["with the shell", "row by row"])
def _ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "row by row":
        monkeypatch.setattr("shutil.which", lambda _: None)


def overwrite(path: Path, *pages: int) -> None:
    """Write noise over pages of the file, as a broken disk would."""
    noise = random.Random(1)
    with path.open("r+b") as handle:
        for page in pages:
            handle.seek(page * PAGE)
            handle.write(noise.randbytes(PAGE))


def page_of(path: Path, table: str) -> int:
    """Return a page in the middle of the rows of a table, counted from 0."""
    with closing(sqlite3.connect(path)) as base:
        pages = [
            row[0]
            for row in base.execute(
                "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY path",
                (table,),
            )
        ]
    return int(pages[len(pages) // 2]) - 1


@pytest.mark.usefixtures("_ways")
def test_what_can_be_read_is_saved(path: Path) -> None:
    overwrite(path, page_of(path, "minute"))
    assert is_damaged(path)

    told = mended(path, NOW)

    assert told is not None
    assert "history-damaged-2026-03-02-090000.sqlite3" in told
    assert not is_damaged(path)
    with Archive(path) as archive, History(path) as history:
        kept = archive.minutes(1)
        assert [entry.pain for entry in history.entries()] == [3]
        assert archive.said(1)[0].denied
        assert archive.watched()[0].source == "0"
    assert MINUTES - 60 < len(kept) < MINUTES  # a page holds some forty
    assert all(one == minute(round((one.at - NOW).total_seconds() / 60)) for one in kept)


@pytest.mark.usefixtures("_ways")
def test_minutes_whose_session_is_lost_stay(path: Path) -> None:
    overwrite(path, page_of(path, "session"))

    mended(path, NOW)

    with Archive(path) as archive:
        (found,) = archive.watched()
        assert (found.source, found.reason) == ("unknown", "recovered")
        assert (found.started_at, found.duration_s) == (NOW, 60.0 * MINUTES)
        assert len(archive.minutes(found.id)) == MINUTES


@pytest.mark.usefixtures("_ways")
@pytest.mark.parametrize("seed", range(3))
def test_any_damage_ends_in_a_history_that_opens(path: Path, seed: int) -> None:
    pages = path.stat().st_size // PAGE
    overwrite(path, *random.Random(seed).sample(range(pages), 5))
    damaged = path.read_bytes()

    mended(path, NOW)

    with closing(sqlite3.connect(path)) as base:
        assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert base.execute("PRAGMA foreign_key_check").fetchall() == []
    assert path.with_name("history-damaged-2026-03-02-090000.sqlite3").read_bytes() == damaged
    assert {one.suffix for one in path.parent.iterdir()} == {".sqlite3"}


@pytest.mark.usefixtures("_ways")
def test_what_is_no_database_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    path.write_bytes(b"no database at all, but long enough" * 40)
    with pytest.raises(StoreError, match="`posture watch` saves what can be read"):
        Database(path)

    told = mended(path, NOW)

    assert told is not None
    assert "and 0 rows" in told
    with Archive(path) as archive:
        assert archive.watched() == ()


def test_a_history_that_is_well_is_left_alone(path: Path, tmp_path: Path) -> None:
    before = path.read_bytes()

    assert mended(path, NOW) is None
    assert mended(tmp_path / "none.sqlite3", NOW) is None
    assert path.read_bytes() == before


def test_a_history_that_somebody_writes_is_well(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("DELETE FROM minute")

        assert not is_damaged(path)


def test_the_user_is_told_and_the_next_watch_begins(capsys: pytest.CaptureFixture[str]) -> None:
    history_path().parent.mkdir(parents=True)
    history_path().write_bytes(b"no database at all, but long enough" * 40)

    mend()

    assert "was damaged: it lies beside as" in capsys.readouterr().err
    with Logbook(history_path()) as logbook:
        logbook.begin("0", NOW)
