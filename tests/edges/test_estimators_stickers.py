import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posture.estimators.stickers import find, learn
from posture.marks import Sticker
from posture.types import Floats, ImageBGR
from tests.frames import noise, sample_picture

GREEN = (60, 240, 80)
PX_PER_CM = 5.0
HOME = (330.0, 250.0)


def with_sticker(at: tuple[float, float], *, radius: float = 4.0, light: float = 1.0) -> ImageBGR:
    """Put a green disc on a picture; ``at`` counts from the corner of the first pixel."""
    image = sample_picture("side").copy()
    centre = (round((at[0] - 0.5) * 16), round((at[1] - 0.5) * 16))
    cv2.circle(image, centre, round(radius * 16), GREEN, -1, cv2.LINE_AA, 4)
    return np.asarray(np.clip(image * light, 0, 255), np.uint8)


def learned() -> Sticker:
    sticker = learn(with_sticker(HOME), HOME, px_per_cm=PX_PER_CM)
    assert sticker is not None
    return sticker


@settings(max_examples=30, deadline=None)
@given(
    place=st.tuples(st.floats(300, 360), st.floats(220, 280)),
    off=st.tuples(st.floats(-12, 12), st.floats(-12, 12)),
    light=st.floats(0.85, 1.1),
)
def test_a_sticker_is_found_near_where_it_should_be(
    place: tuple[float, float], off: tuple[float, float], light: float
) -> None:
    found = find(with_sticker(place, light=light), learned(), np.add(place, off))

    assert found == pytest.approx(place, abs=0.5)


@pytest.mark.parametrize(
    ("image", "near"),
    [
        (sample_picture("side"), np.array(HOME)),
        (with_sticker((100.0, 100.0)), np.array(HOME)),
        (with_sticker(HOME, radius=14.0), np.array(HOME)),
        (with_sticker(HOME), np.array([np.nan, np.nan])),
        (with_sticker(HOME), np.array([-500.0, 9000.0])),
    ],
    ids=["none there", "elsewhere", "too large", "nowhere to look", "outside"],
)
def test_what_does_not_look_like_it_is_not_taken_for_it(image: ImageBGR, near: Floats) -> None:
    assert np.isnan(find(image, learned(), near)).all()


def test_its_colour_and_its_size_are_learned() -> None:
    sticker = learned()

    assert sticker.area_px == pytest.approx(np.pi * 4.0**2, rel=0.25)
    green = cv2.cvtColor(np.array([[GREEN]], np.uint8), cv2.COLOR_BGR2LAB)[0, 0]
    assert sticker.colour == pytest.approx(green.astype(float), abs=6.0)


@pytest.mark.parametrize(
    "image",
    [sample_picture("side"), noise(), with_sticker(HOME, radius=60.0)],
    ids=["skin or wall", "noise", "a whole board"],
)
def test_a_place_without_a_sticker_teaches_none(image: ImageBGR) -> None:
    assert learn(image, HOME, px_per_cm=PX_PER_CM) is None
