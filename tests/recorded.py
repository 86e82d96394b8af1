"""Recordings of people for tests of the program: filmed, photographed, or only their landmarks."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from PIL import ExifTags, Image

from posture.outputs.landmarks import LandmarksWriter
from posture.types import ImageBGR, Landmarks
from tests.builders import Sitter

RATE_HZ = 5


def sitting(seconds: float = 12.0, sitter: Sitter | None = None) -> list[Landmarks]:
    """See somebody who sits upright and breathes."""
    somebody = sitter or Sitter()
    return [
        somebody.moved(head_ahead_cm=somebody.head_ahead_cm + 0.2 * np.sin(number / 3)).landmarks(
            index=number, time_s=number / RATE_HZ
        )
        for number in range(round(seconds * RATE_HZ))
    ]


def photographed(*names: str, sitter: Sitter | None = None) -> list[Landmarks]:
    """See the same person in pictures."""
    somebody = sitter or Sitter()
    return [
        replace(somebody.landmarks(index=number), name=name) for number, name in enumerate(names)
    ]


def save(folder: Path, landmarks: Iterable[Landmarks], **facts: object) -> Path:
    """Save landmarks as an earlier analysis left them, in a folder of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "landmarks.npz"
    with LandmarksWriter(path, facts={"source": f"{folder.name}.mp4", **facts}) as writer:
        for seen in landmarks:
            writer.add(seen)
    return path


def film(path: Path, images: Sequence[ImageBGR], *, rate_hz: int = RATE_HZ) -> Path:
    """Encode pictures as a video."""
    height_px, width_px = images[0].shape[:2]
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=rate_hz, options={"crf": "12"})
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = width_px, height_px, "yuv420p"
        for number, image in enumerate(images):
            frame = av.VideoFrame.from_ndarray(image, format="bgr24")
            frame.pts, frame.time_base = number, Fraction(1, rate_hz)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def photograph(path: Path, image: ImageBGR, *, focal_35mm: int | None = None) -> Path:
    """Save a picture, with the focal length that its camera wrote down."""
    exif = Image.Exif()
    if focal_35mm is not None:
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.FocalLengthIn35mmFilm.value] = focal_35mm
    Image.fromarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB)).save(path, exif=exif)
    return path
