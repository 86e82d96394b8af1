"""A watch whose disk fills up under it: it says so, goes on, and loses no second."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.disks import fill, mountable
from tests.program import spawn
from tests.watches import FILM, TOLD_S, accounted_s, rows, status, until, watching

pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(sys.platform != "linux", reason="a small disk is mounted as Linux does"),
]
FULL_S = 65.0  # a minute at least ends meanwhile
BESIDE_S = 2.0  # between the first picture and the first sentence of another process


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A disk of two megabytes that holds the history."""
    with mountable(tmp_path / "disk") as mount:
        folder = mount("size=2m")
        monkeypatch.setenv("POSTURE_HOME", str(folder))
        yield folder


def test_a_watch_outlives_a_full_disk_and_writes_what_it_saw_once_there_is_room(
    disk: Path,
) -> None:
    with watching(FILM, "--quiet") as process:
        fill(disk / "ballast")
        until(lambda: process.poll() is not None, FULL_S)

        assert process.poll() is None
        assert rows("SELECT count(*) FROM minute") == [(0,)]
        (disk / "ballast").unlink()
        assert until(lambda: status()["state"] == "watching", TOLD_S)
        assert spawn("stop").code == 0
        said, code = process.communicate(timeout=60)[1].splitlines(), process.returncode

    full = [line for line in said if "database or disk is full" in line]
    assert code == 0
    assert len(full) == 2
    assert all("free some space. The watch goes on" in line for line in full)
    assert rows("SELECT count(*) > 1, count(DISTINCT at) = count(*) FROM minute") == [(1, 1)]
    lasted = rows("SELECT ended_at - started_at FROM session WHERE reason = 'stopped'")
    assert accounted_s() == pytest.approx(float(str(lasted[0][0])), abs=BESIDE_S)
    assert accounted_s() > FULL_S
