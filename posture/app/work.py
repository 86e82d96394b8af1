"""A job to its analysis: whole in one process where it is short, in parts where it is long."""

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np

from posture.app.analyze import Analysis, attempt, measured
from posture.app.conduct import Conductor
from posture.app.crew import Crew
from posture.app.job import LANDMARKS, Job
from posture.app.locate import Located, facts_of
from posture.app.look import Look, kept_networks
from posture.app.parts import SHARED_FROM_S, Part, look_together, shared
from posture.app.progress import Report, unseen
from posture.app.staging import passing, staged
from posture.app.tasks import Task, Work, outcome
from posture.errors import PostureError
from posture.sources.saved import read
from posture.sources.video import announced_s, open_video
from posture.types import Frame

_SMALL_PX = 64  # of a picture in which nobody is


class Divided(NamedTuple):
    """A long video: what there is to look at, and what is kept beside the landmarks."""

    whole: Part
    facts: Mapping[str, object]


def work(job: Job, *, jobs: int, report: Report = unseen) -> Work[Analysis]:
    """Analyse a recording by tasks; its files appear when all of them are done.

    The folder belongs to this process, whoever works in it: killed workers leave nothing behind.
    """
    with nullcontext() if job.folder is None else staged(job.folder) as place:
        long = None if jobs == 1 else divided(job)
        if long is None:
            whole: Analysis = yield from outcome((yield Task(attempt, (job, place), report)))
            return whole
        with passing() if place is None else nullcontext(place) as scratch:
            path = scratch / LANDMARKS
            for _ in range(jobs - 1):  # while one looks at the first pictures
                yield Task(get_ready, (job.look,))
            problem = yield from look_together(long.whole, path, long.facts, report)
            measuring = Task(measure_seen, (job, path, place, problem))
            joined: Analysis = yield from outcome((yield measuring))
            return joined


def done_by(crew: Crew, job: Job) -> Analysis:
    """Have one recording analysed by a crew; a failure is raised."""
    ready = replace(job, threads=None if crew.jobs == 1 else 1, kept=crew.keeps_networks)
    works = [(ready, partial(work, ready, jobs=crew.jobs))]
    ((_, result),) = Conductor[Job, Analysis](crew).results(works)
    if isinstance(result, PostureError):
        raise result
    return result


def divided(job: Job, from_s: float = SHARED_FROM_S) -> Divided | None:
    """Return what several processes may look at; ``None`` where one does better."""
    if job.recording.kind != "video" or job.recording.urls or job.seen is not None:
        return None
    path = job.recording.paths[0]
    if (announced_s(path) or 0.0) < from_s:
        return None
    with open_video(path) as video:
        whole = shared(job.recording, video, job.look)
        return None if whole is None else Divided(whole, facts_of(job.recording, video, job.look))


def get_ready(look: Look) -> None:
    """Open the networks before they are needed, with all that is needed later."""
    nothing = np.zeros((_SMALL_PX, _SMALL_PX, 3), np.uint8)
    kept_networks(look.config, 1).locate(Frame(index=0, time_s=None, image=nothing))


def measure_seen(job: Job, path: Path, place: Path | None, problem: str | None) -> Analysis:
    """Measure landmarks that other tasks found, in a recording that may have had a problem."""
    return measured(job, together(path, problem), place)


def together(path: Path, problem: str | None) -> Located:
    """Return what tasks found together."""
    return Located(saved=read(path), problems=() if problem is None else (problem,))
