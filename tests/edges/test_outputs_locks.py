"""One watch a camera: the second is told who has it, and a dead one holds nothing."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from posture.errors import StoreError
from posture.outputs.locks import alone

SINCE = datetime(2026, 3, 2, 9, 5, tzinfo=UTC)
HOLD = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from posture.outputs.locks import alone
with alone(Path(sys.argv[1]), "video0", source="HD Webcam", since=datetime(2026, 3, 2, tzinfo=UTC)):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """Another process that watches the camera."""
    words = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def take(folder: Path, camera_id: str = "video0") -> None:
    with alone(folder, camera_id, source="0", since=SINCE):
        pass


def test_the_second_watch_is_told_who_has_the_camera(
    tmp_path: Path, holder: "subprocess.Popen[str]"
) -> None:
    said = rf"process {holder.pid} \(HD Webcam, since 2026-03-02 .*\) watches this camera already"

    with pytest.raises(StoreError, match=said):
        take(tmp_path)


def test_another_camera_is_free(tmp_path: Path, holder: "subprocess.Popen[str]") -> None:
    take(tmp_path, "video1")


def test_a_killed_watch_holds_nothing(tmp_path: Path, holder: "subprocess.Popen[str]") -> None:
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()

    take(tmp_path)


def test_after_the_block_the_camera_is_free_and_no_note_is_left(tmp_path: Path) -> None:
    take(tmp_path)
    take(tmp_path)

    assert not (tmp_path / "video0.json").exists()


def test_a_lock_without_a_note_is_held_by_somebody(
    tmp_path: Path, holder: "subprocess.Popen[str]"
) -> None:
    (tmp_path / "video0.json").write_text("{")

    with pytest.raises(StoreError, match="another process watches this camera already"):
        take(tmp_path)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "locks").write_text("a file")

    with pytest.raises(StoreError, match=r"locks.*POSTURE_HOME"):
        take(tmp_path / "locks")
