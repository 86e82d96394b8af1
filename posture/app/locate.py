"""Recording to saved landmarks: the only part of an analysis that looks at pixels."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from posture.app.gate import gated
from posture.app.look import Look, has_stickers, looking
from posture.app.progress import Report, unseen
from posture.app.stickers import StickerFollower
from posture.errors import SourceError
from posture.lens import optics_to_mapping, resized_optics
from posture.outputs.landmarks import LandmarksWriter
from posture.sources.images import exif_focal_px, pictures
from posture.sources.recordings import Recording
from posture.sources.saved import LENS, Saved, read
from posture.sources.video import Video, open_video
from posture.types import Frame, ImageBGR, Landmarks

EXIF_FOCAL_PX = "exif_focal_px"  # kept with the landmarks, so that measuring again finds it


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """Landmarks of a whole recording, and what was wrong with parts of it."""

    saved: Saved
    problems: tuple[str, ...] = ()


def locate(recording: Recording, path: Path, look: Look, *, progress: Report = unseen) -> Located:
    """Look at every sampled frame and write the landmarks to ``path``."""
    if recording.kind == "saved":
        saved = replace(read(recording.paths[0]), called=recording.called)
        return Located(saved=saved if look.optics is None else replace(saved, optics=look.optics))
    if recording.kind == "pictures":
        return _locate_pictures(recording, path, look, progress=progress)
    with open_video(recording.paths[0]) as video:
        frames = _counted_s(video.frames(look.rate_hz), video.duration_s, progress)
        count = _write(path, frames, video.size_px, look, facts=facts_of(recording, video, look))
        if count == 0:
            raise SourceError(video.problem or f"{recording.source}: found no frame to look at.")
        problems = () if video.problem is None else (video.problem,)
    return Located(saved=read(path), problems=problems)


def facts_of(recording: Recording, video: Video, look: Look) -> Mapping[str, object]:
    """Return what is kept beside the landmarks of a video."""
    return {
        "source": recording.source,
        "started_at": None if video.started_at is None else video.started_at.isoformat(),
        "duration_s": video.duration_s,
        **_lens(look, video.size_px),
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
    counted = _counted(_called(recording, chain([first], frames)), len(recording.paths), progress)
    lens = _lens(look, (width_px, height_px))
    facts = {"source": recording.source, EXIF_FOCAL_PX: focal_px, **lens}
    _write(path, counted, (width_px, height_px), look, facts=facts)
    return Located(saved=read(path), problems=tuple(problems))


def _write(
    path: Path,
    frames: Iterable[Frame],
    size_px: tuple[int, int],
    look: Look,
    *,
    facts: Mapping[str, object],
) -> int:
    count, follow = 0, _stickers(look)
    with looking(look, size_px) as estimator, LandmarksWriter(path, facts=facts) as writer:
        eyes = gated(estimator, gate=look.gate, always_s=look.always_s)
        for frame in frames:
            writer.add(follow(eyes.locate(frame), frame.image))
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


def _called(recording: Recording, frames: Iterable[Frame]) -> Iterator[Frame]:
    """Give pictures other names where the recording itself has one that hides its own."""
    for frame in frames:
        hidden = recording.called is not None
        yield replace(frame, name=f"picture-{frame.index + 1:03d}") if hidden else frame
