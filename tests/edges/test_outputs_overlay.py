"""What is drawn into a frame, and the panel of numbers beside it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posture.config import AlertConfig, Config
from posture.knowledge import load_muscles
from posture.messages import load_messages
from posture.outputs.dictionary import columns
from posture.outputs.gauges import Zone
from posture.outputs.overlay import draw
from posture.outputs.sidepanel import panel
from posture.types import Assessment, Empty, Estimate, ImageBGR, Joint, Landmarks, Measurement
from tests.builders import Sitter, from_the_side, nobody
from tests.builders_measurements import FORWARD, GONE, UNSEEN, UPRIGHT, changed, picture
from tests.looks import has

CONFIG = Config()
FRAME: ImageBGR = np.full((720, 1280, 3), 90, np.uint8)


def moment(m: Measurement, *states: str) -> Assessment:
    return replace(picture(m), states=frozenset(states), landmarks=nobody())


def sides(drawn: ImageBGR) -> tuple[ImageBGR, ImageBGR]:
    width = drawn.shape[1] - panel(moment(UPRIGHT), AlertConfig(), drawn.shape[0]).shape[1]
    return drawn[:, :width], drawn[:, width:]


@settings(max_examples=10)
@given(
    size=st.tuples(st.integers(120, 1080), st.integers(160, 1920)), height=st.integers(240, 1080)
)
def test_any_picture_becomes_one_of_the_wanted_height(size: tuple[int, int], height: int) -> None:
    drawn = draw(np.zeros((*size, 3), np.uint8), moment(UPRIGHT), CONFIG, height_px=height)

    assert drawn.dtype == np.uint8
    assert drawn.shape[0] == height
    assert abs(sides(drawn)[0].shape[1] - size[1] * height / size[0]) <= 1


def test_where_nobody_was_found_the_picture_is_left_as_it_is() -> None:
    left, _ = sides(draw(FRAME, moment(GONE), CONFIG))

    assert (left == FRAME).all()


@pytest.mark.parametrize("seen", [Sitter().landmarks(), from_the_side()], ids=["front", "side"])
def test_what_was_found_is_drawn_where_it_was_found(seen: Landmarks) -> None:
    one = replace(picture(UNSEEN), landmarks=seen)  # without numbers beside the points
    left, _ = sides(draw(FRAME, one, CONFIG))
    touched = np.argwhere((left != FRAME).any(axis=2))
    found = np.vstack([one.landmarks.outline_px, one.landmarks.joints_px])

    assert len(touched) > 1000
    assert (touched[:, ::-1] > np.nanmin(found, axis=0) - 40).all()
    assert (touched[:, ::-1] < np.nanmax(found, axis=0) + 40).all()


def test_distance_and_angles_stand_beside_the_head_and_between_the_shoulders() -> None:
    numbers = changed(
        UPRIGHT,
        camera_distance_cm=Estimate(65.0, sd_frame=2.0),
        shoulder_tilt_deg=Estimate(2.0, sd_frame=1.0),
    )
    front = Sitter().landmarks()
    bare, written = (
        sides(draw(FRAME, replace(picture(m), landmarks=front), CONFIG))[0]
        for m in (UNSEEN, numbers)
    )
    places = np.argwhere((bare != written).any(axis=2))
    head = front.joints_px[: Joint.MOUTH_RIGHT + 1]

    assert (places[:, 1] > head[:, 0].min()).all()
    assert {bool(row > head[:, 1].max() + 60) for row in places[:, 0]} == {True, False}


def test_a_held_posture_is_a_triangle_and_none_a_disc() -> None:
    held = panel(moment(FORWARD, "head_forward"), CONFIG.alerts, 720)
    calm = panel(moment(UPRIGHT), CONFIG.alerts, 720)

    assert has(held[:80], Zone.BEYOND)
    assert not has(held[:80], Zone.FINE)
    assert has(calm[:80], Zone.FINE)


@pytest.mark.parametrize("m", [UNSEEN, GONE])
def test_what_is_unseen_has_no_good_sign_and_no_value(m: Measurement) -> None:
    drawn = panel(moment(m), CONFIG.alerts, 720)

    assert not has(drawn, Zone.FINE)
    assert has(drawn, Zone.UNSEEN)


def test_why_something_is_unseen_is_written_below() -> None:
    lost = changed(UNSEEN, empty_because=frozenset({Empty.SHOULDERS_OUT}))
    blind, told = (panel(moment(m), CONFIG.alerts, 720)[540:] for m in (UNSEEN, lost))

    assert not has(blind, Zone.EDGE)
    assert has(told, Zone.EDGE)


@given(value=st.floats(-1e4, 1e4), sd=st.floats(0, 1e4))
@settings(max_examples=10)
def test_no_value_is_too_large_to_draw(value: float, sd: float) -> None:
    one = Estimate(value, sd_frame=sd)
    m = changed(UPRIGHT, protraction_cm=one, screen_distance_cm=one, shrug_left=one)

    assert panel(moment(m), CONFIG.alerts, 720).shape == (720, 432, 3)


def test_the_font_has_every_letter_that_is_written() -> None:
    messages = load_messages()
    texts = [*messages.unseen.values(), *(text.short for text in messages.state.values())]
    texts += [muscle.name for muscle in load_muscles()] + [one.label for one in columns()]

    assert {letter for text in texts for letter in text if not letter.isascii()} == set()
