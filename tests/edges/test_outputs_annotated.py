"""Pictures with everything drawn in: laid out, known or unknown, and with nothing of the person."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.config import Config
from posture.outputs.annotated import Annotator, layout_of
from posture.outputs.gauges import Zone
from posture.outputs.timeband import TimeBand
from posture.outputs.veil import Heads
from posture.stretches import Stretch
from posture.types import Alert, Assessment, Exposure, ImageBGR, Level
from tests.builders import SIZE, Sitter, from_the_side
from tests.builders_measurements import FORWARD, SIDE, UPRIGHT, picture
from tests.looks import has

CONFIG, LAYOUT = Config(), layout_of(SIZE)
WIDTH, ROWS = LAYOUT.picture_px
GREY: ImageBGR = np.full((SIZE[1], SIZE[0], 3), 90, np.uint8)
DOSE = Exposure(
    time_s=1.0,
    dose={"cervical_extensors": 0.9, "upper_trapezius_left": 0.2, "rhomboids": 3.0},
    interval={"cervical_extensors": (0.5, 1.2), "rhomboids": (2.0, 9.0)},
    shares={},
    seated_min=1.0,
    coverage=1.0,
)
ALERT = Alert(
    time_s=30.0,
    kind="head_forward",
    level=Level.WARN,
    muscle=None,
    value=3.0,
    limit=2.0,
    unit="cm",
    message="Your head has been forward for a while. " * 8,
)
SITS = replace(picture(UPRIGHT), landmarks=Sitter().landmarks(), exposure=DOSE)
SLOUCHES = replace(picture(FORWARD), landmarks=Sitter().landmarks(), states=frozenset(["leaning"]))


def band(*stretches: Stretch, alerts: tuple[Alert, ...] = (), width: int = 1712) -> TimeBand:
    return TimeBand(stretches, alerts, end_s=60.0, size_px=(width, 72))


@given(size=st.tuples(st.integers(16, 8000), st.integers(16, 8000)))
def test_every_layout_is_even_and_no_larger_than_full_hd(size: tuple[int, int]) -> None:
    width, height = layout_of(size).size_px

    assert width % 2 == height % 2 == 0
    assert 0 < width <= 1920
    assert 0 < height <= 1080


@pytest.mark.parametrize("size", [(640, 480), (1280, 720), (1920, 1080), (720, 1280), (481, 361)])
def test_what_people_film_with_keeps_its_shape_and_has_room_for_numbers(
    size: tuple[int, int],
) -> None:
    width, rows = layout_of(size).picture_px

    assert rows >= 720
    assert width / rows == pytest.approx(size[0] / size[1], abs=0.005)


def drawn(moment: Assessment | None, image: ImageBGR = GREY, **options: bool | Heads) -> ImageBGR:
    return Annotator(LAYOUT, CONFIG, **options).draw(image, 0.0, moment).copy()  # type: ignore[arg-type]


def test_the_picture_is_shown_and_what_was_seen_drawn_into_it() -> None:
    shown = drawn(SITS)[:ROWS, :WIDTH]

    assert 0.6 < (shown == 90).all(axis=2).mean() < 0.999


def test_what_is_unknown_is_shown_as_unknown() -> None:
    shown = drawn(None)

    assert (shown[:ROWS, :WIDTH] == 90).all()
    assert not has(shown[:, WIDTH:], Zone.FINE)
    assert has(shown[:, WIDTH:], Zone.UNSEEN)


@pytest.mark.parametrize("moment", [SITS, SLOUCHES, None], ids=["sits", "slouches", "unknown"])
def test_skeleton_only_shows_nothing_of_the_picture(moment: Assessment | None) -> None:
    noise = np.random.default_rng(1).integers(0, 256, GREY.shape, dtype=np.uint8)

    assert (drawn(moment, skeleton_only=True) == drawn(moment, noise, skeleton_only=True)).all()


def test_a_blurred_head_hides_what_the_face_is_like() -> None:
    face = SITS.landmarks.joints_px[:7]
    (left, top), (right, bottom) = face.min(axis=0).astype(int), face.max(axis=0).astype(int)
    stripes = GREY.copy()
    stripes[top:bottom:2, left:right] = 250
    plain = np.full_like(GREY, 90)
    plain[top:bottom, left:right] = 170
    heads = [Heads([SITS.landmarks], min_score=0.5) for _ in range(2)]
    one, other = (
        drawn(None, image, heads=each)[:ROWS, :WIDTH].astype(int)
        for image, each in zip((stripes, plain), heads, strict=True)
    )

    assert np.abs(one - other).max() <= 2


def test_from_the_side_the_angle_stands_at_the_neck() -> None:
    moment = replace(picture(SIDE), landmarks=from_the_side())
    with_angle = replace(moment, measurement=replace(SIDE, head_forward_deg=UPRIGHT.shrug_left))

    assert (drawn(moment)[:ROWS, :WIDTH] != drawn(with_angle)[:ROWS, :WIDTH]).any()


def test_a_dose_beyond_the_guide_value_has_another_colour() -> None:
    light = replace(DOSE, dose={"rhomboids": 0.9}, interval={})
    low, high = (drawn(replace(SITS, exposure=one))[500:650, WIDTH:] for one in (light, DOSE))

    assert not has(low, Zone.BEYOND)
    assert has(high, Zone.BEYOND)


def test_a_muscle_that_nobody_could_judge_has_no_bar() -> None:
    unknown = drawn(replace(SITS, exposure=replace(DOSE, dose={}, interval={})))

    assert not has(unknown[500:650, WIDTH:], Zone.FINE)


def test_the_band_shows_where_we_are() -> None:
    found = band(Stretch("neutral", 0.0, 60.0))
    early, late = (np.argwhere((found.at(s) != found.at(0.0)).any(axis=2)) for s in (15.0, 45.0))

    assert (early[:, 1] < 500).all()
    assert late[:, 1].max() > 1200


def test_each_kind_of_time_has_a_shape_and_a_colour_of_its_own() -> None:
    labels = ("head_forward", "neutral", "unknown", "away")
    pieces = [band(Stretch(label, 0.0, 60.0)).at(50.0)[36:, 100:900] for label in labels]
    shapes = [(piece.max(axis=2) > 120).mean() for piece in pieces]

    assert has(pieces[0], Zone.BEYOND)
    assert has(pieces[1], Zone.FINE)
    assert not any(has(piece, zone) for piece in pieces[2:] for zone in (Zone.FINE, Zone.BEYOND))
    assert len({round(share, 2) for share in shapes}) == len(labels)


def test_postures_at_the_same_time_are_one_block() -> None:
    both = band(Stretch("head_forward", 0.0, 40.0), Stretch("too_close", 20.0, 60.0))

    assert has(both.at(59.0)[40:60, 100:1500], Zone.BEYOND)
    assert not has(both.at(59.0)[40:60], Zone.FINE)


def test_an_alert_is_read_when_it_was_said_and_cut_where_there_is_no_room() -> None:
    found = band(Stretch("neutral", 0.0, 60.0), alerts=(ALERT,))

    assert has(found.at(31.0)[:34], Zone.BEYOND)
    assert not has(found.at(29.0)[:34, :1000], Zone.BEYOND)
    assert not has(found.at(31.0)[:34, -20:], Zone.BEYOND)


@pytest.mark.parametrize("width", [2, 100, 400, 1920])
def test_bands_of_any_width_can_be_drawn(width: int) -> None:
    found = band(Stretch("away", 0.0, 3.0), Stretch("leaning", 5.0, 5.1), width=width)

    assert found.at(2.0).shape == (72, width, 3)


def test_a_recording_without_length_has_a_band() -> None:
    empty = TimeBand((), (), end_s=0.0, size_px=(400, 72))

    assert empty.at(0.0).shape == (72, 400, 3)
