"""Guidance to a panel beside the picture: what to do now, how long still, what is in the way."""

from textwrap import wrap

from posture.guidance import Guidance, Step
from posture.instructions import say, sentence_of
from posture.outputs.gauges import Zone
from posture.outputs.sheet import SOFT, TEXT, TRACK, Sheet
from posture.outputs.sidepanel import LEFT, RIGHT, ROWS, panel_width_px
from posture.outputs.signs import COLOURS
from posture.types import ImageBGR, View

_STEPS = tuple(Step)[:-1]  # the last one is the end
_SEEN = {View.FRONT: "You are seen from the front.", View.SIDE: "You are seen from the side."}
_KEYS = "s skips this step · q closes this window"


def guide_panel(said: Guidance, height_px: int) -> ImageBGR:
    """Return the panel at a height, BGR."""
    sheet = Sheet((panel_width_px(height_px), height_px), height_px / ROWS)
    zone = Zone.EDGE if said.hints else Zone.FINE
    done = said.step not in _STEPS
    number = "done" if done else f"step {_STEPS.index(said.step) + 1} of {len(_STEPS)}"
    sheet.text((LEFT, 24), f"Calibration · {number}", 16, SOFT)
    for i, line in enumerate(wrap(say(said.step), 26)):
        sheet.text((LEFT, 64 + 36 * i), line, 28)
    if not done:
        _bar(sheet, said, zone)
        sheet.text((LEFT, 684), _KEYS, 14, SOFT)
    _words(sheet, said)
    return sheet.image


def _bar(sheet: Sheet, said: Guidance, zone: Zone) -> None:
    share = 1 - said.left_s / said.length_s
    sheet.shape(zone, LEFT, 278, 24)
    sheet.text((LEFT + 38, 274), f"{said.left_s:.0f} s left", 25, COLOURS[zone])
    sheet.box(LEFT, 322, RIGHT, 334, TRACK)
    sheet.box(LEFT, 322, LEFT + share * (RIGHT - LEFT), 334, COLOURS[zone])


def _words(sheet: Sheet, said: Guidance) -> None:
    """Write how the person is seen, and what is in the way."""
    told = [(_SEEN[said.view], TEXT)] if said.view in _SEEN else []
    told += [(sentence_of(fault), COLOURS[Zone.EDGE]) for fault in said.hints]
    y = 364
    for text, colour in told:
        for line in wrap(text, 44):
            sheet.text((LEFT, y), line, 18, colour)
            y += 25
        y += 12
