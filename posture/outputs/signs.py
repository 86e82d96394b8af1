"""Zones to signs: a shape and a colour each, for windows and icons.

Colours are those of Okabe and Ito (2008), told apart by people who see few of them.
"""

from collections.abc import Mapping

from PIL import Image, ImageDraw

from posture.outputs.gauges import Zone

COLOURS: Mapping[Zone | None, str] = {
    Zone.FINE: "#56b4e9",
    Zone.EDGE: "#f0e442",
    Zone.BEYOND: "#f0803c",
    Zone.OPEN: "#e6eaee",
    Zone.UNSEEN: "#a3adb8",
    None: "#e6eaee",  # not watching
}
_GROUND = "#101418"
_MARGIN = 0.16


def draw_sign(
    draw: ImageDraw.ImageDraw, zone: Zone | None, x: float, y: float, size: float
) -> None:
    """Draw a disc, a square, a triangle or a ring; two bars where nothing is watched."""
    colour, far = COLOURS[zone], (x + size, y + size)
    match zone:
        case None:
            draw.rectangle([x, y, x + 0.35 * size, y + size], colour)
            draw.rectangle([x + 0.65 * size, y, *far], colour)
        case Zone.EDGE:
            draw.rectangle([x, y, *far], colour)
        case Zone.BEYOND:
            draw.polygon([(x + size / 2, y), far, (x, y + size)], colour)
        case Zone.UNSEEN:
            draw.ellipse([x, y, *far], outline=colour, width=max(1, round(size / 8)))
        case Zone.FINE | Zone.OPEN:
            draw.ellipse([x, y, *far], colour)


def icon(zone: Zone | None, size_px: int = 64) -> Image.Image:
    """Return the sign on a dark ground that shows on light and on dark panels."""
    image = Image.new("RGBA", (size_px, size_px))
    draw, margin = ImageDraw.Draw(image), _MARGIN * size_px
    draw.rounded_rectangle([0, 0, size_px - 1, size_px - 1], radius=size_px / 6, fill=_GROUND)
    draw_sign(draw, zone, margin, margin, size_px - 2 * margin)
    return image
