"""An assessment to a panel of numbers: state by colour, shape and word, and how sure each is."""

from functools import cache
from textwrap import wrap

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from posture.config import AlertConfig
from posture.knowledge import load_knowledge
from posture.load import known
from posture.messages import load_messages
from posture.outputs.dictionary import column
from posture.outputs.gauges import Gauge, Zone, gauges, verdict, with_sd
from posture.outputs.signs import COLOURS, draw_sign
from posture.outputs.wording import percent
from posture.phrases import WORTH_NAMING
from posture.types import MEASURES, Assessment, Empty, Estimate, ImageBGR, Measurement, Presence

Colour = tuple[int, int, int]
"""Blue, green, red."""

WIDTH = 0.6  # of its height
_ROWS = 720  # sizes and places below are for a panel of so many rows
_GROUND, _TEXT, _SOFT = "#101418", "#e6eaee", "#a3adb8"
_TRACK, _BAD = "#3a434d", "#5d4037"
_LEFT, _RIGHT = 20, 412
_OTHERS = (
    "head_forward_deg",
    "neck_flexion_deg",
    "head_pitch_deg",
    "head_yaw_deg",
    "head_roll_deg",
    "shoulder_tilt_deg",
    "trunk_lean_deg",
    "camera_distance_cm",
)
_GLYPHS = str.maketrans({"−": "-", "–": "-"})  # the font that comes with Pillow lacks these


def seen_now(m: Measurement) -> dict[str, Estimate]:
    """Return the measures that were seen."""
    seen = {name: known(getattr(m, name)) for name in MEASURES}
    return {name: estimate for name, estimate in seen.items() if estimate is not None}


def panel(moment: Assessment, config: AlertConfig, height_px: int) -> ImageBGR:
    """Return the panel at a height, BGR."""
    size = (round(WIDTH * height_px), height_px)
    sheet = _Sheet(Image.new("RGB", size, _GROUND), height_px / _ROWS)
    now = seen_now(moment.measurement)
    measures = gauges(now, config)
    _headline(sheet, moment, measures)
    for i, gauge in enumerate(measures):
        _gauge(sheet, gauge, 104 + 72 * i)
    for i, name in enumerate(_OTHERS):
        one = column(name)
        sheet.row(328 + 25 * i, one.label, with_sd(now.get(name), one.unit))
    _words(sheet, moment, unseen=any(gauge.now is None for gauge in measures))
    return np.ascontiguousarray(np.asarray(sheet.image)[:, :, ::-1])


class _Sheet:
    """A ground to draw on, in places of a panel with 720 rows."""

    def __init__(self, image: Image.Image, scale: float) -> None:
        self.image, self._scale = image, scale
        self._draw = ImageDraw.Draw(image)

    def text(self, at: tuple[float, float], text: str, size: int, colour: str = _TEXT) -> None:
        font = _font(round(size * self._scale))
        self._draw.text(self._to(*at), text.translate(_GLYPHS), colour, font)

    def row(self, y: float, name: str, value: str, size: int = 16) -> None:
        """Write a name on the left and its value on the right."""
        self.text((_LEFT, y), name, size, _SOFT)
        font = _font(round(size * self._scale))
        right, top = self._to(_RIGHT, y)
        self._draw.text((right, top), value.translate(_GLYPHS), _TEXT, font, anchor="ra")

    def box(self, left: float, top: float, right: float, bottom: float, colour: str) -> None:
        """Fill a rectangle."""
        self._draw.rectangle([self._to(left, top), self._to(right, bottom)], colour)

    def shape(self, zone: Zone, x: float, y: float, size: float) -> None:
        """Draw the sign of a zone."""
        draw_sign(self._draw, zone, *self._to(x, y), size * self._scale)

    def _to(self, x: float, y: float) -> tuple[float, float]:
        return x * self._scale, y * self._scale


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _headline(sheet: _Sheet, moment: Assessment, measures: tuple[Gauge, ...]) -> None:
    zone, text = verdict(moment.states, measures)
    if moment.measurement.presence is Presence.AWAY:
        zone, text = Zone.UNSEEN, "Away"
    sheet.shape(zone, _LEFT, 24, 26)
    for i, line in enumerate(wrap(text, 28)[:2]):
        sheet.text((_LEFT + 40, 20 + 32 * i), line, 25, COLOURS[zone])


def _gauge(sheet: _Sheet, gauge: Gauge, y: float) -> None:
    """Draw name, value and zone, and below them the scale with the uncertainty on it."""
    sheet.row(y, gauge.label, gauge.value, 20)
    sheet.shape(gauge.zone, 170, y + 5, 13)
    sheet.text((190, y + 2), gauge.zone, 16, COLOURS[gauge.zone])

    def at(value: float) -> float:
        share = (value - gauge.low) / (gauge.high - gauge.low)
        return _LEFT + min(max(share, 0.0), 1.0) * (_RIGHT - _LEFT)

    sheet.box(_LEFT, y + 38, _RIGHT, y + 44, _TRACK)
    if gauge.band is not None:
        falling, enter = gauge.band.enter < gauge.band.leave, at(gauge.band.enter)
        ends = (_LEFT, enter) if falling else (enter, _RIGHT)
        sheet.box(ends[0], y + 38, ends[1], y + 44, _BAD)
        sheet.box(enter - 1, y + 27, enter + 1, y + 55, _TEXT)
    if gauge.now is not None:
        value, sd, colour = gauge.now.value, gauge.now.sd, COLOURS[gauge.zone]
        sheet.box(at(value - sd), y + 38, at(value + sd), y + 44, colour)
        sheet.box(at(value) - 3, y + 31, at(value) + 3, y + 51, colour)


def _words(sheet: _Sheet, moment: Assessment, *, unseen: bool) -> None:
    """Write the muscle that is loaded most, and what is not seen and why."""
    lines = [(line, _TEXT) for line in wrap(_loaded(moment), 48)]
    reasons = [code for code in Empty if unseen and code in moment.measurement.empty_because]
    for code in reasons:
        told = wrap(f"Not seen: {load_messages().unseen[code]}", 48)
        lines += [(line, COLOURS[Zone.EDGE]) for line in told]
    for i, (line, colour) in enumerate(lines[:8]):
        sheet.text((_LEFT, 542 + 22 * i), line, 16, colour)


def _loaded(moment: Assessment) -> str:
    """Say which muscle is loaded most, if any is."""
    dose = {} if moment.exposure is None else moment.exposure.dose
    muscle = max(dose, key=lambda name: dose[name], default=None)
    if muscle is None or dose[muscle] < WORTH_NAMING:
        return ""
    name = load_knowledge().muscle(muscle).name
    return f"Most loaded: {name}, {percent(dose[muscle])} of our guide value"
