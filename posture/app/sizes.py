"""Recordings to how long they take: what comes first, what progress weighs, whom it is worth."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from posture.app.job import Job
from posture.errors import SourceError
from posture.sources.video import announced_s

_FEW = 200  # of so many recordings every header is read beforehand, of more the size must do
_BYTES_PER_S = 30_000  # of an ordinary video
_UNKNOWN_S = 600.0  # of a recording that lies elsewhere
_PICTURE_S = 0.2  # a picture takes as long as one of five a second
_SAVED_BYTES_PER_S = 130_000  # of landmarks that are measured in the time of a second of video


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """What each recording weighs by its number, in seconds of video that take as long.

    ``lengths_s`` are those of the videos, complete or empty.
    """

    weights_s: Mapping[int, float]
    lengths_s: Mapping[int, float]

    @property
    def weight_s(self) -> float:
        """What all of them weigh."""
        return sum(self.weights_s.values())


def sizes_of(jobs: Sequence[Job]) -> Sizes:
    """Weigh recordings; of many at once not even the headers are read."""
    lengths_s = _lengths_s(jobs) if len(jobs) <= _FEW else {}
    weights_s = {job.number: lengths_s.get(job.number) or _weight_s(job) for job in jobs}
    return Sizes(weights_s=weights_s, lengths_s=lengths_s)


def largest_first(jobs: Iterable[Job], sizes: Sizes) -> list[Job]:
    """Put what takes longest first: the small ones at the end let all processes end together."""
    return sorted(jobs, key=lambda job: -sizes.weights_s[job.number])


def _lengths_s(jobs: Iterable[Job]) -> dict[int, float]:
    found = {}
    for job in jobs:
        if job.recording.kind == "video" and job.seen is None and not job.recording.urls:
            try:
                found[job.number] = announced_s(job.recording.paths[0]) or 0.0
            except SourceError:  # is said when it is its turn
                found[job.number] = 0.0
    return found


def _weight_s(job: Job) -> float:
    if job.seen is not None:
        return _bytes(job.seen) / _SAVED_BYTES_PER_S
    if job.recording.urls:
        return _UNKNOWN_S
    match job.recording.kind:
        case "pictures":
            return _PICTURE_S * len(job.recording.paths)
        case "saved":
            return _bytes(job.recording.paths[0]) / _SAVED_BYTES_PER_S
        case _:
            return _bytes(job.recording.paths[0]) / _BYTES_PER_S


def _bytes(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
