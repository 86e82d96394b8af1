"""FFmpeg's packets to upright pictures: what files and streams have in common."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

import av
import cv2
import numpy as np
from av.buffer import Buffer
from av.container import InputContainer
from av.packet import Packet
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from posture.sources.sampling import MediaClock
from posture.sources.thrift import Thrift
from posture.types import Frame, ImageBGR

_DRAWN_TEXT = "tty"  # the demuxer with which FFmpeg paints plain text as moving pictures
_WITHOUT_PRESENTATION_TIMES = frozenset({"avi"})  # stores the order of decoding only
_MAX_STRETCH = 0.01  # a change of shape beyond 1 % would bend every angle


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """From stored to upright pixels: stretch to squares, then transpose, mirror, flip."""

    stored_px: tuple[int, int]
    square_px: tuple[int, int]
    transposed: bool
    mirrored: bool
    upside_down: bool

    @property
    def upright_px(self) -> tuple[int, int]:
        """Width and height of what `picture` returns."""
        width_px, height_px = self.square_px
        return (height_px, width_px) if self.transposed else (width_px, height_px)

    def resized(self, upright_px: tuple[int, int]) -> "Shape":
        """Return the shape that makes pictures of another size."""
        return replace(self, square_px=upright_px[::-1] if self.transposed else upright_px)

    def fits(self, frame: VideoFrame) -> bool:
        """Whether the frame is whole and has the proportions of the first one."""
        stretch = frame.width * self.stored_px[1] / (frame.height * self.stored_px[0])
        return not frame.is_corrupt and abs(stretch - 1) <= _MAX_STRETCH

    def picture(self, frame: VideoFrame) -> ImageBGR:
        """Convert, and only here, to upright BGR."""
        width_px, height_px = self.square_px
        # One thread: calling others together for each picture takes longer than they save.
        whole = frame.reformat(width=width_px, height=height_px, format="bgr24", threads=1)
        image = np.asarray(whole.to_ndarray(), dtype=np.uint8)
        if self.transposed:
            image = np.asarray(cv2.transpose(image), dtype=np.uint8)
        if self.mirrored or self.upside_down:
            code = -1 if self.mirrored and self.upside_down else int(self.mirrored)
            image = np.asarray(cv2.flip(image, code), dtype=np.uint8)
        return image


@dataclass(slots=True)
class Losses:
    """What could not be used, while it is read; ``stopped`` says why nothing more came."""

    frames: int = 0
    skipped: int = 0
    damaged: int = 0
    stopped: av.FFmpegError | None = None

    def add(self, other: "Losses") -> None:
        """Count those of another part of the same recording as well."""
        self.frames += other.frames
        self.skipped += other.skipped
        self.damaged += other.damaged
        self.stopped = self.stopped or other.stopped


class Choice(Protocol):
    """Who says what of a stream is read and decoded, and which frames are given."""

    def packets(
        self, container: InputContainer, stream: VideoStream
    ) -> "Iterator[Packet[VideoStream]]":
        """Read what is to be decoded, in its order."""
        ...

    def decode(self, packet: "Packet[VideoStream]") -> list[VideoFrame]:
        """Decode it, as far as it is needed."""
        ...

    def takes(self, frame: VideoFrame) -> bool:
        """Whether this frame is wanted, of those that had to be decoded."""
        ...


def moving_pictures(container: InputContainer) -> VideoStream | None:
    """Find the main picture stream; a cover picture in a sound file is none."""
    if container.format.name == _DRAWN_TEXT:
        return None
    streams = [
        stream
        for stream in container.streams.video
        if not stream.disposition & Disposition.attached_pic
    ]
    return max(streams, key=lambda stream: stream.disposition & Disposition.default, default=None)


def has_presentation_times(container: InputContainer) -> bool:
    """Whether the format says when each picture is shown, and not only when it is decoded."""
    return container.format.name not in _WITHOUT_PRESENTATION_TIMES


def decoded(
    container: InputContainer, stream: VideoStream, losses: Losses, choice: Choice | None = None
) -> Iterator[tuple[VideoFrame, int | None]]:
    """Decode frame by frame, with the time stamp of each; damage is counted, never raised.

    Whoever has a choice gets only the frames that are wanted.
    """
    in_order = not has_presentation_times(container)
    stamps: deque[int | None] = deque()
    try:
        packets = choice.packets(container, stream) if choice else container.demux(stream)
        for packet in packets:
            if packet.size:
                stamps.append(packet.dts)
            try:
                frames = choice.decode(packet) if choice else packet.decode()
            except av.error.InvalidDataError:
                losses.damaged += 1
                continue
            for frame in frames:
                stamp = stamps.popleft() if stamps else None
                if choice is None or choice.takes(frame):
                    yield frame, stamp if in_order else frame.pts
    except av.FFmpegError as error:
        losses.stopped = error


def played(
    container: InputContainer,
    pictures: VideoStream,
    clock: MediaClock,
    losses: Losses,
    thrift: Thrift,
) -> Iterator[Frame]:
    """Give the wanted frames; only these are converted. A new resolution is a new shape."""
    shape = None
    for index, (frame, stamp) in enumerate(decoded(container, pictures, losses, thrift)):
        time_s = clock.rise(stamp)
        if time_s is None or frame.is_corrupt:
            continue
        if shape is None or shape.stored_px != (frame.width, frame.height):
            shape = shape_of(pictures, frame)
        yield Frame(index=index, time_s=time_s, image=shape.picture(frame))


def shape_of(stream: VideoStream, frame: VideoFrame) -> Shape:
    """Read how the pictures of a stream lie and how wide their pixels are."""
    ratio = float(stream.sample_aspect_ratio or 1)
    across, down = _axes(frame)
    transposed = abs(across[1]) > abs(across[0])
    return Shape(
        stored_px=(frame.width, frame.height),
        square_px=(round(frame.width * max(ratio, 1.0)), round(frame.height / min(ratio, 1.0))),
        transposed=transposed,
        mirrored=across[int(transposed)] < 0,
        upside_down=down[int(not transposed)] < 0,
    )


def _axes(frame: VideoFrame) -> tuple[tuple[int, int], tuple[int, int]]:
    """Read how stored u and v add up to upright u, and to upright v."""
    matrix = frame.side_data.get("DISPLAYMATRIX")
    if not isinstance(matrix, Buffer):
        return (1, 0), (0, 1)
    # In the order of an MP4 track header (ISO/IEC 14496-12).
    a, b, _, c, d = np.frombuffer(bytes(matrix), np.int32)[:5].tolist()
    return (a, c), (b, d)
