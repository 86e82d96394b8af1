"""Text, boxes and signs on a ground: what panels beside and below pictures are drawn on."""

from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from posture.outputs.gauges import Zone
from posture.outputs.signs import draw_sign
from posture.types import ImageBGR

GROUND, TEXT, SOFT, TRACK = "#101418", "#e6eaee", "#a3adb8", "#3a434d"
_GLYPHS = str.maketrans({"−": "-", "–": "-", "…": "...", "’": "'"})  # Pillow's font lacks these
_MORE = "..."


class Sheet:
    """A ground of ``size_px`` (width, height) to draw on, in units of ``scale`` pixels."""

    def __init__(self, size_px: tuple[int, int], scale: float) -> None:
        self._image = Image.new("RGB", size_px, GROUND)
        self._draw, self._scale = ImageDraw.Draw(self._image), scale

    @property
    def image(self) -> ImageBGR:
        """What was drawn so far."""
        return np.ascontiguousarray(np.asarray(self._image)[:, :, ::-1])

    @property
    def width(self) -> float:
        """How wide it is."""
        return self._image.width / self._scale

    def text(
        self,
        at: tuple[float, float],
        text: str,
        size: int,
        colour: str = TEXT,
        *,
        anchor: str = "la",
    ) -> None:
        """Write one line; the anchor is Pillow's, left and top unless something else is said."""
        self._draw.text(self._to(*at), text.translate(_GLYPHS), colour, self._font(size), anchor)

    def length(self, text: str, size: int) -> float:
        """Return how wide a text becomes."""
        return self._font(size).getlength(text.translate(_GLYPHS)) / self._scale

    def fitting(self, text: str, size: int, width: float) -> str:
        """Return the text, shortened to whole words where it is wider than that."""
        words = text.split()
        while words and self.length(_cut(words, text), size) > width:
            words.pop()
        return _cut(words, text) if words else ""

    def row(self, ends: tuple[float, float], y: float, name: str, value: str, size: int) -> None:
        """Write a name at the left end and its value at the right one."""
        self.text((ends[0], y), name, size, SOFT)
        self.text((ends[1], y), value, size, anchor="ra")

    def box(self, left: float, top: float, right: float, bottom: float, colour: str) -> None:
        """Fill a rectangle."""
        self._draw.rectangle([self._to(left, top), self._to(right, bottom)], colour)

    def frame(self, left: float, top: float, right: float, bottom: float, colour: str) -> None:
        """Draw the edge of a rectangle."""
        ends = [self._to(left, top), self._to(right, bottom)]
        self._draw.rectangle(ends, outline=colour, width=max(1, round(2 * self._scale)))

    def shape(self, zone: Zone, x: float, y: float, size: float) -> None:
        """Draw the sign of a zone."""
        draw_sign(self._draw, zone, *self._to(x, y), size * self._scale)

    def _font(self, size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
        return _font(max(1, round(size * self._scale)))

    def _to(self, x: float, y: float) -> tuple[float, float]:
        return x * self._scale, y * self._scale


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _cut(words: list[str], text: str) -> str:
    shortened = " ".join(words)
    return shortened if shortened == " ".join(text.split()) else f"{shortened}{_MORE}"
