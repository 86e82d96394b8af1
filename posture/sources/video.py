"""Video files to frames: true presentation times, upright square pixels, sampled by time."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import av
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from posture.errors import SourceError
from posture.sources.decoding import Losses, Shape, decoded, moving_pictures, played, shape_of
from posture.sources.files import require_file
from posture.sources.sampling import MediaClock, Sampler, Wanted
from posture.sources.thrift import Thrift
from posture.types import Frame

_MISSING_END_S = 1.0  # a header may be a little generous
_SKIPPED_SHARE = 0.01  # single doubled time stamps are common and harmless


def open_video(path: Path) -> "Video":
    """Read header and first picture of a video; frames are decoded when asked for.

    Raises
    ------
    SourceError
        When there is no file, no video in it, or nothing in it that can be decoded.
    """
    require_file(path, expected="a video")
    with opened(path) as (container, stream):
        losses = Losses()
        frame = next((frame for frame, _ in decoded(container, stream, losses)), None)
        if frame is None:
            why = "" if losses.stopped is None else f" ({losses.stopped.strerror})"
            raise SourceError(
                f"{path}: expected a video, found no picture that can be decoded{why}; "
                "copy, export or record it again."
            )
        return Video(path, container=container, stream=stream, first=frame)


def is_video(path: Path) -> bool:
    """Whether FFmpeg finds moving pictures behind the file's name."""
    try:
        with opened(path):
            return True
    except SourceError:
        return False


def announced_s(path: Path) -> float | None:
    """Return how long a video says that it is, from its header alone; ``None`` where it does not.

    Raises
    ------
    SourceError
        When there is no video.
    """
    require_file(path, expected="a video")
    with opened(path) as (container, stream):
        return announced_by(container, stream)


