"""Recording to saved landmarks: the only part of an analysis that looks at pixels."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from posture.app.progress import Report, unseen
from posture.app.stickers import StickerFollower
from posture.app.wiring import open_estimator
from posture.config import EstimatorConfig
from posture.errors import SourceError
from posture.lens import Optics, optics_to_mapping, resized_optics
from posture.outputs.landmarks import LandmarksWriter
from posture.ports import PoseEstimator
from posture.profile import Profile, scaled
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How to look at a recording: how often, with which networks, and at whom."""

    rate_hz: float | None
    config: EstimatorConfig
    profile: Profile | None = None  # of several people, whoever sits where this one sat
    optics: Optics | None = None  # how the lens bends what is seen


def locate(recording: Recording, path: Path, look: Look, *, progress: Report = unseen) -> Located:
    """Look at every sampled frame and write the landmarks to ``path``."""
    if recording.kind == "saved":
        saved = read(recording.paths[0])
        return Located(saved=saved if look.optics is None else replace(saved, optics=look.optics))
    if recording.kind == "pictures":
        return _locate_pictures(recording, path, look, progress=progress)
    with open_video(recording.paths[0]) as video:
        frames = _counted_s(video.frames(look.rate_hz), video.duration_s, progress)
        estimator = estimator_for(look, video.size_px)
        facts = {**_facts(recording, video), **_lens(look, video.size_px)}
        count = _write(path, frames, estimator, look, facts=facts)
        if count == 0:
            raise SourceError(video.problem or f"{recording.source}: found no frame to look at.")
        problems = () if video.problem is None else (video.problem,)
    return Located(saved=read(path), problems=problems)


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


def estimator_for(look: Look, size_px: tuple[int, int] | None = None) -> PoseEstimator:
    """Open the networks that were asked for; a profile's seat needs the size of the pictures."""
    settings: dict[str, object] = {}
    if look.config.pose_model is not None:
        settings["pose_model"] = look.config.pose_model
    if look.config.looks != "auto":
        settings["looks"] = 1 if look.config.looks == "one" else 4
    seat_px = None
    if look.profile is not None and size_px is not None:
        seat_px = _seat_px(look.profile, size_px)
    if seat_px is not None:
        settings["seat_px"] = seat_px
    return open_estimator(look.config.name, **settings)


def _seat_px(profile: Profile, size_px: tuple[int, int]) -> tuple[float, float] | None:
    here = scaled(profile, size_px)
    across_px, down_px = here.value("shoulders_u_px"), here.value("shoulders_v_px")
    return None if across_px is None or down_px is None else (across_px, down_px)


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
    if marks is None or marks.stickers is None:
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
