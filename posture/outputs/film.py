"""Pictures and sound to an MP4 file: H.264 with the times of the original, its sound as it was."""

from collections.abc import Iterable, Iterator
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Self

import av
import cv2
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from av.audio.stream import AudioStream
from av.codec.context import Flags
from av.container import OutputContainer
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace
from av.video.stream import VideoStream

from posture.types import ImageBGR

_COPIED = frozenset({"aac", "mp3", "ac3", "eac3", "alac", "opus", "flac"})  # players read in MP4
_NEEDS_HEAD = frozenset({"aac"})  # in a stream each packet has one; MP4 wants it once
_AAC_HZ = frozenset({8000, 11025, 16000, 22050, 24000, 32000, 44100, 48000})
_USUAL_HZ = 48000
# Without B-frames the order of the file is that of time, so that uneven times end when they should.
_ENCODER = {"preset": "veryfast", "crf": "23", "bf": "0"}
_THREADS = 2
_KEY_EVERY_S = 2  # players jump to these


@dataclass(frozen=True, slots=True)
class Sound:
    """A sound track, and its packets, timed as the pictures are."""

    stream: AudioStream
    packets: Iterator["Packet[AudioStream]"]


class Film:
    """A film that is being written; leave the context to complete it.

    ``rate_hz`` is the usual rate of the pictures, ``tick_s`` the unit of their times, which is
    kept. The picture has even width and height.
    """

    def __init__(
        self,
        path: Path,
        size_px: tuple[int, int],
        *,
        rate_hz: Fraction,
        tick_s: Fraction,
        sound: Sound | None = None,
    ) -> None:
        self._file = av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"})
        self._tick_s = tick_s
        self._pictures = _pictures(self._file, size_px, rate_hz, tick_s)
        self._track = None if sound is None else _Track(self._file, sound)
        self._held: VideoFrame | None = None  # how long it is shown, the next one says

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *exc: object) -> None:
        # What failed is worth more words than that its file cannot be completed either.
        with nullcontext() if kind is None else suppress(av.FFmpegError):
            self._file.close()

    def add(self, image: ImageBGR, time_s: float) -> None:
        """Add a picture, BGR, that is shown from then on; times rise."""
        yuv = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2YUV_I420), np.uint8)
        frame = VideoFrame.from_ndarray(yuv, format="yuv420p")
        frame.pts, frame.time_base = round(time_s / self._tick_s), self._tick_s
        self._show_until(frame.pts)
        self._held = frame
        if self._track is not None:
            self._track.until(time_s)

    def finish(self, end_s: float) -> None:
        """Take the last picture off the screen then, and complete the sound."""
        self._show_until(round(end_s / self._tick_s))
        self._file.mux(self._pictures.encode())
        if self._track is not None:
            self._track.finish()

    def _show_until(self, pts: int) -> None:
        if self._held is not None and self._held.pts is not None:
            self._held.duration = max(1, pts - self._held.pts)
            self._file.mux(self._pictures.encode(self._held))
            self._held = None


def _pictures(
    file: OutputContainer, size_px: tuple[int, int], rate_hz: Fraction, tick_s: Fraction
) -> VideoStream:
    options = {**_ENCODER, "g": str(max(1, round(rate_hz * _KEY_EVERY_S)))}
    stream: VideoStream = file.add_stream("libx264", rate=rate_hz, options=options)
    stream.width, stream.height = size_px
    stream.pix_fmt = "yuv420p"
    context = stream.codec_context
    context.time_base, context.thread_count = tick_s, _THREADS
    context.flags |= Flags.frame_duration  # the last picture is shown as long as it was
    context.colorspace, context.color_range = Colorspace.ITU601, ColorRange.MPEG  # OpenCV's
    return stream


class _Track:
    """Sound: packets as they are where MP4 takes them, else encoded anew as AAC."""

    def __init__(self, file: OutputContainer, sound: Sound) -> None:
        self._file, self._packets = file, sound.packets
        context = sound.stream.codec_context
        kind = context.codec.canonical_name
        headed = kind not in _NEEDS_HEAD or context.extradata is not None
        self._copied = kind in _COPIED and headed
        self._stream = (
            file.add_stream_from_template(sound.stream) if self._copied else _aac(file, context)
        )
        self._last_dts: int | None = None

    def until(self, time_s: float) -> None:
        """Write the sound up to this time."""
        for packet in self._packets:
            self._write(packet)
            if packet.pts is not None and packet.pts * packet.time_base >= time_s:
                return

    def finish(self) -> None:
        """Write the rest."""
        for packet in self._packets:
            self._write(packet)
        if not self._copied:
            self._mux(self._stream.encode())

    def _write(self, packet: "Packet[AudioStream]") -> None:
        if self._copied:
            packet.stream = self._stream
            self._mux([packet])
            return
        for frame in _decoded(packet):
            self._mux(self._stream.encode(frame))

    def _mux(self, packets: Iterable["Packet[AudioStream]"]) -> None:
        """Write what comes later than what is there; MP4 takes nothing else."""
        for packet in packets:
            if packet.dts is not None and (self._last_dts is None or packet.dts > self._last_dts):
                self._last_dts = packet.dts
                self._file.mux(packet)


def _aac(file: OutputContainer, sound: AudioCodecContext) -> AudioStream:
    rate_hz = sound.sample_rate if sound.sample_rate in _AAC_HZ else _USUAL_HZ
    layout = "mono" if sound.channels == 1 else "stereo"
    stream: AudioStream = file.add_stream("aac", rate=rate_hz, layout=layout)
    return stream


def _decoded(packet: "Packet[AudioStream]") -> list[Any]:
    try:
        return list(packet.decode())
    except av.FFmpegError:
        return []  # what is damaged is silent
