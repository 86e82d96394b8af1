"""Ctrl-C and sudden death: what was finished stays whole, what was not leaves nothing behind."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import Popen

import pytest

from tests.contract import FILES
from tests.frames import SAMPLES, sample_frames
from tests.program import call, start
from tests.recorded import film, save, sitting

pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(os.name == "nt", reason="Windows has other signals"),
]

LONG = SAMPLES / "desk-front.mp4"  # takes much longer than any of these tests
PATIENCE_S = 60.0


def wait_for(happened: Callable[[], bool]) -> None:
    until_s = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < until_s, "it never happened"
        time.sleep(0.02)


def unfinished(folder: Path) -> list[Path]:
    return list(folder.glob("**/.unfinished-*"))


@pytest.fixture
def results(tmp_path: Path) -> Path:
    return tmp_path / "results"


@pytest.fixture
def running(tmp_path: Path, results: Path) -> Iterator["Popen[str]"]:
    """Give a process that has finished one recording and is busy with the next."""
    clip = film(tmp_path / "short.mp4", [frame.image for frame in sample_frames("front", 3)])
    process = start("analyze", clip, LONG, "--json", "--out", results)
    try:
        wait_for(lambda: (results / "short" / "session.json").exists())
        wait_for(lambda: bool(unfinished(results / LONG.stem)))
        time.sleep(0.5)  # well into it
        yield process
    finally:
        process.kill()
        process.communicate()


def test_ctrl_c_ends_at_once_and_keeps_what_is_finished(
    running: "Popen[str]", results: Path
) -> None:
    began_s = time.monotonic()
    running.send_signal(signal.SIGINT)
    said, complained = running.communicate(timeout=PATIENCE_S)
    took_s = time.monotonic() - began_s

    assert running.returncode == 130
    assert complained.splitlines()[-1] == ("posture: interrupted; 1 of 2 recordings are complete.")
    assert "Traceback" not in complained
    assert json.loads(said)["folder"] == str(results / "short")
    assert {path.name for path in results.iterdir()} == {"plotly.min.js", "short"}
    assert {path.name for path in (results / "short").iterdir()} == FILES
    assert took_s < 2.0  # a second on a machine that is not shared


def test_what_a_killed_process_left_is_swept_the_next_time(
    running: "Popen[str]", results: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    running.kill()
    running.communicate()
    left = unfinished(results)
    again = save(tmp_path / LONG.stem, sitting(2))
    ended = call(capsys, "analyze", again, "--out", results)

    assert running.returncode == -signal.SIGKILL
    assert len(left) == 1
    assert ended.code == 0
    assert unfinished(results) == []
    assert {path.name for path in (results / LONG.stem).iterdir()} == FILES - {"landmarks.npz"}
    assert {path.name for path in (results / "short").iterdir()} == FILES


def test_another_run_into_the_same_folder_leaves_a_busy_one_alone(
    running: "Popen[str]", results: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    busy = unfinished(results)
    call(capsys, "analyze", save(tmp_path / LONG.stem, sitting(2)), "--out", results)

    assert running.poll() is None
    assert unfinished(results) == busy
