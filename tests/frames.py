"""Pictures of the bundled recordings, for tests of whatever looks at pixels."""

import json
from collections.abc import Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from posture.sources.video import open_video
from posture.types import Frame, ImageBGR

SAMPLES = Path(__file__).parents[1] / "samples"
SIZE_PX = 640, 480


@cache
def sample_frames(name: str, count: int = 1, *, rate_hz: float = 5.0) -> tuple[Frame, ...]:
    """Give the first frames of samples/desk-NAME.mp4."""
    with open_video(SAMPLES / f"desk-{name}.mp4") as video:
        return tuple(islice(video.frames(rate_hz), count))


def sample_picture(name: str) -> ImageBGR:
    """Give the first picture of samples/desk-NAME.mp4."""
    return sample_frames(name)[0].image


def picture(image: ImageBGR) -> Frame:
    """Make a frame that stands for itself."""
    return Frame(index=0, time_s=None, image=image, name="picture.png")


def moment(time_s: float, image: ImageBGR) -> Frame:
    """Make a frame of a recording."""
    return Frame(index=round(time_s * 1000), time_s=time_s, image=image)


def side_by_side(*names: str) -> ImageBGR:
    """Paste the first pictures of several recordings into one, from left to right."""
    return np.hstack([sample_picture(name) for name in names])


def empty_room(size_px: tuple[int, int] = (340, 480)) -> ImageBGR:
    """Cut the person out of a picture: shelves, a plant and a wall remain."""
    image = sample_picture("front")
    return np.hstack([image[:, :165], image[:, -175:]])[: size_px[1], : size_px[0]]


def truth(name: str) -> dict[str, Any]:
    """Read what is true of samples/desk-NAME.mp4."""
    content = (SAMPLES / f"desk-{name}.truth.json").read_text(encoding="utf-8")
    return dict(json.loads(content))


def noise(size_px: tuple[int, int] = SIZE_PX, *, seed: int = 1) -> ImageBGR:
    """Make grey noise."""
    width, height = size_px
    grey = np.random.default_rng(seed).integers(0, 256, (height, width, 1))
    return np.repeat(grey, 3, axis=2).astype(np.uint8)


def times_s(count: int, *, rate_hz: float = 5.0) -> Sequence[float]:
    """Give the times of a steady recording."""
    return [number / rate_hz for number in range(count)]
