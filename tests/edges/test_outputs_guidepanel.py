"""What a calibration asks for, drawn beside the picture."""

import numpy as np
import pytest
from PIL import ImageColor

from posture.config import Config
from posture.guidance import Guidance, Step
from posture.outputs.gauges import Zone
from posture.outputs.guidepanel import guide_panel
from posture.outputs.overlay import draw_guided
from posture.outputs.signs import COLOURS
from posture.suitability import Fault, Reason
from posture.types import ImageBGR, View
from tests.builders import Sitter, nobody

DARK = Fault(reason=Reason.DARK, value=1.0)
FRAME: ImageBGR = np.full((720, 1280, 3), 90, np.uint8)


def said(step: Step, left_s: float = 4.0, *hints: Fault) -> Guidance:
    return Guidance(step=step, view=View.FRONT, left_s=left_s, length_s=8.0, hints=hints)


def pixels(image: ImageBGR, zone: Zone) -> int:
    colour = np.array(ImageColor.getrgb(COLOURS[zone]))[::-1]
    return int((image == colour).all(axis=2).sum())


def test_the_bar_grows_with_what_is_done() -> None:
    drawn = [pixels(guide_panel(said(Step.UPRIGHT, left), 720), Zone.FINE) for left in (7, 4, 1)]

    assert drawn == sorted(set(drawn))


def test_what_is_in_the_way_changes_colour_shape_and_words() -> None:
    free, hindered = (guide_panel(said(Step.UPRIGHT, 4.0, *hints), 720) for hints in ((), (DARK,)))

    assert pixels(hindered, Zone.FINE) == 0
    assert pixels(free, Zone.EDGE) == 0
    assert pixels(hindered, Zone.EDGE) > pixels(free, Zone.FINE)  # the same bar, and the hint


@pytest.mark.parametrize("height_px", [240, 720, 1080])
@pytest.mark.parametrize("step", Step)
def test_every_step_fits_beside_a_picture_of_any_height(step: Step, height_px: int) -> None:
    drawn = draw_guided(FRAME, nobody(), said(step), Config(), height_px=height_px)
    beside = drawn[:, -guide_panel(said(step), height_px).shape[1] :]

    assert drawn.shape[0] == height_px
    assert beside.std() > 5


def test_the_person_is_drawn_in() -> None:
    seen = Sitter().landmarks()
    width_px, height_px = seen.size_px
    frame = np.full((height_px, width_px, 3), 90, np.uint8)
    with_person, without = (
        draw_guided(frame, one, said(Step.SHRUG), Config())[:, :-440] for one in (seen, nobody())
    )

    assert (with_person != without).any()
