"""Sound of a recording: its packets, in the clock of the pictures."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.packet import Packet

from posture.sources.video import opened

_BASE_S = 1e-6  # the clock to shift by, where a stream names none


@contextmanager
def sound_of(path: Path) -> Iterator[AudioStream | None]:
    """Open the sound track that a player would choose; None where there is none."""
    with opened(path) as (container, _):
        yield next(iter(sorted(container.streams.audio, key=_preference)), None)


def packets(sound: AudioStream, *, origin_s: float) -> Iterator["Packet[AudioStream]"]:
    """Give the packets from ``origin_s`` on, timed from there; damage ends them."""
    shift = round(origin_s / float(sound.time_base or _BASE_S))
    try:
        for packet in sound.container.demux(sound):  # type: ignore[attr-defined]
            if (
                packet.pts is None
                or packet.dts is None
                or packet.pts + (packet.duration or 0) <= shift
            ):
                continue
            packet.pts, packet.dts = packet.pts - shift, packet.dts - shift
            yield packet
    except av.FFmpegError:
        return  # pictures may still come; the analysis has said what is wrong with the file


def _preference(sound: AudioStream) -> int:
    return 0 if sound.disposition & av.stream.Disposition.default else 1
