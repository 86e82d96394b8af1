import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.estimators.quality import Gray, head, luma, sharpness
from posture.types import Floats, Joint


def noise(shape: tuple[int, int] = (120, 160)) -> Gray:
    return np.random.default_rng(3).integers(0, 256, shape).astype(np.uint8)


def joints_at(u: float, v: float, *, size: float = 20.0) -> Floats:
    joints = np.full((len(Joint), 2), np.nan)
    joints[[Joint.NOSE, Joint.LEFT_EAR, Joint.RIGHT_EAR, Joint.MOUTH_LEFT]] = [
        (u, v),
        (u + size / 2, v),
        (u - size / 2, v),
        (u, v + size / 2),
    ]
    return joints


@pytest.mark.parametrize("level", [0, 1, 130, 255])
@pytest.mark.parametrize("shape", [(1, 1), (3, 200), (90, 120)])
def test_luma_of_an_even_picture_is_its_level(level: int, shape: tuple[int, int]) -> None:
    assert luma(np.full(shape, level, np.uint8)) == level


def test_sharpness_is_the_variance_of_the_laplacian() -> None:
    picture = noise()

    assert sharpness(picture) == pytest.approx(cv2.Laplacian(picture, cv2.CV_64F).var())


def test_blur_lowers_sharpness() -> None:
    picture = noise()
    levels = [sharpness(np.asarray(cv2.GaussianBlur(picture, (0, 0), s), np.uint8)) for s in (1, 3)]

    assert levels[0] is not None
    assert levels[1] is not None
    assert 0 < 5 * levels[1] < levels[0]


@pytest.mark.parametrize("shape", [(0, 0), (0, 9), (1, 1), (2, 300)])
def test_sharpness_of_too_few_pixels_is_unknown(shape: tuple[int, int]) -> None:
    assert sharpness(np.zeros(shape, np.uint8)) is None


def test_the_head_is_cut_out_with_a_margin() -> None:
    picture = noise()

    found = head(picture, joints_at(80, 60))

    np.testing.assert_array_equal(found, picture[54:76, 64:96])


@given(st.floats(-500, 700), st.floats(-500, 700))
def test_a_head_outside_the_picture_gives_no_pixels_of_another_place(u: float, v: float) -> None:
    v_at, u_at = np.indices((120, 160))

    found = (
        head(u_at.astype(np.uint8), joints_at(u, v)),
        head(v_at.astype(np.uint8), joints_at(u, v)),
    )

    assert (np.abs(found[0].astype(float) - u) < 18).all()
    assert ((found[1] > v - 8) & (found[1] < v + 18)).all()