class Video:
    """A video that can be decoded, any number of times; leaving the context closes the file.

    ``size_px`` (width, height) is that of the upright picture with square pixels, ``duration_s``
    and ``frame_count`` are the header's promise, ``started_at`` is the wall-clock time that the
    camera wrote: all three are ``None`` where the file does not say. ``problem`` is a sentence once
    the frames were read and not everything could be used. ``clock`` holds the times of the frames
    that are being read.
    """

    def __init__(
        self, path: Path, *, container: InputContainer, stream: VideoStream, first: VideoFrame
    ) -> None:
        self.path = path
        self.problem: str | None = None
        self.clock = clock_of(stream)
        self.shape = shape_of(stream, first)
        self.size_px = self.shape.upright_px
        self.duration_s = announced_by(container, stream)
        self.frame_count = _frame_count(stream, self.duration_s)
        self.started_at = _started_at(stream.metadata | container.metadata)
        self._running: list[Generator[Frame]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop what is being read."""
        while self._running:
            self._running.pop().close()

    def frames(
        self, rate_hz: float | None = None, *, picture_px: tuple[int, int] | None = None
    ) -> Iterator[Frame]:
        """Give the first frame at or after each multiple of ``1 / rate_hz``, from the start.

        Times count from the first frame, indices count every frame of the recording, looked at or
        not. Without a rate every frame is given. The pictures have ``picture_px`` (width, height)
        where that is given.
        """
        frames = self._frames(rate_hz, self.shape.resized(picture_px or self.size_px))
        self._running.append(frames)
        return frames

    def played(self, wanted: Wanted) -> Generator[Frame]:
        """Give the frames that somebody wants who looks on, at a rate that may change."""
        losses = Losses()
        with opened(self.path) as (container, stream):
            clock = clock_of(stream)
            yield from played(container, stream, clock, losses, Thrift(stream, wanted))

    def _frames(self, rate_hz: float | None, shape: Shape) -> Generator[Frame]:
        losses = Losses()
        with opened(self.path) as (container, stream):
            self.clock = clock = clock_of(stream)
            sampler = Sampler(rate_hz, tolerance_s=clock.rounding_s)
            # Frames that nothing refers to are decoded as well: they may be the ones sampled.
            for index, (frame, stamp) in enumerate(decoded(container, stream, losses)):
                losses.frames += 1
                time_s = clock.rise(stamp, duration=frame.duration)
                if time_s is None or not shape.fits(frame):
                    losses.skipped += 1
                elif sampler.takes(time_s):
                    yield Frame(index=index, time_s=time_s, image=shape.picture(frame))
            promised_s = announced_by(container, stream)
        self.problem = _sentence(losses, self.path, end_s=clock.end_s, promised_s=promised_s)


def is_cut_off(end_s: float, promised_s: float | None) -> bool:
    """Whether pictures end so early that part of the recording must be missing."""
    return promised_s is not None and end_s < promised_s - _MISSING_END_S


def _sentence(losses: Losses, path: Path, *, end_s: float, promised_s: float | None) -> str | None:
    """Say what is missing, or ``None`` when nothing worth a word is."""
    found = []
    if is_cut_off(end_s, promised_s):
        found.append(f"pictures for {end_s:.1f} s of the {promised_s:.1f} s that it announces")
    found += left_out(losses)
    if losses.stopped is not None:
        found.append(f"an end at {end_s:.1f} s ({losses.stopped.strerror})")
    return not_whole(str(path), found)


def left_out(losses: Losses) -> Iterator[str]:
    """Yield what was found instead of pictures, where it is worth a word."""
    if losses.damaged:
        yield f"damaged data ({losses.damaged} ×)"
    if losses.skipped > _SKIPPED_SHARE * losses.frames:
        yield f"{losses.skipped} of {losses.frames} frames damaged, out of time or shape"


def not_whole(source: str, found: Sequence[str]) -> str | None:
    """Say that a video was used as far as it goes; ``None`` where nothing was found missing."""
    if not found:
        return None
    return (
        f"{source}: expected a whole video, found {', '.join(found)}; "
        "the rest was used, copy or export it again to get all."
    )


@contextmanager
def opened(path: Path) -> Iterator[tuple[InputContainer, VideoStream]]:
    """Open a file of this machine, and nothing else that its name or content may point to."""
    try:
        # An absolute path is never taken for a URL; "file" alone keeps playlists off the network.
        container = av.open(
            str(path.absolute()),
            mode="r",
            options={"protocol_whitelist": "file"},
            metadata_errors="replace",
        )
    except av.FFmpegError as error:
        raise SourceError(f"{path}: expected a video, found {_no_video(path, error)}.") from error
    with container:
        stream = moving_pictures(container)
        if stream is None:
            raise SourceError(
                f"{path}: expected a video, found a file without moving pictures; "
                "name a recording that has some."
            )
        stream.thread_type = "AUTO"
        yield container, stream


def _no_video(path: Path, error: av.FFmpegError) -> str:
    with path.open("rb") as file:
        is_mp4 = file.read(8)[4:] == b"ftyp"
    if is_mp4:
        return "an MP4 without its index, as a cut-off recording or copy leaves it; copy it again"
    return f"a file that is none ({error.strerror}); check what it is"


def clock_of(stream: VideoStream) -> MediaClock:
    """Return the clock of a stream, before its first frame."""
    return MediaClock(stream.time_base, rate_hz=stream.average_rate or stream.guessed_rate)


def announced_by(container: InputContainer, stream: VideoStream) -> float | None:
    """Return how many seconds of pictures a header announces; ``None`` where it does not."""
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    return None if container.duration is None else container.duration / av.time_base


def _frame_count(stream: VideoStream, duration_s: float | None) -> int | None:
    if stream.frames > 0:
        return stream.frames
    rate_hz = stream.average_rate
    return None if duration_s is None or rate_hz is None else round(duration_s * rate_hz)


def _started_at(metadata: dict[str, str]) -> datetime | None:
    """Read when the camera started; cameras without a clock write the year 1904 or 1970."""
    text = metadata.get("com.apple.quicktime.creationdate") or metadata.get("creation_time", "")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.year <= datetime.fromtimestamp(0, UTC).year:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
