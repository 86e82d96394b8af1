"""Video to parts that can be read each for itself, by several processes at once.

Which frames will be looked at is known before any is decoded, from the time stamps of the packets.
What nobody looks at, and nothing else refers to, need not be decoded.
"""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

from posture.sources.decoding import has_presentation_times, shape_of
from posture.sources.sampling import MediaClock, Sampler
from posture.sources.video import opened
from posture.types import Frame

# A jump into these goes to any packet near the time, and what follows refers to pictures before it.
_WITHOUT_INDEX = frozenset({"mpegts", "mpeg"})


@dataclass(frozen=True, slots=True)
class Sample:
    """A frame to look at: its number and time in the recording, and the stamp that finds it."""

    index: int
    time_s: float
    stamp: int


def samples(path: Path, rate_hz: float | None) -> list[Sample] | None:
    """Return the frames that `posture.sources.video.Video.frames` would give at this rate.

    ``None`` where the packets do not tell: some formats keep no times, damaged files lie, and some
    formats have no index of the key frames at which a part can begin.
    """
    with opened(path) as (container, stream):
        stamps = _stamps(container, stream)
        if stamps is None:
            return None
        clock = MediaClock(stream.time_base, rate_hz=stream.average_rate or stream.guessed_rate)
        sampler = Sampler(rate_hz, tolerance_s=clock.rounding_s)
        timed = ((index, clock.rise(int(stamp)), int(stamp)) for index, stamp in enumerate(stamps))
        return [
            Sample(index, time_s, stamp)
            for index, time_s, stamp in timed
            if time_s is not None and sampler.takes(time_s)
        ]


def _stamps(container: InputContainer, stream: VideoStream) -> NDArray[np.int64] | None:
    """Return the presentation times of all frames in their order, in ticks."""
    if not has_presentation_times(container) or container.format.name in _WITHOUT_INDEX:
        return None
    found: list[int] = []
    try:
        for packet in container.demux(stream):
            if packet.size == 0 or packet.is_discard:
                continue
            if packet.pts is None or packet.is_corrupt:
                return None
            found.append(packet.pts)
    except av.FFmpegError:
        return None
    stamps = np.unique(np.array(found, np.int64))
    return stamps if 0 < len(stamps) == len(found) else None


def divided(wanted: Sequence[Sample], longest_s: float) -> Iterator[Sequence[Sample]]:
    """Yield the samples in parts of at most so many seconds."""
    begin = 0
    for end, sample in enumerate(wanted):
        if sample.time_s - wanted[begin].time_s >= longest_s:
            yield wanted[begin:end]
            begin = end
    if begin < len(wanted):
        yield wanted[begin:]


def read_part(path: Path, wanted: Sequence[Sample]) -> Iterator[Frame]:
    """Decode these frames of a recording, from the key frame before the first of them.

    Frames that cannot be decoded are left out.
    """
    by_stamp = {sample.stamp: sample for sample in wanted}
    last = wanted[-1].stamp
    with opened(path) as (container, stream):
        container.seek(wanted[0].stamp, stream=stream, backward=True)
        shape = None
        for frame in _decoded(container, stream, by_stamp):
            shape = shape or shape_of(stream, frame)
            sample = None if frame.pts is None else by_stamp.get(frame.pts)
            if sample is not None and shape.fits(frame):
                image = shape.picture(frame)
                yield Frame(index=sample.index, time_s=sample.time_s, image=image)
            if frame.pts is not None and frame.pts >= last:
                return


def _decoded(
    container: InputContainer, stream: VideoStream, wanted: Container[int | None]
) -> Iterator[VideoFrame]:
    """Decode what is wanted, and of the rest only what other frames refer to."""
    for packet in container.demux(stream):
        needed = packet.size == 0 or packet.pts in wanted  # an empty packet asks for the last ones
        stream.codec_context.skip_frame = "DEFAULT" if needed else "NONREF"
        try:
            yield from packet.decode()
        except av.error.InvalidDataError:
            continue
