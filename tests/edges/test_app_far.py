"""Workers may run in any folder, and on machines without our disk."""

from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from posture.app.analyze import find_one
from posture.app.far import far_work
from posture.app.job import Job, Options
from posture.app.tasks import Task
from posture.errors import StoreError
from tests.recorded import save, sitting


def test_workers_get_paths_that_hold_in_every_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(tmp_path / "desk", sitting(2))
    monkeypatch.chdir(tmp_path)
    recording = find_one("desk/landmarks.npz")
    job = Job(recording=recording, options=Options(), folder=Path("results"))

    work = far_work(job, from_s=60.0)
    task = next(work)
    assert isinstance(task, Task)
    sent: tuple[Any, ...] = task.arguments
    work.close()

    assert sent[0].recording.paths == (tmp_path / "desk" / "landmarks.npz",)
    assert sent[1].parent == tmp_path / "results"


def test_results_that_lie_on_another_disk_are_a_sentence(tmp_path: Path) -> None:
    recording = find_one(save(tmp_path / "desk", sitting(2)))
    work = far_work(
        Job(recording=recording, options=Options(), folder=tmp_path / "results"), from_s=60.0
    )
    next(work)
    done: Future[str] = Future()
    done.set_result("elsewhere")

    with pytest.raises(StoreError, match=r"do they share this disk\? Use --out s3://"):
        work.send(done)
