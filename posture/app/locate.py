"""Recording to saved landmarks: the only part of an analysis that looks at pixels."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from posture.app.crew import Crew, Found, Part
from posture.app.gate import gated
from posture.app.look import Look, estimator_for, has_stickers, seat_px_of
from posture.app.progress import Report, unseen
from posture.app.stickers import StickerFollower
from posture.errors import SourceError
from posture.lens import optics_to_mapping, resized_optics
from posture.outputs.landmarks import LandmarksWriter
from posture.ports import PoseEstimator
from posture.sources.images import exif_focal_px, pictures
from posture.sources.parts import samples
from posture.sources.recordings import Recording
from posture.sources.saved import LENS, Saved, read
from posture.sources.video import Video, open_video
from posture.types import Frame, ImageBGR, Landmarks

_SHARED_FROM_S = 60.0  # shorter videos end before the processes of a crew have started
EXIF_FOCAL_PX = "exif_focal_px"  # kept with the landmarks, so that measuring again finds it


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """Landmarks of a whole recording, and what was wrong with parts of it."""

    saved: Saved
    problems: tuple[str, ...] = ()


def locate(
    recording: Recording,
    path: Path,
    look: Look,
    *,
    progress: Report = unseen,
    crew: Crew | None = None,
) -> Located:
    """Look at every sampled frame and write the landmarks to ``path``.

    A long video is shared among the processes of a ``crew``.
    """
    if recording.kind == "saved":
        saved = read(recording.paths[0])
        return Located(saved=saved if look.optics is None else replace(saved, optics=look.optics))
    if recording.kind == "pictures":
        return _locate_pictures(recording, path, look, progress=progress)
    with open_video(recording.paths[0]) as video:
        frames = _counted_s(video.frames(look.rate_hz), video.duration_s, progress)
        facts = {**_facts(recording, video), **_lens(look, video.size_px)}
        shared = None if crew is None else _shared(recording.paths[0], video, look)
        if crew is not None and shared is not None:
            count = _write_shared(path, crew.look(shared), facts, video.duration_s, progress)
        else:
            estimator = gated(
                estimator_for(look, video.size_px), gate=look.gate, always_s=look.always_s
            )
            count = _write(path, frames, estimator, look, facts=facts)
        if count == 0:
            raise SourceError(video.problem or f"{recording.source}: found no frame to look at.")
        problems = () if video.problem is None else (video.problem,)
    return Located(saved=read(path), problems=problems)


def _shared(path: Path, video: Video, look: Look) -> Part | None:
    """Return what a crew has to look at, or None where one process does better.

    Stickers are followed from frame to frame, other estimators may be of one process, and of
    damaged files it is not known which frames they hold.
    """
    long = video.duration_s is not None and video.duration_s >= _SHARED_FROM_S
    if not long or look.config.name != "mediapipe" or has_stickers(look):
        return None
    wanted = samples(path, look.rate_hz)
    seat_px = None if look.profile is None else seat_px_of(look.profile, video.size_px)
    if not wanted:
        return None
    return Part(
        path=path,
        samples=wanted,
        config=look.config,
        seat_px=seat_px,
        gate=look.gate,
        always_s=look.always_s,
    )


def _write_shared(
    path: Path,
    found: Iterable[Found],
    facts: Mapping[str, object],
    total_s: float | None,
    progress: Report,
) -> int:
    count = 0
    with LandmarksWriter(path, facts=facts) as writer:
        for part in found:
            for seen in part.landmarks:
                writer.add(seen)
                progress(seen.time_s or 0.0, total_s)
            count += len(part.landmarks)
            writer.describe({"models": part.versions})
    return count


def _facts(recording: Recording, video: Video) -> Mapping[str, object]:
    return {
        "source": recording.source,
        "started_at": None if video.started_at is None else video.started_at.isoformat(),
        "duration_s": video.duration_s,
    }


def _lens(look: Look, size_px: tuple[int, int]) -> Mapping[str, object]:
    """What is kept beside points that lie as the lens bent them."""
    if look.optics is None:
        return {}
    return {LENS: optics_to_mapping(resized_optics(look.optics, size_px))}


def _locate_pictures(recording: Recording, path: Path, look: Look, *, progress: Report) -> Located:
    problems: list[str] = []
    frames = pictures(recording.paths, on_problem=lambda error: problems.append(str(error)))
    first = next(frames, None)
    if first is None:
        raise SourceError(problems[0] if problems else f"{recording.source}: found no picture.")
    height_px, width_px = first.image.shape[:2]
    focal_px = exif_focal_px(recording.paths[first.index], width_px)
    counted = _counted(chain([first], frames), len(recording.paths), progress)
    lens = _lens(look, (width_px, height_px))
    facts = {"source": recording.source, EXIF_FOCAL_PX: focal_px, **lens}
    estimator = estimator_for(look, (width_px, height_px))
    _write(path, counted, estimator, look, facts=facts)
    return Located(saved=read(path), problems=tuple(problems))


def _write(
    path: Path,
    frames: Iterable[Frame],
    estimator: PoseEstimator,
    look: Look,
    *,
    facts: Mapping[str, object],
) -> int:
    count, follow = 0, _stickers(look)
    with estimator, LandmarksWriter(path, facts=facts) as writer:
        for frame in frames:
            writer.add(follow(estimator.locate(frame), frame.image))
            count += 1
        writer.describe({"models": dict(estimator.versions)})
    return count


def _stickers(look: Look) -> Callable[[Landmarks, ImageBGR], Landmarks]:
    marks = None if look.profile is None else look.profile.marks
    if marks is None or not has_stickers(look):
        return lambda seen, _image: seen
    return StickerFollower(marks, look.optics).update


def _counted_s(frames: Iterator[Frame], total_s: float | None, progress: Report) -> Iterator[Frame]:
    for frame in frames:
        yield frame
        progress(frame.time_s or 0.0, total_s)


def _counted(frames: Iterator[Frame], total: int, progress: Report) -> Iterator[Frame]:
    for frame in frames:
        yield frame
        progress(frame.index + 1, total)
