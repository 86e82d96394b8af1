"""Many recordings go through any executor, in order, and a bad one is a value among the others."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

import posture
from posture.app.batch import analyze_many
from posture.app.settings import config_path
from posture.app.terminal import hush
from posture.errors import CalibrationError, EstimatorError, SourceError
from posture.outputs.rows import read_session
from posture.summed import Session
from tests.frames import sample_frames
from tests.program import call
from tests.recorded import film, save, sitting


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Film the same second twice."""
    images = [frame.image for frame in sample_frames("front", 3)]
    folder = tmp_path_factory.mktemp("clips")
    return [film(folder / name, images) for name in ("a.mp4", "b.mp4")]


@pytest.fixture(params=["threads", "processes", "by default"])
def executor(request: pytest.FixtureRequest) -> Iterator[Executor | None]:
    if request.param == "by default":
        yield None
    elif request.param == "threads":
        with ThreadPoolExecutor(2) as threads:
            yield threads
    else:
        with ProcessPoolExecutor(1, get_context("spawn"), initializer=hush) as processes:
            yield processes


@pytest.mark.model
def test_every_executor_gives_the_same_sessions_in_order(
    clips: list[Path], executor: Executor | None, tmp_path: Path
) -> None:
    sources = [clips[1], tmp_path / "missing.mp4", clips[0]]

    second, missing, first = analyze_many(sources, out=tmp_path / "results", executor=executor)

    assert isinstance(first, Session)
    assert isinstance(second, Session)
    assert isinstance(missing, SourceError)
    assert [first.source, second.source] == [str(clip) for clip in clips]
    assert first.summary == second.summary
    assert {path.name for path in (tmp_path / "results").iterdir()} == {"a", "b"}


def test_recordings_of_the_same_name_get_folders_of_their_own(tmp_path: Path) -> None:
    sources = [save(tmp_path / day / "desk", sitting(2)) for day in ("mon", "tue")]

    with ThreadPoolExecutor(2) as threads:
        sessions = list(analyze_many(sources, out=tmp_path / "results", executor=threads))

    assert all(isinstance(session, Session) for session in sessions)
    assert {path.name for path in (tmp_path / "results").iterdir()} == {"desk", "desk-2"}


def test_results_of_another_recording_are_never_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    days = ("mon", "tue", "wed")
    seen = [save(tmp_path / day / "desk", sitting(2), source=day) for day in days]
    results = tmp_path / "results"
    call(capsys, "analyze", seen[0], "--out", results)
    for _ in range(2):  # a rerun replaces its own
        posture.analyze(seen[1], out=results)
        with ThreadPoolExecutor(1) as threads:
            list(analyze_many(reversed(seen), out=results, executor=threads))
    sources = {path.name: read_session(path)["source"] for path in results.glob("*/")}

    assert sources == {"desk": "mon", "desk-2": "tue", "desk-3": "wed"}


def test_without_a_folder_nothing_is_written(tmp_path: Path) -> None:
    source = save(tmp_path / "desk", sitting(2))

    with ThreadPoolExecutor(1) as threads:
        (session,) = analyze_many([source], executor=threads)

    assert isinstance(session, Session)
    assert [path.name for path in source.parent.iterdir()] == ["landmarks.npz"]


def test_profile_and_settings_reach_every_recording(tmp_path: Path) -> None:
    source = save(tmp_path / "desk", sitting(2))
    config = posture.Config.model_validate({"measure": {"view": "side"}})
    config_path().parent.mkdir(parents=True)
    config_path().write_text('[measure]\nview = "front"\n')

    with ThreadPoolExecutor(1) as threads:
        (told,) = analyze_many([source], config=config, executor=threads)
        (own,) = analyze_many([source], executor=threads)

    assert isinstance(told, Session)
    assert isinstance(own, Session)
    assert own.versions["settings"] != told.versions["settings"]
    with pytest.raises(CalibrationError, match="expected a profile"):
        next(analyze_many([source], tmp_path / "missing.json"))


def die(_source: object, *_: object) -> None:
    """Stand for a recording that takes all memory."""
    os.kill(os.getpid(), signal.SIGKILL)


class Doomed(ProcessPoolExecutor):
    """Workers of which each is killed by what it is given."""

    def submit(self, fn: object, /, *args: object, **kwargs: object) -> object:  # type: ignore[override]
        return super().submit(die, *args, **kwargs)


def test_a_killed_worker_is_a_sentence_for_each_recording_it_took_along(tmp_path: Path) -> None:
    source = save(tmp_path / "desk", sitting(2))

    with Doomed(1, get_context("spawn")) as doomed:
        results = list(analyze_many([source, source], executor=doomed))

    assert [type(result) for result in results] == [EstimatorError, EstimatorError]
    assert str(results[0]).startswith(f"{source}: expected the process that works on it to finish")


@pytest.mark.model
def test_workers_write_nothing_to_the_screen(clips: list[Path]) -> None:
    script = (
        "import posture, sys\n"
        "if __name__ == '__main__':\n"
        "    print(*(session.frames for session in posture.analyze_many(sys.argv[1:])))\n"
    )
    (clips[0].parent / "script.py").write_text(script)

    ended = subprocess.run(
        [sys.executable, clips[0].parent / "script.py", *clips],
        capture_output=True,
        text=True,
        check=True,
    )

    assert ended.stdout == "3 3\n"
    assert ended.stderr == ""
