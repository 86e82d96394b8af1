"""Recording to one still frame: the one at a time, or the first with a person from the side."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain

from posture.app.locate import EXIF_FOCAL_PX
from posture.app.look import Look, estimator_for
from posture.app.progress import Report
from posture.app.reference import Setup, choose_lens
from posture.config import Config
from posture.errors import CalibrationError, ConfigError, SourceError
from posture.features import Features, features
from posture.sources.images import exif_focal_px, pictures
from posture.sources.optics import straightened
from posture.sources.recordings import Recording
from posture.sources.saved import Saved, read
from posture.sources.video import open_video
from posture.types import Frame, ImageBGR, Landmarks, Lens, View

_SEARCH_HZ = 1.0  # how often a frame is looked at to find a side view


@dataclass(frozen=True, slots=True, kw_only=True)
class Still:
    """One frame with a person seen from the side; saved landmarks have no picture."""

    seen: Landmarks
    image: ImageBGR | None
    found: Features
    lens: Lens
    origin: str


def find_still(
    recording: Recording,
    at_s: float | None,
    setup: Setup,
    config: Config,
    *,
    progress: Report,
) -> Still:
    """Find the frame at a time, or the first one with a side view, at best with a visible neck."""
    if at_s is not None and recording.kind == "pictures":
        raise ConfigError(
            f"{recording.source}: --at expects a recording with a time line, found pictures; name "
            "the one picture instead."
        )
    best: Still | None = None
    with _looks(recording, at_s, setup, config, progress) as looks:
        for still in looks:
            if at_s is not None or still.found.neck_visible:
                return still
            if best is None and still.found.view is View.SIDE:
                best = still
    if best is None:
        raise CalibrationError(
            f"{recording.source}: expected a person seen from the side, found none"
            f"{'' if at_s is None else f' from {at_s:g} s on'}; place the camera "
            "at the side, or choose another frame with --at."
        )
    return best


@contextmanager
def _looks(
    recording: Recording, at_s: float | None, setup: Setup, config: Config, progress: Report
) -> Iterator[Iterator[Still]]:
    """Look at one frame after the other, from the time that was asked for."""
    if recording.kind == "saved":
        saved = read(recording.paths[0])
        saved = saved if setup.optics is None else replace(saved, optics=setup.optics)
        later = (s for s in saved.landmarks() if (s.time_s or 0.0) >= (at_s or 0.0))
        yield (_still(saved, seen, None, setup, config) for seen in later)
    elif recording.kind == "pictures":
        yield _located(recording, pictures(recording.paths, on_problem=_raise), setup, config)
    else:
        with open_video(recording.paths[0]) as video:
            rate_hz = _SEARCH_HZ if at_s is None else None
            frames = _from(video.frames(rate_hz), at_s or 0.0, video.duration_s, progress)
            yield _located(recording, frames, setup, config)


def _raise(error: SourceError) -> None:
    raise error


def _from(
    frames: Iterator[Frame], at_s: float, total_s: float | None, progress: Report
) -> Iterator[Frame]:
    for frame in frames:
        progress(frame.time_s or 0.0, total_s)
        if (frame.time_s or 0.0) >= at_s:
            yield frame


def _located(
    recording: Recording, frames: Iterator[Frame], setup: Setup, config: Config
) -> Iterator[Still]:
    first = next(frames, None)
    if first is None:
        return
    height_px, width_px = first.image.shape[:2]
    look = Look(rate_hz=None, config=config.estimator, profile=setup.profile)
    exif_px = None
    if recording.kind == "pictures":
        exif_px = exif_focal_px(recording.paths[first.index], width_px)
    facts = {"source": recording.source, EXIF_FOCAL_PX: exif_px}
    size_px = (width_px, height_px)
    saved = Saved(
        path=recording.paths[0], facts=facts, count=1, size_px=size_px, optics=setup.optics
    )
    with estimator_for(look, size_px) as estimator:
        for frame in chain([first], frames):
            # As a picture of its own, which is looked at four times.
            seen = replace(estimator.locate(replace(frame, time_s=None)), time_s=frame.time_s)
            if setup.optics is not None:
                (seen,) = straightened([seen], setup.optics)
            yield _still(saved, seen, frame.image, setup, config)


def _still(
    saved: Saved, seen: Landmarks, image: ImageBGR | None, setup: Setup, config: Config
) -> Still:
    lens = choose_lens(saved, setup, config)
    place = seen.name or (None if seen.time_s is None else f"{seen.time_s:.2f} s")
    origin = (
        saved.source
        if place is None or saved.source.endswith(place)
        else (f"{saved.source}, {place}")
    )
    return Still(
        seen=seen, image=image, found=features(seen, lens, config.measure), lens=lens, origin=origin
    )
