"""Video to parts that can be read each for itself, by several processes at once.

Which frames will be looked at is known before any is decoded, from the time stamps of the packets.
What nobody looks at, and nothing else refers to, need not be decoded.
"""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import cast

import av
import numpy as np
from av.container import InputContainer
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

from posture.sources.decoding import Losses, decoded, has_presentation_times
from posture.sources.sampling import Sampler
from posture.sources.video import (
    announced_by,
    clock_of,
    is_cut_off,
    left_out,
    not_whole,
    open_video,
    opened,
)
from posture.types import Frame

# A jump into these goes to any packet near the time, and what follows refers to pictures before it.
_WITHOUT_INDEX = frozenset({"mpegts", "mpeg"})
_JUMPS = 8  # more than pictures are ever held back to be shown after later ones


@dataclass(frozen=True, slots=True)
class Sample:
    """A frame to look at: its number and time in the recording, and the stamp that finds it."""

    index: int
    time_s: float
    stamp: int


def samples(path: Path, rate_hz: float | None) -> list[Sample] | None:
    """Return the frames that `posture.sources.video.Video.frames` would give at this rate.

    ``None`` where the packets do not tell, or not all is there: some formats keep no times, some
    have no index of the key frames at which a part can begin, some files are damaged, cut off, or
    begin with pictures that refer to others before them.
    """
    with opened(path) as (container, stream):
        shown = _shown(container, stream)
        if shown is None:
            return None
        clock = clock_of(stream)
        sampler = Sampler(rate_hz, tolerance_s=clock.rounding_s)
        found = []
        for index, stamp in enumerate(shown.stamps.tolist()):
            time_s = clock.rise(stamp, duration=shown.last if stamp == shown.stamps[-1] else None)
            if time_s is not None and sampler.takes(time_s):
                found.append(Sample(index, time_s, stamp))
        return None if is_cut_off(clock.end_s, announced_by(container, stream)) else found


@dataclass(frozen=True, slots=True)
class _Shown:
    """The times of all frames in their order, and how long the last one is shown, in ticks."""

    stamps: NDArray[np.int64]
    last: int


def _shown(container: InputContainer, stream: VideoStream) -> _Shown | None:
    if not has_presentation_times(container) or container.format.name in _WITHOUT_INDEX:
        return None
    try:
        return _told(packet for packet in container.demux(stream) if packet.size)
    except av.FFmpegError:
        return None


def _told(packets: "Iterator[Packet[VideoStream]]") -> _Shown | None:
    """Read the times; what is shown before the first key frame refers to what is not there."""
    first = next(packets, None)
    if first is None or not first.is_keyframe or first.pts is None:
        return None
    found, durations = array("q"), array("q")  # a day of video has millions
    for packet in chain([first], packets):
        if packet.is_discard:
            continue
        if packet.pts is None or packet.pts < first.pts or packet.is_corrupt:
            return None
        found.append(packet.pts)
        durations.append(packet.duration or 0)
    stamps, where = np.unique(found, return_index=True)
    if not 0 < len(stamps) == len(found):
        return None
    return _Shown(stamps, last=durations[where[-1]])


def divided(wanted: Sequence[Sample], longest_s: float) -> Iterator[Sequence[Sample]]:
    """Yield the samples in parts of at most so many seconds."""
    begin = 0
    for end, sample in enumerate(wanted):
        if sample.time_s - wanted[begin].time_s >= longest_s:
            yield wanted[begin:end]
            begin = end
    if begin < len(wanted):
        yield wanted[begin:]


def read_part(
    path: Path, wanted: Sequence[Sample], losses: Losses | None = None
) -> Iterator[Frame]:
    """Decode these frames of a recording, from the key frame before the first of them.

    Frames that cannot be decoded, or have another shape than the first one of the recording, are
    left out; ``losses`` tells how many, once all are read, and why, where a part ends early.

    Raises
    ------
    SourceError
        When there is no video any more.
    """
    losses = Losses() if losses is None else losses
    by_stamp, given = {sample.stamp: sample for sample in wanted}, 0
    shape = open_video(path).shape
    with opened(path) as (container, stream):
        stream.codec_context.thread_count = 1  # other processes decode other parts
        for frame, stamp in decoded(container, stream, losses, _Chosen(stream, wanted)):
            sample = None if stamp is None else by_stamp.get(stamp)
            if sample is not None and shape.fits(frame):
                image = shape.picture(frame)
                given += 1
                yield Frame(index=sample.index, time_s=sample.time_s, image=image)
    losses.frames += len(wanted)
    losses.skipped += len(wanted) - given


def parts_missing(source: str, losses: Losses) -> str | None:
    """Say what is missing of a video that was read in parts; ``None`` for nothing."""
    found = [*left_out(losses)]
    if losses.stopped is not None:
        found.append(f"a part that ends early ({losses.stopped.strerror})")
    return not_whole(source, found)


class _Chosen:
    """Decode these frames, and of the rest only what they may refer to."""

    def __init__(self, stream: VideoStream, wanted: Sequence[Sample]) -> None:
        self._context = stream.codec_context
        self._first = wanted[0].stamp
        self._stamps = {sample.stamp for sample in wanted}

    def packets(
        self, container: InputContainer, stream: VideoStream
    ) -> "Iterator[Packet[VideoStream]]":
        """Read up to the last one that is wanted, and let the decoder give what it holds back."""
        left = set(self._stamps)
        for packet in _from_key_frame(container, stream, self._first):
            yield packet
            left.discard(packet.pts)
            if not left:
                # The decoder is told that nothing more comes.
                yield cast("Packet[VideoStream]", Packet())
                return

    def decode(self, packet: "Packet[VideoStream]") -> list[VideoFrame]:
        """Decode a packet; one that is not wanted only if others may refer to it."""
        needed = packet.size == 0 or packet.pts in self._stamps
        self._context.skip_frame = "DEFAULT" if needed else "NONREF"
        return self._context.decode(packet)

    def takes(self, frame: VideoFrame) -> bool:
        """Whether it is one of them."""
        return frame.pts in self._stamps


def _from_key_frame(
    container: InputContainer, stream: VideoStream, stamp: int
) -> "Iterator[Packet[VideoStream]]":
    """Read from a key frame on that is shown no later.

    Some formats jump to the last one that is decoded by then, and may show it later.
    """
    goal = stamp
    for _ in range(_JUMPS):
        container.seek(goal, stream=stream, backward=True)
        packets = container.demux(stream)
        first = next(packets)
        if first.is_keyframe and first.pts is not None and first.pts <= stamp:
            yield first
            yield from packets
            return
        goal = min(goal, goal if first.dts is None else first.dts) - 1
    raise av.error.InvalidDataError(0, "no key frame to begin at")
