"""Kill -9 at any moment: the history opens, is whole, and holds every minute that was written."""

from pathlib import Path

import pytest

from benchmarks.kills import kill_a_migration, kill_a_writer
from posture.outputs.archive import Archive

DELAYS_S = (0.0, 0.01, 0.05)


def test_no_minute_that_was_written_is_lost_by_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"

    assert [kill_a_writer(path, after_s) for after_s in DELAYS_S] == ["all there"] * len(DELAYS_S)
    with Archive(path) as archive:
        *closed, last = archive.watched()
    assert [one.reason for one in closed] == ["crashed"] * len(closed)
    assert last.reason is None


@pytest.mark.parametrize("after_s", DELAYS_S)
def test_a_migration_that_is_killed_is_done_or_was_not_begun(
    tmp_path: Path, after_s: float
) -> None:
    left = kill_a_migration(tmp_path / "history.sqlite3", after_s)

    assert left.endswith("opened, all there")
