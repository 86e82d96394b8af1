"""A recording and what was found in it to an annotated film, or to annotated pictures."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import av
import cv2

from posture.app.progress import Report
from posture.config import Config
from posture.errors import ConfigError, SourceError, StoreError
from posture.outputs.annotated import Annotator, Layout, layout_of
from posture.outputs.files import appearing, atomic_binary
from posture.outputs.film import Film, Sound
from posture.outputs.timeband import TimeBand
from posture.outputs.veil import Heads
from posture.sources.images import pictures
from posture.sources.recordings import Recording
from posture.sources.sampling import MediaClock
from posture.sources.saved import Saved
from posture.sources.sound import packets, sound_of
from posture.sources.video import Video, open_video
from posture.stretches import Stretch
from posture.types import Alert, Assessment, Landmarks

FILM = "annotated.mp4"

Moments = Callable[[], Iterator[Assessment]]
"""Starts over with the assessments of a recording."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """How an annotated film looks: the person as filmed, with a blurred head, or not at all."""

    blur_face: bool = False
    skeleton_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What a recording tells: moment by moment, from when to when, and what was said."""

    saved: Saved
    moments: Moments
    stretches: Sequence[Stretch]
    alerts: Sequence[Alert]
    config: Config


def wished(*, annotate: bool, blur_face: bool, skeleton_only: bool) -> Annotation | None:
    """Return what the options ask for."""
    if annotate:
        return Annotation(blur_face=blur_face, skeleton_only=skeleton_only)
    if blur_face or skeleton_only:
        raise ConfigError(
            "--blur-face and --skeleton-only are for an annotated video, found no --annotate; "
            "add it."
        )
    return None


def require_pixels(recording: Recording) -> None:
    """Refuse to annotate what has no picture to draw into."""
    if recording.kind == "saved":
        raise SourceError(
            f"{recording.source}: expected a video or pictures to annotate, found saved points "
            "without any picture; name the recording that they were found in."
        )


def annotate(
    recording: Recording, story: Story, wish: Annotation, place: Path, progress: Report
) -> None:
    """Write annotated.mp4 of a video, or annotated-NAME.png of each picture, into a folder."""
    if recording.kind == "pictures":
        _annotate_pictures(recording, story, wish, place, progress)
        return
    with appearing(place / FILM) as part:
        try:
            with open_video(recording.paths[0]) as video:
                _annotate_video(video, story, wish, part, progress)
        except av.FFmpegError as error:
            if isinstance(error, OSError):
                raise  # the disk is full, or something like it: said as for every file
            raise StoreError(
                f"Cannot write {place / FILM}: the encoder says {error.strerror}; "
                "analyse without --annotate."
            ) from error


def _annotate_video(
    video: Video, story: Story, wish: Annotation, path: Path, progress: Report
) -> None:
    layout = layout_of(video.size_px)
    frames = video.frames(picture_px=layout.picture_px)
    first, clock, along = next(frames), video.clock, _Along(_on_pixels(story))
    annotator = _annotator(layout, story.config, wish, _seen(story.saved), _band(story, layout))
    with _sound(video, wish) as sound, _film(path, layout, clock, sound) as film:
        for frame in chain([first], frames):
            time_s = frame.time_s or 0.0
            moment = along.at(time_s)
            film.add(annotator.draw(frame.image, time_s, moment), time_s)
            progress(time_s, video.duration_s)
        film.finish(clock.end_s)


def _annotate_pictures(
    recording: Recording, story: Story, wish: Annotation, place: Path, progress: Report
) -> None:
    found = pictures(recording.paths, on_problem=lambda _: None)  # which the analysis has named
    for frame, moment in zip(found, _on_pixels(story), strict=True):
        layout = layout_of((frame.image.shape[1], frame.image.shape[0]), banded=False)
        annotator = _annotator(layout, story.config, wish, [moment.landmarks], None)
        drawn = annotator.draw(frame.image, 0.0, moment)
        name = moment.landmarks.name or frame.name  # a pseudonym stands with the points
        with atomic_binary(place / f"annotated-{name}.png") as file:
            file.write(cv2.imencode(".png", drawn)[1].tobytes())
        progress(frame.index + 1, len(recording.paths))


def _annotator(
    layout: Layout,
    config: Config,
    wish: Annotation,
    seen: Iterable[Landmarks],
    band: TimeBand | None,
) -> Annotator:
    hides = wish.blur_face and not wish.skeleton_only
    heads = Heads(seen, min_score=config.measure.min_score) if hides else None
    return Annotator(layout, config, band=band, heads=heads, skeleton_only=wish.skeleton_only)


def _band(story: Story, layout: Layout) -> TimeBand:
    end_s = max((one.end_s for one in story.stretches), default=0.0)
    return TimeBand(story.stretches, story.alerts, end_s=end_s, size_px=layout.band_px)


@contextmanager
def _sound(video: Video, wish: Annotation) -> Iterator[Sound | None]:
    """Give the sound in the clock of the pictures; a voice tells who somebody is."""
    if wish.skeleton_only:
        yield None
        return
    with sound_of(video.path) as sound:
        start_s = video.clock.origin_s
        yield None if sound is None else Sound(sound, packets(sound, origin_s=start_s))


def _film(path: Path, layout: Layout, clock: MediaClock, sound: Sound | None) -> Film:
    return Film(path, layout.size_px, rate_hz=clock.rate_hz, tick_s=clock.tick_s, sound=sound)


def _seen(saved: Saved) -> Iterator[Landmarks]:
    """Read the points as they lie in the picture, bent as the lens has bent them."""
    return replace(saved, optics=None).landmarks()


def _on_pixels(story: Story) -> Iterator[Assessment]:
    for moment, seen in zip(story.moments(), _seen(story.saved), strict=True):
        yield replace(moment, landmarks=seen)


class _Along:
    """What is known at each frame: what the last analysed one said, until the next one comes.

    After the last one it holds for as long as there was between it and the one before.
    """

    def __init__(self, moments: Iterator[Assessment]) -> None:
        self._moments = moments
        self._now: Assessment | None = None
        self._next = next(moments, None)
        self._gap_s = 0.0

    def at(self, time_s: float) -> Assessment | None:
        """Return what is known at a time; times rise.

        Frames are not counted: where some cannot be decoded, whoever looked at parts has counted
        them and whoever draws has not.
        """
        while self._next is not None and _time_s(self._next) <= time_s:
            began_s = _time_s(self._now or self._next)
            self._now, self._next = self._next, next(self._moments, None)
            self._gap_s = _time_s(self._now) - began_s
        if self._now is None or self._next is not None:
            return self._now
        return self._now if time_s - _time_s(self._now) <= self._gap_s else None


def _time_s(moment: Assessment) -> float:
    return moment.landmarks.time_s or 0.0
