"""One long recording to many processes: each looks at parts of it, the results come in order."""

import os
import signal
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread
from typing import NamedTuple, Self

import numpy as np

from posture.app.gate import gated
from posture.app.look import Look, estimator_for
from posture.app.terminal import hush
from posture.config import EstimatorConfig
from posture.errors import EstimatorError
from posture.ports import PoseEstimator, Seat
from posture.sources.parts import Sample, divided, read_part
from posture.types import Joint, Landmarks

_PART_S = 60.0  # long enough that beginning anew costs little, short enough that all end together
_WARM_UP_S = 1.0  # looked at before a part, so that the person is followed where it begins
_FIRST_S = 2.0  # says whom to follow
_AHEAD = 2  # parts that wait for each process
_SHOULDERS = [Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Frames of a video for one process; those before ``from_s`` only to follow the person."""

    path: Path
    samples: Sequence[Sample]
    config: EstimatorConfig
    seat_px: Seat | None = None
    from_s: float = 0.0
    gate: bool = False
    always_s: tuple[float, float] | None = None


class Found(NamedTuple):
    """What was seen in a part, and name and sha256 of the models that saw it."""

    landmarks: list[Landmarks]
    versions: dict[str, str]


class Crew:
    """Processes that keep their networks open until the context is left."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        # Forked processes would inherit threads of OpenCV and MediaPipe that no longer run.
        spawned = get_context("spawn")
        line, self._held = spawned.Pipe(duplex=False)
        self._pool = ProcessPoolExecutor(
            jobs, mp_context=spawned, initializer=_begin, initargs=(line,)
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *exc: object) -> None:
        if kind is not None:
            self._held.close()  # nobody waits for what is being looked at
        self._pool.shutdown(cancel_futures=True)
        self._held.close()

    def look(self, whole: Part) -> Iterator[Found]:
        """Yield what is seen in a whole video, part by part and in order."""
        try:
            yield from self._look(whole)
        except BrokenExecutor as error:
            raise EstimatorError(
                f"{whole.path}: expected the processes that look at it to finish, found one "
                "killed, perhaps for lack of memory; try again with fewer (`--jobs 1`)."
            ) from error

    def _look(self, whole: Part) -> Iterator[Found]:
        begin_s = whole.samples[0].time_s + _FIRST_S
        first = [sample for sample in whole.samples if sample.time_s < begin_s]
        found = self._pool.submit(_look, replace(whole, samples=first)).result()
        yield found
        whole = replace(whole, seat_px=whole.seat_px or _seat_px(found.landmarks))
        waiting: deque[Future[Found]] = deque()
        for part in _parts(whole, begin_s):
            waiting.append(self._pool.submit(_look, part))
            if len(waiting) > self._jobs * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _parts(whole: Part, begin_s: float) -> Iterator[Part]:
    rest = [sample for sample in whole.samples if sample.time_s >= begin_s]
    for samples in divided(rest, _PART_S):
        from_s = samples[0].time_s
        warm = [one for one in whole.samples if from_s - _WARM_UP_S <= one.time_s < from_s]
        yield replace(whole, samples=[*warm, *samples], from_s=from_s)


def _seat_px(landmarks: Sequence[Landmarks]) -> Seat | None:
    """Return where the person who is seen first sits."""
    for seen in landmarks:
        across_px, down_px = seen.joints_px[_SHOULDERS].mean(axis=0)
        if np.isfinite(across_px) and np.isfinite(down_px):
            return float(across_px), float(down_px)
    return None


# -- in the other process -------------------------------------------------------------------------


def _begin(line: Connection) -> None:
    """Be silent, leave Ctrl+C to the program, and end with it, however it ends."""
    hush()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with, args=(line,), name="end with the program", daemon=True).start()


def _end_with(line: Connection) -> None:
    """Wait for the end of a line on which nothing is ever said."""
    with suppress(EOFError, OSError):
        line.recv()
    os._exit(1)


def _look(part: Part) -> Found:
    estimator = gated(_networks(part.config), gate=part.gate, always_s=part.always_s)
    estimator.begin(part.seat_px)
    seen = [estimator.locate(frame) for frame in read_part(part.path, part.samples)]
    wanted = [one for one in seen if one.time_s is not None and one.time_s >= part.from_s]
    return Found(wanted, dict(estimator.versions))


@cache
def _networks(config: EstimatorConfig) -> PoseEstimator:
    return estimator_for(Look(rate_hz=None, config=config, threads=1))
