"""A long video to parts that several processes look at, and what they saw to one file, in order."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from posture.app.away import held
from posture.app.gate import gated
from posture.app.look import Look, has_stickers, kept_networks, seat_px_of
from posture.app.progress import Report
from posture.app.tasks import Task, Work, outcome
from posture.config import EstimatorConfig
from posture.errors import SourceError
from posture.outputs.landmarks import LandmarksWriter
from posture.ports import Seat
from posture.sources.decoding import Losses
from posture.sources.parts import Sample, divided, parts_missing, read_part, samples
from posture.sources.recordings import Recording
from posture.sources.video import Video
from posture.types import Joint, Landmarks

SHARED_FROM_S = 60.0  # shorter videos are over before the others have begun
_PART_S = 60.0  # long enough that beginning anew costs little, short enough that all end together
_WARM_UP_S = 1.0  # looked at before a part, so that the person is followed where it begins
_FIRST_S = 2.0  # says whom to follow
_AHEAD = 32  # parts that may be waited for; what they saw is kept until its turn comes
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
    url: str | None = None  # where it is copied from, by whoever looks


class Found(NamedTuple):
    """What was seen in a part and what could not be, and name and sha256 of the models."""

    landmarks: list[Landmarks]
    versions: dict[str, str]
    losses: Losses


def shared(recording: Recording, video: Video, look: Look) -> Part | None:
    """Return what processes may share, or None where one alone does better.

    Stickers are followed from frame to frame, other estimators may be of one process, and of
    damaged files it is not known which frames they hold.
    """
    long = video.duration_s is not None and video.duration_s >= SHARED_FROM_S
    if not long or look.config.name != "mediapipe" or has_stickers(look):
        return None
    wanted = samples(recording.paths[0], look.rate_hz)
    if not wanted:
        return None
    seat_px = None if look.profile is None else seat_px_of(look.profile, video.size_px)
    return Part(
        path=recording.paths[0],
        samples=wanted,
        config=look.config,
        seat_px=seat_px,
        gate=look.gate,
        always_s=look.always_s,
    )


def look_together(
    whole: Part, path: Path, facts: Mapping[str, object], report: Report
) -> Work[str | None]:
    """Have a whole video looked at part by part, and write what was seen in its order.

    What was missing in it is returned as a sentence.
    """
    begin_s, total_s = whole.samples[0].time_s + _FIRST_S, whole.samples[-1].time_s
    first = replace(whole, samples=[one for one in whole.samples if one.time_s < begin_s])
    found = yield from outcome((yield Task(look_at, (first,))))
    whole = replace(whole, seat_px=whole.seat_px or _seat_px(found.landmarks))
    with LandmarksWriter(path, facts=facts) as writer:
        joined = _Joined(writer, lambda time_s: report(time_s, total_s))
        joined.add(found, begin_s)
        for part in _divided(whole, begin_s):
            joined.waiting.append((part.samples[-1].time_s, (yield Task(look_at, (part,)))))
            while joined.is_late:
                yield from joined.take()
        while joined.waiting:
            yield from joined.take()
        return joined.problem(str(facts["source"]))


class _Joined:
    """What all parts hold, written in their order; those that are not done wait with their end."""

    def __init__(self, writer: LandmarksWriter, report: Callable[[float], None]) -> None:
        self.waiting: deque[tuple[float, Future[Found]]] = deque()
        self._writer, self._report = writer, report
        self._count, self._losses = 0, Losses()

    @property
    def is_late(self) -> bool:
        """Whether the next part can be written, or too many wait for it."""
        return bool(self.waiting) and (self.waiting[0][1].done() or len(self.waiting) > _AHEAD)

    def take(self) -> Work[None]:
        """Wait for the next part and write it."""
        end_s, future = self.waiting.popleft()
        self.add((yield from outcome(future)), end_s)

    def add(self, found: Found, end_s: float) -> None:
        """Write what was seen in a part that ends there."""
        for seen in found.landmarks:
            self._writer.add(seen)
        self._writer.describe({"models": found.versions})
        self._count += len(found.landmarks)
        self._losses.add(found.losses)
        self._report(end_s)

    def problem(self, source: str) -> str | None:
        """Say what is missing of the whole; nothing at all is an error."""
        problem = parts_missing(source, self._losses)
        if self._count == 0:
            raise SourceError(problem or f"{source}: found no frame to look at.")
        return problem


def _divided(whole: Part, begin_s: float) -> Iterator[Part]:
    rest = [sample for sample in whole.samples if sample.time_s >= begin_s]
    for wanted in divided(rest, _PART_S):
        from_s = wanted[0].time_s
        warm = [one for one in whole.samples if from_s - _WARM_UP_S <= one.time_s < from_s]
        yield replace(whole, samples=[*warm, *wanted], from_s=from_s)


def _seat_px(landmarks: Sequence[Landmarks]) -> Seat | None:
    """Return where the person who is seen first sits."""
    for seen in landmarks:
        across_px, down_px = seen.joints_px[_SHOULDERS].mean(axis=0)
        if np.isfinite(across_px) and np.isfinite(down_px):
            return float(across_px), float(down_px)
    return None


# -- in the other process -------------------------------------------------------------------------


def look_at(part: Part) -> Found:
    """Look at the frames of a part; the networks stay open for the next one."""
    networks = kept_networks(part.config, 1)
    estimator = gated(networks, gate=part.gate, always_s=part.always_s)
    estimator.begin(part.seat_px)
    path = part.path if part.url is None else held(part.url)
    losses = Losses()
    seen = [estimator.locate(frame) for frame in read_part(path, part.samples, losses)]
    wanted = [one for one in seen if one.time_s is not None and one.time_s >= part.from_s]
    return Found(wanted, dict(estimator.versions), losses)
