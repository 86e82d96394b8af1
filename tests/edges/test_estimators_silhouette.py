import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.estimators.silhouette import holds, outline
from posture.types import Floats


def blob(size: tuple[int, int], centre: tuple[float, float], radii: tuple[float, float]) -> Floats:
    """A soft ellipse as the network makes them: one half exactly on its edge."""
    width, height = size
    v, u = np.indices((height, width)) + 0.5
    away = np.hypot((u - centre[0]) / radii[0], (v - centre[1]) / radii[1]) - 1
    return np.asarray(1 / (1 + np.exp(away * min(radii) / 2)))


def area_px(points: Floats) -> float:
    u, v = points.T
    return float(abs(u @ np.roll(v, -1) - v @ np.roll(u, -1)) / 2)


def off_edge_px(points: Floats, mask: Floats) -> float:
    """How far the outline lies from the edge of the mask, at most, inside the picture."""
    height, width = mask.shape
    free = ((points > 0) & (points < [width, height])).all(axis=1)
    edges, _ = cv2.findContours(
        (mask >= 0.5).astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE
    )
    edge = np.concatenate(edges).astype(np.float32) + 0.5
    distances = [np.hypot(*(edge[:, 0] - point).T).min() for point in points[free]]
    return float(max(distances, default=0.0))


BLOBS = st.tuples(
    st.sampled_from([(64, 48), (640, 480), (481, 333), (720, 1280)]),
    st.tuples(st.floats(0, 1), st.floats(0, 1)),
    st.tuples(st.floats(0.1, 0.6), st.floats(0.1, 0.6)),
)


def drawn(shape: tuple[tuple[int, int], tuple[float, float], tuple[float, float]]) -> Floats:
    size, place, share = shape
    centre = (place[0] * size[0], place[1] * size[1])
    return blob(size, centre, (share[0] * size[0], share[1] * size[1]))


@given(BLOBS)
def test_the_outline_encloses_what_the_mask_covers(
    shape: tuple[tuple[int, int], tuple[float, float], tuple[float, float]],
) -> None:
    mask = drawn(shape)
    height, width = mask.shape

    points = outline(mask)

    assert (points >= 0).all()
    assert (points <= [width, height]).all()
    length = float(cv2.arcLength(points.astype(np.float32), closed=True))
    assert abs(area_px(points) - float((mask >= 0.5).sum())) < 1.0 * length


@pytest.mark.parametrize("size", [(200, 150), (640, 480), (960, 540), (1280, 720)])
@pytest.mark.parametrize("centre", [(0.5, 0.5), (0.5, 0.9), (0.05, 0.3), (0.97, 0.95)])
def test_the_outline_follows_the_edge_within_a_pixel(
    size: tuple[int, int], centre: tuple[float, float]
) -> None:
    middle = (centre[0] * size[0], centre[1] * size[1])
    mask = blob(size, middle, (0.2 * size[0], 0.35 * size[1]))

    points = outline(mask)

    step = max(1, round(max(size) / 480))
    assert off_edge_px(points, mask) <= 1.0 * step
    assert area_px(points) == pytest.approx(float((mask >= 0.5).sum()), rel=0.01)


@pytest.mark.parametrize("size", [(640, 480), (1281, 723), (1937, 1091), (7681, 13)])
def test_a_person_who_fills_the_picture_is_outlined_by_its_border(size: tuple[int, int]) -> None:
    width, height = size

    points = outline(np.ones((height, width)))

    assert points.min(axis=0).tolist() == [0, 0]
    assert points.max(axis=0).tolist() == [width, height]
    assert area_px(points) > 0.99 * width * height


def test_only_the_largest_of_two_parts_is_kept() -> None:
    mask = np.maximum(
        blob((640, 480), (200, 240), (90, 120)), blob((640, 480), (550, 80), (30, 30))
    )

    points = outline(mask)

    assert points[:, 0].max() < 320


def test_a_hole_does_not_become_the_outline() -> None:
    mask = blob((640, 480), (320, 240), (200, 180)) - blob((640, 480), (320, 240), (100, 90))

    points = outline(mask)

    assert area_px(points) == pytest.approx(np.pi * 200 * 180, rel=0.03)


@pytest.mark.parametrize("shape", [(480, 640), (1, 1), (5, 3)])
def test_an_empty_mask_has_no_outline(shape: tuple[int, int]) -> None:
    assert outline(np.zeros(shape)).shape == (0, 2)
    assert outline(np.full(shape, 0.49)).shape == (0, 2)


def test_a_single_pixel_is_outlined_by_its_corners() -> None:
    points = outline(np.ones((1, 1)))

    assert points.min(axis=0).tolist() == [0, 0]
    assert points.max(axis=0).tolist() == [1, 1]


@given(BLOBS)
def test_a_mirrored_mask_has_a_mirrored_outline(
    shape: tuple[tuple[int, int], tuple[float, float], tuple[float, float]],
) -> None:
    mask = drawn(shape)
    width = mask.shape[1]

    there, back = outline(mask), outline(mask[:, ::-1])

    if len(there):
        length = float(cv2.arcLength(there.astype(np.float32), closed=True))
        mirrored = np.column_stack([width - back[:, 0], back[:, 1]])
        assert abs(area_px(there) - area_px(mirrored)) < 1.0 * length
        np.testing.assert_allclose(there.min(axis=0), mirrored.min(axis=0), atol=3)
        np.testing.assert_allclose(there.max(axis=0), mirrored.max(axis=0), atol=3)


@given(st.floats(0, 640), st.floats(0, 480))
def test_an_outline_holds_what_the_mask_covers(u: float, v: float) -> None:
    mask = blob((640, 480), (300, 260), (120, 160))
    away = np.hypot((u - 300) / 120, (v - 260) / 160)

    found = holds(outline(mask), np.array([[u, v]]))

    assert found is bool(away < 1) or 0.97 < away < 1.03


def test_one_point_inside_is_enough_and_no_outline_holds_nothing() -> None:
    points = np.array([[10.0, 10.0], [300.0, 260.0]])

    assert holds(outline(blob((640, 480), (300, 260), (120, 160))), points)
    assert not holds(np.empty((0, 2)), points)
