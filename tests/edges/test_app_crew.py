"""A long video looked at by several processes gives what one process gives."""

import math
import os
import shutil
import sys
from dataclasses import replace
from functools import partial
from multiprocessing import active_children
from multiprocessing.process import BaseProcess
from pathlib import Path

import numpy as np
import pytest

from posture.app.analyze import Analysis, find_one
from posture.app.conduct import Conductor
from posture.app.crew import Alone, Crew, Processes, processors
from posture.app.job import Job, Options
from posture.app.parts import Found, Part, look_at
from posture.app.tasks import Task
from posture.app.work import done_by, work
from posture.config import EstimatorConfig
from posture.sources.parts import samples
from posture.summed import Session
from posture.types import MEASURES
from tests.clips import damage

CLIP = Path(__file__).parents[2] / "samples" / "desk-front.mp4"
MOST_SD, USUAL_SD = 1.0, 0.2  # the person is found anew where a part begins

pytestmark = pytest.mark.model


def analysed(crew: Crew) -> Session:
    job = Job(recording=find_one(CLIP), options=Options(rate_hz=2.0))
    return done_by(crew, job).session


def test_two_processes_measure_what_one_measures() -> None:
    alone = analysed(Alone())
    with Processes(2) as crew:
        shared = analysed(crew)

    assert shared.frames == alone.frames
    assert shared.versions == alone.versions
    for name in MEASURES:
        one, other = alone.series[name], shared.series[name]
        sd = alone.series[f"{name}_sd"]
        np.testing.assert_array_equal(np.isnan(one), np.isnan(other), err_msg=name)
        seen = np.isfinite(one)
        apart = np.abs(one - other)[seen] / sd[seen]
        assert np.all(apart <= MOST_SD), name
        assert math.sqrt(np.sum(apart**2) / max(1, len(apart))) <= USUAL_SD, name


def test_what_is_damaged_in_a_shared_video_is_told(tmp_path: Path) -> None:
    path = damage(Path(shutil.copy(CLIP, tmp_path / "torn.mp4")), count=200_000)
    job = Job(recording=find_one(path), options=Options(rate_hz=1.0))
    alone = done_by(Alone(), job)
    with Processes(2) as crew:
        shared = done_by(crew, job)

    for found in (alone, shared):
        assert found.problems[0].startswith(f"{path}: expected a whole video, found damaged data")
    assert abs(shared.session.frames - alone.session.frames) <= 10


def test_killed_processes_are_replaced_and_the_recording_is_begun_anew() -> None:
    killed: list[BaseProcess] = []

    def kill_once() -> None:
        if not killed and len(active_children()) == 2:
            killed.extend(active_children())
            for process in killed:
                process.kill()

    job = Job(recording=find_one(CLIP), options=Options(rate_hz=1.0), threads=1, kept=True)
    with Processes(2) as crew:
        begin = partial(work, job, jobs=crew.jobs)
        ((_, result),) = Conductor[Job, Analysis](crew, kill_once).results([(job, begin)])

    assert len(killed) == 2
    assert isinstance(result, Analysis)
    assert result.session.frames == 122


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux lets programs be held to some.")
def test_only_processors_that_may_be_used_count() -> None:
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})
    try:
        found = processors()
    finally:
        os.sched_setaffinity(0, allowed)

    assert found == 1


def test_a_process_that_looks_at_the_next_recording_begins_anew() -> None:
    wanted = samples(CLIP, 1.0)
    assert wanted is not None
    part = Part(path=CLIP, samples=wanted[:5], config=EstimatorConfig())
    with Processes(1) as crew:
        first, _, again = (
            crew.submit(Task(look_at, (one,))).result()
            for one in (part, replace(part, samples=wanted[50:60]), part)
        )

    assert isinstance(first, Found)
    np.testing.assert_array_equal(first.landmarks[0].joints_px, again.landmarks[0].joints_px)
