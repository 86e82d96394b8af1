"""An assessment to a panel of numbers: state by colour, shape and word, and how sure each is."""

from textwrap import wrap

from posture.config import AlertConfig
from posture.knowledge import load_knowledge
from posture.load import known
from posture.messages import load_messages
from posture.outputs.dictionary import column
from posture.outputs.gauges import Gauge, Zone, gauges, verdict, with_sd
from posture.outputs.sheet import SOFT, TEXT, TRACK, Sheet
from posture.outputs.signs import COLOURS
from posture.outputs.wording import capitalised, percent
from posture.types import MEASURES, Assessment, Empty, Estimate, ImageBGR, Measurement, Presence

Colour = tuple[int, int, int]
"""Blue, green, red."""

WIDTH = 0.6  # of its height
ROWS = 720  # sizes and places below are for a panel of so many rows
_BAD = "#5d4037"
LEFT, RIGHT = 20, 412
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
_GAUGES_Y, _OTHERS_Y, _DOSES_Y, _WORDS_Y = 96, 308, 508, 646
_MUSCLES, _LINE = 3, 22
_FULL_BAR = 1.5  # dose at the right end of a bar


def seen_now(m: Measurement) -> dict[str, Estimate]:
    """Return the measures that were seen."""
    seen = {name: known(getattr(m, name)) for name in MEASURES}
    return {name: estimate for name, estimate in seen.items() if estimate is not None}


def panel(moment: Assessment, config: AlertConfig, height_px: int) -> ImageBGR:
    """Return the panel at a height, BGR."""
    sheet = Sheet((panel_width_px(height_px), height_px), height_px / ROWS)
    now = seen_now(moment.measurement)
    measures = gauges(now, config)
    _headline(sheet, moment, measures)
    for i, gauge in enumerate(measures):
        _gauge(sheet, gauge, _GAUGES_Y + 70 * i)
    for i, name in enumerate(_OTHERS):
        one = column(name)
        value = with_sd(now.get(name), one.unit)
        sheet.row((LEFT, RIGHT), _OTHERS_Y + 24 * i, one.label, value, 16)
    _doses(sheet, moment)
    if any(gauge.now is None for gauge in measures):
        _unseen(sheet, moment, _DOSES_Y if moment.exposure is None else _WORDS_Y)
    return sheet.image


def panel_width_px(height_px: int) -> int:
    """Return how wide the panel of a height is; even, as films must be."""
    return max(2, 2 * round(WIDTH * height_px / 2))


def _headline(sheet: Sheet, moment: Assessment, measures: tuple[Gauge, ...]) -> None:
    zone, text = verdict(moment.states, measures)
    if moment.measurement.presence is Presence.AWAY:
        zone, text = Zone.UNSEEN, "Away"
    sheet.shape(zone, LEFT, 24, 26)
    for i, line in enumerate(wrap(text, 28)[:2]):
        sheet.text((LEFT + 40, 20 + 32 * i), line, 25, COLOURS[zone])


def _gauge(sheet: Sheet, gauge: Gauge, y: float) -> None:
    """Draw name, value and zone, and below them the scale with the uncertainty on it."""
    sheet.row((LEFT, RIGHT), y, gauge.label, gauge.value, 20)
    sheet.shape(gauge.zone, 170, y + 5, 13)
    sheet.text((190, y + 2), gauge.zone, 16, COLOURS[gauge.zone])

    def at(value: float) -> float:
        share = (value - gauge.low) / (gauge.high - gauge.low)
        return LEFT + min(max(share, 0.0), 1.0) * (RIGHT - LEFT)

    sheet.box(LEFT, y + 38, RIGHT, y + 44, TRACK)
    if gauge.band is not None:
        falling, enter = gauge.band.enter < gauge.band.leave, at(gauge.band.enter)
        ends = (LEFT, enter) if falling else (enter, RIGHT)
        sheet.box(ends[0], y + 38, ends[1], y + 44, _BAD)
        sheet.box(enter - 1, y + 27, enter + 1, y + 55, TEXT)
    if gauge.now is not None:
        value, sd, colour = gauge.now.value, gauge.now.sd, COLOURS[gauge.zone]
        sheet.box(at(value - sd), y + 38, at(value + sd), y + 44, colour)
        sheet.box(at(value) - 3, y + 31, at(value) + 3, y + 51, colour)


def _doses(sheet: Sheet, moment: Assessment) -> None:
    """Draw the dose of the muscles that are loaded most, with what its doubt leaves open."""
    if moment.exposure is None:
        return
    dose = moment.exposure.dose
    most = sorted(dose, key=lambda name: -dose[name])[:_MUSCLES]
    said = "Load so far; the mark is our guide value" if most else "Load: not known yet"
    sheet.text((LEFT, _DOSES_Y), said, 15, SOFT)
    for i, muscle in enumerate(most):
        interval = moment.exposure.interval.get(muscle, (dose[muscle], dose[muscle]))
        _dose(sheet, muscle, dose[muscle], interval, _DOSES_Y + 24 + 38 * i)


def _dose(sheet: Sheet, muscle: str, dose: float, interval: tuple[float, float], y: float) -> None:
    def at(value: float) -> float:
        return LEFT + min(max(value / _FULL_BAR, 0.0), 1.0) * (RIGHT - LEFT)

    zone = Zone.BEYOND if dose >= 1 else Zone.FINE
    name = capitalised(load_knowledge().muscle(muscle).name)
    sheet.row((LEFT, RIGHT), y, name, percent(dose), 16)
    sheet.box(LEFT, y + 22, RIGHT, y + 30, TRACK)
    sheet.box(LEFT, y + 22, at(dose), y + 30, COLOURS[zone])
    sheet.box(at(interval[0]), y + 25, at(interval[1]), y + 27, TEXT)
    sheet.box(at(1.0) - 1, y + 19, at(1.0) + 1, y + 33, TEXT)


def _unseen(sheet: Sheet, moment: Assessment, y: float) -> None:
    """Write what is not seen and why: as many whole sentences as there is room for."""
    reasons = [code for code in Empty if code in moment.measurement.empty_because]
    lines: list[str] = []
    for code in reasons:
        told = wrap(f"Not seen: {load_messages().unseen[code]}", 48)
        if y + _LINE * len(lines + told) > ROWS:
            break
        lines += told
    for i, line in enumerate(lines):
        sheet.text((LEFT, y + _LINE * i), line, 16, COLOURS[Zone.EDGE])
