"""Small recordings for the tests, made on the spot."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import cycle
from pathlib import Path

import av
import cv2
import numpy as np

from posture.types import ImageBGR

RATE_HZ = 10
_TICK_S = {".avi": Fraction(1, RATE_HZ), ".mpg": Fraction(1, 25)}  # others: milliseconds
_CORNER_BGR = (40, 40, 220)


def corner_picture(size_px: tuple[int, int] = (64, 48)) -> ImageBGR:
    """Draw a dark picture whose upper left quarter is red, so that turning it shows."""
    width_px, height_px = size_px
    image = np.zeros((height_px, width_px, 3), dtype=np.uint8)
    image[: max(height_px // 2, 1), : max(width_px // 2, 1)] = _CORNER_BGR
    return image


def corner_of(image: ImageBGR) -> str:
    """Name the corner in which the red quarter lies."""
    height_px, width_px = image.shape[:2]
    reds = {
        f"{down} {across}": int(image[row, column, 2])
        for down, row in (("upper", height_px // 4), ("lower", -1 - height_px // 4))
        for across, column in (("left", width_px // 4), ("right", -1 - width_px // 4))
    }
    return max(reds, key=lambda corner: reds[corner])


def even_times_s(count: int, rate_hz: float = RATE_HZ) -> list[float]:
    """Give the times of a constant frame rate."""
    return [number / rate_hz for number in range(count)]


def write_clip(
    path: Path,
    times_s: Sequence[float],
    *,
    codec: tuple[str, str] = ("libx264", "yuv420p"),
    size_px: tuple[int, int] = (64, 48),
    rotation_deg: int | None = None,
    mirrored: bool = False,
    square: Fraction | None = None,
    metadata: Mapping[str, str] | None = None,
    options: Mapping[str, str] | None = None,
    encoder: Mapping[str, str] | None = None,
    images: Sequence[ImageBGR] = (),
) -> Path:
    """Encode a clip whose frames are shown at these times.

    Parameters
    ----------
    codec
        Encoder and pixel format.
    rotation_deg, mirrored
        What a player has to do to show it upright, counterclockwise.
    square
        Width of a pixel by its height.
    options, encoder
        Of the container, and of the encoder.
    images
        What is shown, over and over; without any the same picture always.
    """
    container = av.open(str(path), "w", options=dict(options or {}))
    container.metadata.update(metadata or {})
    with container:
        stream = container.add_stream(codec[0], rate=RATE_HZ, options=dict(encoder or {}))
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height = size_px
        stream.pix_fmt = codec[1]
        if rotation_deg is not None:
            stream.set_display_rotation(rotation_deg, hflip=mirrored)
        if square is not None:
            stream.codec_context.sample_aspect_ratio = square
        tick_s = _TICK_S.get(path.suffix, Fraction(1, 1000))
        stream.codec_context.time_base = tick_s
        shown = cycle(images or [corner_picture(size_px)])
        for time_s, image in zip(times_s, shown, strict=False):
            frame = av.VideoFrame.from_ndarray(image, format="bgr24")
            frame.pts, frame.time_base = round(time_s / tick_s), tick_s
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def write_sound(path: Path, *, codec: str = "pcm_s16le") -> Path:
    """Encode half a second of silence without any picture."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=8000, layout="mono")
        assert isinstance(stream, av.AudioStream)
        silence = np.zeros((1, 4000), dtype=np.int16)
        frame = av.AudioFrame.from_ndarray(silence, format="s16", layout="mono")
        frame.sample_rate, frame.pts = 8000, 0
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def write_picture(path: Path, size_px: tuple[int, int] = (64, 48)) -> Path:
    """Save a picture in the format of its suffix."""
    assert cv2.imwrite(str(path), corner_picture(size_px))
    return path


def cut(path: Path, *, share: float) -> Path:
    """Throw away the end of a file, as a full disk or an unplugged camera does."""
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    return path


def damage(path: Path, *, count: int = 400) -> Path:
    """Fill some bytes in the middle with chance."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + count] = np.random.default_rng(0).bytes(count)
    path.write_bytes(data)
    return path
