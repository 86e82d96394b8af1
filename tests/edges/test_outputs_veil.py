"""Heads are unrecognisable: blurred where they may be, all of the picture where that is unknown."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posture.outputs.veil import Heads, blur, head_of
from posture.types import Floats, ImageBGR, Joint, Landmarks
from tests.builders import Sitter, from_the_side, nobody

MIN_SCORE = 0.5
ROWS, COLUMNS = 720, 1280


def heads(*seen: tuple[float, Landmarks]) -> Heads:
    timed = [replace(one, time_s=time_s) for time_s, one in seen]
    return Heads(timed, min_score=MIN_SCORE)


def inside(region: Floats | None, points: Floats) -> bool:
    """Whether all points lie within a region, of which None is everything."""
    if region is None:
        return True
    hull = cv2.convexHull(region.astype(np.float32))
    return all(cv2.pointPolygonTest(hull, point, False) >= 0 for point in points.tolist())


def checks(seed: int = 0) -> ImageBGR:
    """A picture in which every pixel says something."""
    image = np.random.default_rng(seed).integers(0, 256, (ROWS, COLUMNS, 3), dtype=np.uint8)
    return np.asarray(image, np.uint8)


def detail(image: ImageBGR) -> float:
    return float(cv2.Laplacian(image, cv2.CV_64F).std())


HERE, THERE = Sitter().landmarks(), Sitter(trunk_ahead_cm=4.0, yaw_deg=20.0).landmarks()
TWO = replace(HERE, people=2)
TURNED_AWAY = replace(HERE, score=np.zeros(len(Joint)))


@pytest.mark.parametrize("seen", [HERE, THERE, from_the_side()], ids=["front", "moved", "side"])
def test_the_region_is_larger_than_the_face_by_half_on_every_side(seen: Landmarks) -> None:
    face = np.vstack([seen.joints_px[: Joint.MOUTH_RIGHT + 1], seen.face_px[:, :2]])
    face = face[np.isfinite(face).all(axis=1)]
    middle = (face.min(axis=0) + face.max(axis=0)) / 2
    region = heads((0.0, seen)).around(0.0)

    assert region is not None
    assert inside(region, middle + 1.5 * (face - middle))
    assert not inside(region, np.array([[10.0, 10.0]]))


@given(at_s=st.floats(0.0, 0.2))
@settings(max_examples=20)
def test_between_two_places_it_holds_both(at_s: float) -> None:
    region = heads((0.0, HERE), (0.2, THERE)).around(at_s)

    assert region is not None
    for seen in (HERE, THERE):
        assert inside(region, seen.joints_px[: Joint.MOUTH_RIGHT + 1])


def test_a_face_that_is_lost_for_a_while_stays_covered() -> None:
    found = heads((0.0, HERE), (0.2, TURNED_AWAY), (0.4, nobody()), (0.6, HERE), (0.8, HERE))

    assert found.around(0.3) is not None
    assert inside(found.around(0.3), HERE.joints_px[: Joint.MOUTH_RIGHT + 1])


@pytest.mark.parametrize(
    ("found", "at_s"),
    [
        (heads(), 0.0),
        (heads((0.0, nobody()), (0.2, nobody())), 0.1),
        (heads((0.0, TURNED_AWAY), (0.2, HERE)), 0.1),
        (heads((0.0, HERE), (0.2, TURNED_AWAY)), 0.3),
        (heads((0.0, HERE), (1.5, HERE)), 0.1),
        (heads((0.0, HERE), (0.2, HERE)), 1.3),
        (heads((0.0, TWO), (0.2, TWO)), 0.0),
        (heads((0.0, HERE), (0.2, TWO), (0.4, HERE)), 0.1),
        (heads((0.0, HERE), (0.2, TWO), (0.4, HERE)), 0.3),
    ],
    ids=["none", "empty", "start", "end", "seldom", "after", "two", "enters", "leaves"],
)
def test_where_the_head_is_not_known_it_may_be_anywhere(found: Heads, at_s: float) -> None:
    assert found.around(at_s) is None


def test_a_single_unsure_head_is_no_head() -> None:
    assert np.isnan(head_of(TURNED_AWAY, min_score=MIN_SCORE).radius)
    assert np.isnan(head_of(nobody(), min_score=MIN_SCORE).radius)


def test_nothing_of_what_is_blurred_can_be_told_and_the_rest_is_untouched() -> None:
    image, original = checks(), checks()
    region = heads((0.0, HERE)).around(0.0)
    assert region is not None
    blur(image, region)

    mask = np.zeros((ROWS, COLUMNS), np.uint8)
    cv2.fillConvexPoly(mask, cv2.convexHull(region.round().astype(np.int32)), 1)
    (left, top), (right, bottom) = (HERE.joints_px[:7].min(0), HERE.joints_px[:7].max(0))
    face = image[int(top) : int(bottom), int(left) : int(right)]
    assert detail(face) < 0.01 * detail(original)
    assert (image[mask == 0] == original[mask == 0]).all()


def test_blurred_all_over_few_colours_are_left() -> None:
    image = checks()
    blur(image, None)

    assert detail(image) < 0.01 * detail(checks())


@given(
    middle=st.tuples(st.floats(-3000, 3000), st.floats(-3000, 3000)), radius=st.floats(0.5, 4000)
)
@settings(max_examples=50)
def test_a_head_may_lie_anywhere_even_outside(middle: tuple[float, float], radius: float) -> None:
    angles = np.linspace(0, 6, 16)
    region = np.stack([np.cos(angles), np.sin(angles)], 1) * radius + middle
    image = checks()[:48, :64]
    blur(image, region)

    assert image.shape == (48, 64, 3)


def test_who_was_counted_may_have_come_right_after_the_count_before() -> None:
    times_s = [step / 5 for step in range(25)]
    known = heads(*((time_s, TWO if time_s >= 4.0 else HERE) for time_s in times_s))

    assert known.around(1.0) is not None
    assert all(known.around(time_s) is None for time_s in np.arange(2.0, 5.0, 0.1))
