"""A job to its analysis where those who work share no disk, or the recording lies elsewhere.

Whether a recording is worth dividing is seen by whoever has it first: the others never open it.
"""

import math
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from posture.app.analyze import Analysis, attempt, making, measured
from posture.app.away import brought, hold
from posture.app.cluster import Workers
from posture.app.crew import Crew
from posture.app.job import LANDMARKS, Job
from posture.app.parts import SHARED_FROM_S, look_together
from posture.app.progress import Report, told, unseen
from posture.app.staging import passing, staged
from posture.app.tasks import Task, Work, outcome
from posture.app.work import Divided, divided, together, work
from posture.errors import StoreError
from posture.outputs.rows import SESSION

_CROWD = 4  # recordings for each process: then whole ones keep all of them busy
_LONG_S, _VERY_LONG_S = 20 * 60.0, 2 * 3600.0


def longest_s(recordings: int, jobs: int) -> float:
    """Return from which length on a recording is divided among processes.

    Each that looks at a part has to copy the whole, and what they see goes through the caller: it
    is worth it where somebody would be idle, or where all would wait for the last one.

    Examples
    --------
    >>> longest_s(1, 1), longest_s(3, 8) / 60, longest_s(1000, 8) / 3600
    (inf, 20.0, 2.0)
    """
    if jobs == 1:
        return math.inf
    return _VERY_LONG_S if recordings >= _CROWD * jobs else _LONG_S


def work_for(job: Job, crew: Crew, recordings: int, report: Report = unseen) -> Work[Analysis]:
    """Return how a crew analyses one of so many recordings."""
    if job.recording.urls or isinstance(crew, Workers):
        return far_work(job, from_s=longest_s(recordings, crew.jobs), report=report)
    if job.goes_to is not None:
        return far_work(job, from_s=math.inf if crew.jobs == 1 else SHARED_FROM_S, report=report)
    return work(job, jobs=crew.jobs, report=report)


def far_work(job: Job, *, from_s: float, report: Report = unseen) -> Work[Analysis]:
    """Analyse a recording by tasks; one of ``from_s`` or longer is looked at in parts."""
    folder = None if job.goes_to is not None else job.folder
    with nullcontext() if folder is None else staged(folder) as place:
        job, place = _from_anywhere(job), None if place is None else place.absolute()
        begun: Analysis | Divided = yield from outcome(
            (yield Task(begin, (job, place, from_s), report))
        )
        if isinstance(begun, Divided):
            begun = yield from _together(job, begun, place, report)
        if place is not None and not (place / SESSION).exists():
            raise StoreError(
                f"{folder}: expected results from the workers, found none; do they share this "
                "disk? Use --out s3://… where they do not."
            )
        return begun


def _from_anywhere(job: Job) -> Job:
    """Return a job for workers that run in other folders than this process."""
    paths = tuple(path.absolute() for path in job.recording.paths)
    seen = None if job.seen is None else job.seen.absolute()
    return replace(job, recording=replace(job.recording, paths=paths), seen=seen)


def _together(job: Job, long: Divided, place: Path | None, report: Report) -> Work[Analysis]:
    with passing() as scratch:
        path = scratch / LANDMARKS
        problem = yield from look_together(long.whole, path, long.facts, report)
        seen = path.read_bytes()
    done: Analysis = yield from outcome((yield Task(finish, (job, seen, place, problem))))
    return done


# -- in the other process -------------------------------------------------------------------------


def begin(job: Job, place: Path | None, from_s: float) -> Analysis | Divided:
    """Analyse a recording, or say how it is divided if it is as long as that."""
    if job.seen is not None or from_s == math.inf:
        return attempt(job, place)
    with brought(job.recording, told) as here:
        ready = replace(job, recording=here)
        long = divided(ready, from_s)
        if long is None:
            return attempt(ready, place)
        for url in job.recording.urls:
            hold(url, here.paths[0])
            long = long._replace(whole=replace(long.whole, url=url))
        return long


def finish(job: Job, landmarks: bytes, place: Path | None, problem: str | None) -> Analysis:
    """Measure landmarks that other tasks found, in a recording that may have had a problem."""
    draws = job.options.annotation is not None
    with (
        making(job, place) as made,
        passing() as scratch,
        brought(job.recording, told) if draws else nullcontext(job.recording) as here,
    ):
        path = (made or scratch) / LANDMARKS
        path.write_bytes(landmarks)
        return measured(replace(job, recording=here), together(path, problem), made)
