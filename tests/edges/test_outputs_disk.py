"""A full disk and a second writer: said in a sentence, and nothing is lost that was written."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from posture.errors import StoreError
from posture.outputs.archive import Archive
from posture.outputs.database import Database
from posture.outputs.logbook import Logbook
from tests.builders_watch import NOW, minute
from tests.disks import fill, mountable

WRITER = """
import sys
from datetime import timedelta
from pathlib import Path
from posture.outputs.logbook import Logbook
from tests.builders_watch import NOW, minute
with Logbook(Path(sys.argv[1])) as logbook:
    session = logbook.begin(sys.argv[2], NOW + timedelta(days=int(sys.argv[2])))
    print("begun", flush=True)
    sys.stdin.readline()
    for number in range(100):
        logbook.add_minute(session, minute(number))
    logbook.end(session, NOW + timedelta(days=9), "stopped")
"""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    with mountable(tmp_path / "disk") as mount:
        yield mount


def test_a_full_disk_is_named_and_takes_minutes_again_once_there_is_space(
    disk: Callable[[str], Path],
) -> None:
    folder = disk("size=1m")
    path, ballast = folder / "history.sqlite3", folder / "film"
    with Logbook(path) as logbook:
        session = logbook.begin("0", NOW)
        logbook.add_minute(session, minute(0))
        fill(ballast)
        number, said = 1, ""
        while not said:
            said = complaint(logbook, session, number)
            number += 1
        number -= 1
        assert said.endswith("full; free some space.")
        with Archive(path) as archive:
            assert len(archive.minutes(session)) == number
        with pytest.raises(StoreError, match="full"):
            logbook.add_minute(session, minute(number + 1))
        ballast.unlink()
        for late in range(3):
            logbook.add_minute(session, minute(number + late))
        logbook.end(session, NOW + timedelta(hours=1), "stopped")

    with Archive(path) as archive:
        assert archive.minutes(session) == tuple(minute(n) for n in range(number + 3))
        assert archive.watched()[0].reason == "stopped"


def test_a_disk_that_is_full_from_the_start_is_named(disk: Callable[[str], Path]) -> None:
    folder = disk("size=1m")
    fill(folder / "film")

    with pytest.raises(StoreError, match=r"history\.sqlite3: expected a history"):
        Database(folder / "history.sqlite3")
    (folder / "film").unlink()
    with Database(folder / "history.sqlite3"):
        pass


def test_a_backup_that_does_not_fit_is_named_and_leaves_nothing(
    tmp_path: Path, disk: Callable[[str], Path]
) -> None:
    folder = disk("size=64k")
    with (
        Archive(tmp_path / "history.sqlite3") as archive,
        pytest.raises(StoreError, match="full"),
    ):
        archive.backup(folder / "copy.sqlite3")

    assert list(folder.iterdir()) == []


def test_two_processes_write_at_the_same_time(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    words = [sys.executable, "-c", WRITER, str(path)]
    writers = [writer([*words, source]) for source in "12"]
    for one in writers:
        assert one.stdout is not None
        assert one.stdout.readline() == "begun\n"
    for one in writers:
        one.communicate("go\n")

    assert [one.returncode for one in writers] == [0, 0]
    with Archive(path) as archive:
        assert [len(archive.minutes(one.id)) for one in archive.watched()] == [100, 100]


def complaint(logbook: Logbook, session: int, number: int) -> str:
    """Write a minute and return what is said against it."""
    try:
        logbook.add_minute(session, minute(number))
    except StoreError as error:
        return str(error)
    return ""


def writer(words: list[str]) -> "subprocess.Popen[str]":
    pipe, root = subprocess.PIPE, Path(__file__).parents[2]
    return subprocess.Popen(words, stdin=pipe, stdout=pipe, text=True, cwd=root)
