"""A recording to what is seen in a few frames that are spread over it."""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TypeVar

from posture.app.away import brought
from posture.app.job import Job
from posture.app.locate import EXIF_FOCAL_PX
from posture.app.look import looking
from posture.errors import SourceError
from posture.sources.images import exif_focal_px, pictures
from posture.sources.optics import straightened
from posture.sources.parts import Sample, read_part, samples
from posture.sources.saved import Saved, read
from posture.sources.video import announced_s, open_video
from posture.types import Frame, Landmarks

T = TypeVar("T")

FRAMES = 20
MEASURING_S = 0.004  # what a frame costs beside the look at it


@dataclass(frozen=True, slots=True, kw_only=True)
class Glimpse:
    """Some frames of a recording.

    ``about`` is what is known of camera and picture, ``length_s`` how long it is (None for
    pictures), ``count`` how many frames an analysis looks at, and ``frame_s`` how long one of them
    takes in this process.
    """

    landmarks: Sequence[Landmarks]
    about: Saved
    length_s: float | None
    count: int
    frame_s: float


def glimpse(job: Job) -> Glimpse:
    """Look at frames spread over a recording; one that lies elsewhere is copied whole."""
    with brought(job.recording) as here:
        return _at(replace(job, recording=here))


def _at(job: Job) -> Glimpse:
    match job.recording.kind:
        case "saved":
            return _of_saved(read(job.recording.paths[0]))
        case "pictures":
            return _of_pictures(job)
        case _:
            return _of_video(job, job.recording.paths[0])


def _of_saved(saved: Saved) -> Glimpse:
    step = max(1, saved.count // FRAMES)
    return Glimpse(
        landmarks=list(islice(saved.landmarks(), 0, None, step))[:FRAMES],
        about=saved,
        length_s=saved.duration_s,
        count=saved.count,
        frame_s=MEASURING_S,
    )


def _of_pictures(job: Job) -> Glimpse:
    paths = job.recording.paths
    problems: list[SourceError] = []
    found = list(_looked_at(job, pictures(_spread(paths), on_problem=problems.append)))
    if not found:
        raise problems[0]
    focal_px = exif_focal_px(paths[0], found[0][0].size_px[0])
    made = _glimpse(job, found, count=len(paths), length_s=None)
    return replace(made, about=replace(made.about, facts={EXIF_FOCAL_PX: focal_px}))


def _of_video(job: Job, path: Path) -> Glimpse:
    length_s = announced_s(path)
    wanted = samples(path, job.options.rate_hz)
    if wanted is None:  # a file that does not tell its frames beforehand is read to its end
        with open_video(path) as video:
            rate_hz = FRAMES / length_s if length_s else 1.0
            found = list(islice(_looked_at(job, video.frames(rate_hz)), FRAMES))
        count = round((length_s or 0.0) * (job.options.rate_hz or 1.0))
    else:
        found, count = list(_looked_at(job, _frames(path, _spread(wanted)))), len(wanted)
    if not found:
        raise SourceError(f"{path}: found no frame to look at.")
    return _glimpse(job, found, count=count, length_s=length_s)


def _glimpse(
    job: Job, found: Sequence[tuple[Landmarks, float]], *, count: int, length_s: float | None
) -> Glimpse:
    seen: Iterable[Landmarks] = [one for one, _ in found]
    optics, size_px = job.options.setup.optics, found[0][0].size_px
    if optics is not None:
        seen = straightened(seen, optics)
    taken_s = sorted(took_s for _, took_s in found)
    return Glimpse(
        landmarks=list(seen),
        about=Saved(path=Path(), facts={}, count=count, size_px=size_px, optics=optics),
        length_s=length_s,
        count=count,
        frame_s=taken_s[len(taken_s) // 2] + MEASURING_S,
    )


def _looked_at(job: Job, frames: Iterable[Frame]) -> Iterator[tuple[Landmarks, float]]:
    """Yield what is seen in each frame and how long the look took."""
    remaining = iter(frames)
    first = next(remaining, None)
    if first is None:
        return
    height_px, width_px = first.image.shape[:2]
    with looking(job.look, (width_px, height_px)) as estimator:
        for frame in (first, *remaining):
            began_s = time.monotonic()
            seen = estimator.locate(frame)
            yield seen, time.monotonic() - began_s


def _frames(path: Path, wanted: Sequence[Sample]) -> Iterator[Frame]:
    for sample in wanted:
        yield from read_part(path, [sample])


def _spread(items: Sequence[T]) -> list[T]:
    """Return some of many, spread evenly."""
    if len(items) <= FRAMES:
        return list(items)
    return [items[(2 * number + 1) * len(items) // (2 * FRAMES)] for number in range(FRAMES)]
