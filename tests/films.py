"""Films with sound for tests of what is written beside them, and how a player sees a film."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from posture.types import ImageBGR

_BLOCK = 1024


@dataclass(frozen=True, kw_only=True)
class Played:
    """What a player shows and lets hear."""

    times_s: list[float]
    size_px: tuple[int, int]
    pictures: list[ImageBGR]
    end_s: float
    codec: str
    sound: str | None
    sound_from_s: float
    sound_until_s: float


def play(path: Path, *, keep: bool = False) -> Played:
    """Decode a film to its end; keep the pictures if wanted."""
    with av.open(str(path)) as file:
        stream = file.streams.video[0]
        frames = list(file.decode(stream)) if keep else None
    with av.open(str(path)) as file:
        stream = file.streams.video[0]
        shown = frames or list(file.decode(stream))
        return Played(
            times_s=[float(frame.time or 0.0) for frame in shown],
            size_px=(stream.width, stream.height),
            pictures=[_bgr(frame) for frame in frames or ()],
            end_s=float((stream.duration or 0) * (stream.time_base or 0)),
            codec=stream.codec_context.codec.canonical_name,
            **_heard(path),
        )


def _bgr(frame: av.VideoFrame) -> ImageBGR:
    return np.asarray(frame.to_ndarray(format="bgr24"), np.uint8)


def _heard(path: Path) -> dict[str, Any]:
    with av.open(str(path)) as file:
        if not file.streams.audio:
            return {"sound": None, "sound_from_s": 0.0, "sound_until_s": 0.0}
        stream = file.streams.audio[0]
        frames = list(file.decode(stream))
        last = frames[-1]
        return {
            "sound": stream.codec_context.codec.canonical_name,
            "sound_from_s": float(frames[0].time or 0.0),
            "sound_until_s": float(last.time or 0.0) + last.samples / last.sample_rate,
        }


def write_film(
    path: Path,
    images: Sequence[ImageBGR],
    times_s: Sequence[float],
    *,
    sound: str | None = None,
    seconds: float = 0.0,
    rate_hz: int = 48_000,
) -> Path:
    """Encode pictures that are shown at these times, and a tone of so many seconds."""
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=30, options={"crf": "12", "bf": "0"})
        stream.height, stream.width = images[0].shape[:2]
        stream.pix_fmt = "yuv420p"
        stream.codec_context.time_base = Fraction(1, 1000)
        track = None if sound is None else file.add_stream(sound, rate=rate_hz, layout="stereo")
        for image, time_s in zip(images, times_s, strict=True):
            frame = av.VideoFrame.from_ndarray(image, format="bgr24")
            frame.pts, frame.time_base = round(time_s * 1000), Fraction(1, 1000)
            file.mux(stream.encode(frame))
        file.mux(stream.encode())
        if isinstance(track, av.AudioStream):
            _tone(file, track, seconds, rate_hz)
    return path


def _tone(
    file: av.container.OutputContainer, track: av.AudioStream, seconds: float, rate_hz: int
) -> None:
    for start in range(0, int(seconds * rate_hz), _BLOCK):
        wave = np.sin(np.arange(start, start + _BLOCK) * 2 * np.pi * 440 / rate_hz) * 8000
        samples = np.repeat(wave.astype(np.int16), 2)[None]
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = rate_hz, start, Fraction(1, rate_hz)
        file.mux(track.encode(frame))
    file.mux(track.encode())
