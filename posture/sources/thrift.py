"""Packets to the few that must be decoded: what nobody looks at costs next to nothing.

Where every picture stands for itself (MJPEG), or key frames alone come often enough, only these are
decoded. Else all that others are built on must be, and only what nothing refers to is left out.
"""

from collections import deque
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from av.container import InputContainer
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from posture.sources.sampling import Wanted

_GROUPS = 3  # of pictures, the last ones, from which the next one is foretold
_LATER = 1.5  # intervals; key frames may come so much more seldom than pictures are wanted
_REFERRED = 5  # one picture in four is referred to by others, at least, as encoders are set


class Thrift:
    """Choose packets of one stream, in their order, for the rate that is wanted at the moment."""

    def __init__(self, stream: VideoStream, wanted: Wanted) -> None:
        self._wanted = wanted
        self._context = stream.codec_context
        self._context.thread_count = 1  # waking others costs more than they save
        self._rate_hz = stream.average_rate
        self._keys_s: deque[float] = deque(maxlen=_GROUPS + 1)
        self._alone = False  # whether key frames are decoded alone

    def packets(
        self, container: InputContainer, stream: VideoStream
    ) -> "Iterator[Packet[VideoStream]]":
        """Read what is decoded; a group is entered at its key frame only."""
        return filter(self._picks, container.demux(stream))

    def _picks(self, packet: "Packet[VideoStream]") -> bool:
        if packet.is_keyframe:
            return self._picks_key(packet)
        return not self._alone or not packet.size

    def decode(self, packet: "Packet[VideoStream]") -> list[VideoFrame]:
        """Decode a packet that was picked; a key frame that stands alone comes without delay."""
        self._context.skip_frame = "NONREF" if self._leaves_out() else "DEFAULT"
        frames = list(self._context.decode(packet))
        if self._alone and packet.size:
            frames += self._context.decode(None)
            self._context.flush_buffers()
        return frames

    def takes(self, frame: VideoFrame) -> bool:
        """Whether this picture is wanted, of those that had to be decoded."""
        return self._alone or frame.pts is None or self._wanted.takes(frame.time)

    def _picks_key(self, packet: "Packet[VideoStream]") -> bool:
        stamp = packet.pts if packet.dts is None else packet.dts
        time_s = 0.0 if stamp is None else float(stamp * packet.time_base)
        self._keys_s.append(time_s)
        self._alone = self._suffice()
        return not self._alone or self._wanted.takes(time_s)

    def _suffice(self) -> bool:
        """Whether the last key frames came as often as pictures are wanted."""
        rate_hz, keys_s = self._wanted.rate_hz, list(self._keys_s)
        if rate_hz is None or len(keys_s) <= _GROUPS:
            return False
        steps_s = [after - before for before, after in pairwise(keys_s)]
        return min(steps_s) > 0 and max(steps_s) * rate_hz <= _LATER

    def _leaves_out(self) -> bool:
        """Whether enough pictures remain without those that no other refers to."""
        wanted_hz = self._wanted.rate_hz
        if wanted_hz is None or self._rate_hz is None:
            return False
        return self._rate_hz >= Fraction(_REFERRED * wanted_hz)
