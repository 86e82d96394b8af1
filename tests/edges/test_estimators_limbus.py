import math

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.estimators.limbus import iris_diameters_px
from posture.types import Floats, ImageBGR

CENTRES = np.array([[150.0, 60.0], [60.0, 60.0]])  # the person's left eye is at the right


def eyes(radius: float, *, squeeze: float = 1.0, roll: float = 0.0, blur: float = 0.7) -> ImageBGR:
    """Two dark irises with a darker pupil on bright eyes, drawn eight times as large."""
    large = np.full((120 * 8, 210 * 8), 215, np.uint8)
    for u, v in turned(CENTRES, roll):
        for share, grey in ((1.0, 90), (0.4, 30)):
            axes = (round(share * radius * squeeze * 8), round(share * radius * 8))
            centre = (round(u * 8), round(v * 8))
            cv2.ellipse(large, centre, axes, math.degrees(roll), 0, 360, grey, -1, cv2.LINE_AA)
    small = cv2.resize(large, (210, 120), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.GaussianBlur(small, (0, 0), blur), np.uint8)


def turned(points: Floats, roll: float) -> Floats:
    cos, sin = math.cos(roll), math.sin(roll)
    return np.asarray((points - [105, 60]) @ np.array([[cos, sin], [-sin, cos]]) + [105, 60])


def rough(radius: float, *, error: float = 1.0, roll: float = 0.0) -> Floats:
    """What the face mesh would say: about the right places and sizes."""
    rim = np.array([[0, 0], [1, 0], [0, -1], [-1, 0], [0, 1]]) * radius * error
    cos, sin = math.cos(roll), math.sin(roll)
    along = rim @ np.array([[cos, sin], [-sin, cos]])
    return np.stack([centre + along for centre in turned(CENTRES, roll)])


@given(radius=st.floats(5.0, 14.0), error=st.floats(0.85, 1.2))
def test_the_rim_is_found_although_the_mesh_errs(radius: float, error: float) -> None:
    found = iris_diameters_px(eyes(radius), rough(radius, error=error), turned_rad=0.0)

    assert found == pytest.approx(2 * radius, rel=0.08, abs=0.8)


def test_larger_irises_measure_larger() -> None:
    sizes = [iris_diameters_px(eyes(r), rough(r), turned_rad=0.0).mean() for r in (6, 8, 10, 12)]

    assert sizes == sorted(sizes)


@given(roll=st.floats(-0.4, 0.4))
def test_tilted_eyes_measure_the_same(roll: float) -> None:
    found = iris_diameters_px(eyes(9.0, roll=roll), rough(9.0, roll=roll), turned_rad=0.0)

    assert found == pytest.approx(18.0, rel=0.08)


@pytest.mark.parametrize("turned_deg", [15.0, 30.0])
def test_a_turned_face_gives_the_size_face_on(turned_deg: float) -> None:
    turned_rad = math.radians(turned_deg)
    squeeze = math.cos(turned_rad)
    seen = rough(9.0)
    seen[:, 1:, 0] = seen[:, :1, 0] + (seen[:, 1:, 0] - seen[:, :1, 0]) * squeeze
    found = iris_diameters_px(eyes(9.0, squeeze=squeeze), seen, turned_rad=turned_rad)

    assert found == pytest.approx(18.0, rel=0.1)


def test_no_iris_no_size() -> None:
    picture = eyes(9.0)

    assert np.isnan(iris_diameters_px(picture, rough(0.1), turned_rad=0.0)).all()
    assert np.isnan(iris_diameters_px(picture, np.full((2, 5, 2), np.nan), turned_rad=0.0)).all()


def test_an_eye_at_the_border_does_not_crash() -> None:
    shifted = rough(9.0) + [100.0, 70.0]

    assert iris_diameters_px(eyes(9.0), shifted, turned_rad=0.0).shape == (2,)
