import math

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.estimators.crop import Region, expected_face, mesh_region, shrunk
from posture.types import Floats, ImageBGR, Joint

SIDE = 64
TURNS = st.floats(-math.pi, math.pi)


@st.composite
def regions(draw: st.DrawFn) -> Region:
    x, y = draw(st.floats(-300, 900)), draw(st.floats(-300, 900))
    return Region(x, y, draw(st.floats(1, 2000)), draw(TURNS))


def to_crop(region: Region, points: Floats, side: int) -> Floats:
    matrix = region.matrix(side)
    return np.asarray(points @ matrix[:2, :2].T + matrix[:2, 2], np.float64)


def centre_of_light(image: ImageBGR) -> Floats:
    """Where the light is, counted from the corner of the picture."""
    light = image.sum(axis=2, dtype=float)
    v, u = np.indices(light.shape) + 0.5
    return np.array([(u * light).sum() / light.sum(), (v * light).sum() / light.sum()])


def from_all_pixels(region: Region, image: ImageBGR) -> ImageBGR:
    """Blur and turn the whole picture instead of the part around the region."""
    shrink = region.size / SIDE
    if shrink > 1.25:
        sigma = 0.5 * math.sqrt(shrink**2 - 1)
        image = np.asarray(
            cv2.GaussianBlur(image, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE), np.uint8
        )
    half = np.array([[1.0, 0.0, -0.5], [0.0, 1.0, -0.5], [0.0, 0.0, 1.0]])
    warp = (half @ region.matrix(SIDE) @ np.linalg.inv(half))[:2]
    turned = cv2.warpAffine(image, warp, (SIDE, SIDE), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(turned, np.uint8)


def smooth_picture(width: int = 320, height: int = 240) -> ImageBGR:
    noise = np.random.default_rng(7).integers(0, 256, (height, width, 3)).astype(np.uint8)
    return np.asarray(cv2.GaussianBlur(noise, (0, 0), 4), np.uint8)


def face_joints(*, eyes_apart: float, turn: float = 0.0) -> Floats:
    """Eyes 20 px above the mouth, around (100, 80); the person's left is on the right."""
    places = {
        Joint.LEFT_EYE: (eyes_apart / 2, -10),
        Joint.RIGHT_EYE: (-eyes_apart / 2, -10),
        Joint.LEFT_EAR: (eyes_apart, -5),
        Joint.RIGHT_EAR: (-eyes_apart, -5),
        Joint.MOUTH_LEFT: (eyes_apart / 3, 10),
        Joint.MOUTH_RIGHT: (-eyes_apart / 3, 10),
    }
    joints = np.zeros((len(Joint), 2))
    for joint, place in places.items():
        joints[joint] = place
    cos, sin = math.cos(turn), math.sin(turn)
    return np.asarray(joints @ np.array([[cos, sin], [-sin, cos]]) + [100, 80], np.float64)


def mesh_points(*, turn: float = 0.0) -> Floats:
    """An upright oval of 468 points, 100 px high, turned around (300, 200)."""
    angles = np.linspace(0, 2 * np.pi, 468, endpoint=False)
    mesh = np.column_stack([35 * np.cos(angles), 50 * np.sin(angles)])
    mesh[33], mesh[263] = (-20, -15), (20, -15)  # outer corners of the eyes
    cos, sin = math.cos(turn), math.sin(turn)
    return np.asarray(mesh @ np.array([[cos, sin], [-sin, cos]]) + [300, 200], np.float64)


@given(regions(), st.lists(st.tuples(st.floats(-50, 250), st.floats(-50, 250)), min_size=1))
def test_points_come_back_from_the_crop(region: Region, points: list[tuple[float, float]]) -> None:
    there = region.to_picture(np.array(points), 192)

    np.testing.assert_allclose(to_crop(region, there, 192), points, atol=1e-6)


@given(regions())
def test_the_middle_of_the_crop_is_the_middle_of_the_region(region: Region) -> None:
    middle = region.to_picture(np.array([[96.0, 96.0]]), 192)

    np.testing.assert_allclose(middle, [[region.x, region.y]], atol=1e-6)


@given(regions())
def test_a_corner_of_the_crop_is_half_a_diagonal_away(region: Region) -> None:
    corners = region.to_picture(np.array([[0.0, 0], [192, 0], [192, 192], [0, 192]]), 192)

    away = np.hypot(*(corners - [region.x, region.y]).T)
    np.testing.assert_allclose(away, region.size / math.sqrt(2), rtol=1e-6)


@given(
    st.tuples(st.integers(20, 44), st.integers(20, 44)),
    st.floats(20, 60),
    st.floats(28, 36),
    TURNS,
)
def test_a_bright_pixel_lands_where_the_matrix_says(
    pixel: tuple[int, int], size: float, middle: float, turn: float
) -> None:
    u, v = pixel
    image = np.zeros((64, 64, 3), np.uint8)
    image[v, u] = 255
    region = Region(middle, middle, size, turn)
    expected = to_crop(region, np.array([[u + 0.5, v + 0.5]]), 256)[0]
    inside = bool(np.all((expected > 16) & (expected < 240)))

    crop = region.crop(image, 256)

    assert not inside or np.abs(centre_of_light(crop) - expected).max() < 0.3


def test_a_region_of_whole_pixels_is_copied_unchanged() -> None:
    image = smooth_picture()

    crop = Region(100, 120, SIDE, 0).crop(image, SIDE)

    np.testing.assert_array_equal(crop, image[88:152, 68:132])


@pytest.mark.parametrize("turn", [0.0, 0.4, -2.0])
@pytest.mark.parametrize("place", [(160, 120), (10, 15), (310, 230), (-200, 60), (400, 300)])
@pytest.mark.parametrize("size", [40.0, 190.0, 500.0])
def test_only_the_part_around_a_region_is_read_and_nothing_changes(
    turn: float, place: tuple[float, float], size: float
) -> None:
    image = smooth_picture()
    region = Region(*place, size, turn)

    crop = region.crop(image, SIDE).astype(int)

    difference = np.abs(crop - from_all_pixels(region, image))
    assert difference.max() <= 4
    assert difference.mean() < 0.3


def test_shrinking_blurs_first_so_that_fine_stripes_turn_grey() -> None:
    image = np.zeros((400, 400, 3), np.uint8)
    image[:, ::2] = 255

    crop = Region(200, 200, 320, 0).crop(image, SIDE)

    assert crop.std() < 6
    assert abs(float(crop.mean()) - 127.5) < 3


@pytest.mark.parametrize("shape", [(1, 1), (1, 500), (3, 2)])
def test_tiny_pictures_can_be_cropped(shape: tuple[int, int]) -> None:
    image = np.full((*shape, 3), 90, np.uint8)

    assert (Region(0.5, 0.5, 50, 0.3).crop(image, SIDE) == 90).all()


@given(st.floats(-1.5, 1.5), st.floats(10, 100))
def test_the_expected_face_turns_with_the_head_and_holds_it(turn: float, apart: float) -> None:
    joints = face_joints(eyes_apart=apart, turn=turn)

    region = expected_face(joints)

    assert region is not None
    assert region.turn == pytest.approx(turn, abs=1e-6)
    face = to_crop(region, joints[Joint.LEFT_EYE : Joint.LEFT_SHOULDER], SIDE)
    assert face.min() > 0
    assert face.max() < SIDE


@pytest.mark.parametrize("eyes_apart", [0.0, 5.0, 7.9])
def test_no_face_is_expected_in_a_profile(eyes_apart: float) -> None:
    assert expected_face(face_joints(eyes_apart=eyes_apart)) is None


def test_no_face_is_expected_where_nothing_was_seen() -> None:
    assert expected_face(np.full((len(Joint), 2), np.nan)) is None
    assert expected_face(np.zeros((len(Joint), 2))) is None


@given(TURNS)
def test_the_region_of_a_mesh_is_upright_and_has_a_margin(turn: float) -> None:
    mesh = mesh_points(turn=turn)

    region = mesh_region(mesh)

    assert math.cos(region.turn - turn) == pytest.approx(1)
    assert region.size == pytest.approx(140, rel=0.01)
    np.testing.assert_allclose([region.x, region.y], [300, 200], atol=1)


@given(regions())
def test_a_region_is_never_apart_from_itself(region: Region) -> None:
    assert not region.apart(region)


@pytest.mark.parametrize(
    ("other", "apart"),
    [
        (Region(124, 100, 100, 0), False),
        (Region(126, 100, 100, 0), True),
        (Region(100, 74, 100, 1), True),
        (Region(100, 100, 190, 1), False),
        (Region(100, 100, 210, 0), True),
        (Region(100, 100, 45, 0), True),
    ],
)
def test_regions_that_moved_or_grew_too_much_are_apart(other: Region, apart: bool) -> None:
    assert Region(100, 100, 100, 0).apart(other) is apart


@pytest.mark.parametrize(
    ("size", "smaller"),
    [
        ((1, 1), (1, 1)),
        ((1280, 720), (1280, 720)),
        ((1919, 1080), (1919, 1080)),
        ((1920, 1080), (960, 540)),
        ((1080, 1921), (540, 960)),
        ((7680, 4320), (960, 540)),
        ((5000, 1), (1000, 1)),
    ],
)
def test_large_pictures_shrink_by_a_whole_number(
    size: tuple[int, int], smaller: tuple[int, int]
) -> None:
    image = np.full((size[1], size[0], 3), 7, np.uint8)

    small = shrunk(image, 960)

    assert small.shape == (smaller[1], smaller[0], 3)
    assert (small == 7).all()


@given(st.floats(5, 30), st.floats(120, 200), st.floats(90, 150), TURNS)
def test_a_quick_crop_of_a_large_region_differs_by_a_level_or_two_inside_the_picture(
    times: float, x: float, y: float, turn: float
) -> None:
    picture, region = smooth_picture(), Region(x, y, times * SIDE, turn)
    quick, exact = (region.crop(picture, SIDE, quick=yes).astype(int) for yes in (True, False))

    v, u = np.indices((SIDE, SIDE)) + 0.5
    there = region.to_picture(np.column_stack([u.ravel(), v.ravel()]), SIDE)
    edge = 2.0 * times  # beyond, what is repeated is another row or column
    inside = ((there > edge) & (there < [320 - edge, 240 - edge])).all(axis=1)
    assert np.abs(quick - exact).reshape(-1, 3)[inside].max(initial=0) <= 2


def test_a_quick_crop_of_a_small_region_is_the_exact_one() -> None:
    picture, region = smooth_picture(), Region(160, 120, 4.9 * SIDE, 0.1)

    np.testing.assert_array_equal(
        region.crop(picture, SIDE, quick=True), region.crop(picture, SIDE)
    )
