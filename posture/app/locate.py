"""Recording to saved landmarks: the only part of an analysis that looks at pixels."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from posture.app.wiring import open_estimator
from posture.config import EstimatorConfig
from posture.errors import SourceError
from posture.outputs.landmarks import LandmarksWriter
from posture.sources.images import exif_focal_px, pictures
from posture.sources.recordings import Recording
from posture.sources.saved import Saved, read
from posture.sources.video import open_video
from posture.types import Frame

Progress = Callable[[float, float | None], None]
"""Called with what is done and how much there is, in seconds or pictures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """Landmarks of a whole recording, and what was wrong with parts of it."""

    saved: Saved
    problems: tuple[str, ...] = ()
    exif_focal_px: float | None = None


def locate(
    recording: Recording,
    path: Path,
    *,
    rate_hz: float | None,
    config: EstimatorConfig,
    progress: Progress,
) -> Located:
    """Look at every sampled frame and write the landmarks to ``path``."""
    if recording.kind == "saved":
        return Located(saved=read(recording.paths[0]))
    if recording.kind == "pictures":
        return _locate_pictures(recording, path, config=config, progress=progress)
    with open_video(recording.paths[0]) as video:
        facts = {
            "source": recording.source,
            "started_at": None if video.started_at is None else video.started_at.isoformat(),
            "duration_s": video.duration_s,
        }
        frames = _counted_s(video.frames(rate_hz), video.duration_s, progress)
        count = _look(frames, path, facts, config)
        if count == 0:
            raise SourceError(video.problem or f"{recording.source}: found no frame to look at.")
        problems = () if video.problem is None else (video.problem,)
    return Located(saved=read(path), problems=problems)


def _locate_pictures(
    recording: Recording, path: Path, *, config: EstimatorConfig, progress: Progress
) -> Located:
    problems: list[str] = []
    frames = pictures(recording.paths, on_problem=lambda error: problems.append(str(error)))
    counted = _counted(frames, len(recording.paths), progress)
    if _look(counted, path, {"source": recording.source}, config) == 0:
        raise SourceError(problems[0] if problems else f"{recording.source}: found no picture.")
    saved = read(path)
    focal = exif_focal_px(recording.paths[0], saved.size_px[0])
    return Located(saved=saved, problems=tuple(problems), exif_focal_px=focal)


def _look(
    frames: Iterable[Frame], path: Path, facts: Mapping[str, object], config: EstimatorConfig
) -> int:
    count = 0
    with ExitStack() as stack:
        settings = {} if config.pose_model is None else {"pose_model": config.pose_model}
        estimator = stack.enter_context(open_estimator(config.name, **settings))
        writer = stack.enter_context(LandmarksWriter(path, facts=facts))
        for frame in frames:
            writer.add(estimator.locate(frame))
            count += 1
        writer.describe({"models": dict(estimator.versions)})
    return count


def _counted_s(
    frames: Iterator[Frame], total_s: float | None, progress: Progress
) -> Iterator[Frame]:
    for frame in frames:
        yield frame
        progress(frame.time_s or 0.0, total_s)


def _counted(frames: Iterator[Frame], total: int, progress: Progress) -> Iterator[Frame]:
    for frame in frames:
        yield frame
        progress(frame.index + 1, total)
