import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.geometry import angle_between_deg, distance, inclination_deg, scalar, tilt_deg

coordinates = st.floats(-1000, 1000)


@given(value=st.sampled_from([math.nan, math.inf, -math.inf]))
def test_what_is_no_number_becomes_none(value: float) -> None:
    assert scalar(value) is None


def test_zero_stays_zero() -> None:
    assert scalar(0.0) == 0.0


@given(angle=st.floats(-80, 80), length=st.floats(1, 500), x=coordinates, y=coordinates)
def test_tilt_is_the_angle_wherever_and_however_long(
    angle: float, length: float, x: float, y: float
) -> None:
    right = np.array([x, y])
    turn = math.radians(angle)
    left = right + length * np.array([math.cos(turn), -math.sin(turn)])

    assert tilt_deg(left, right) == pytest.approx(angle, abs=1e-6)
    assert tilt_deg(right, left) == pytest.approx(-angle, abs=1e-6)


@given(angle=st.floats(-170, 170), facing=st.sampled_from([-1.0, 1.0]))
def test_inclination_is_forward_for_both_facings(angle: float, facing: float) -> None:
    turn = math.radians(angle)
    upper = np.array([facing * math.sin(turn), -math.cos(turn)])

    assert inclination_deg(np.zeros(2), upper, facing=facing) == pytest.approx(angle, abs=1e-6)


@pytest.mark.parametrize("unseen", [np.array([math.nan, 1.0]), np.array([1.0, math.nan])])
def test_an_unseen_point_gives_none(unseen: np.ndarray) -> None:
    seen = np.array([1.0, 2.0])

    assert tilt_deg(unseen, seen) is None
    assert distance(unseen, seen) is None
    assert inclination_deg(unseen, seen, facing=1.0) is None
    assert angle_between_deg(unseen, seen) is None


@given(a=st.floats(0, 360), b=st.floats(0, 360))
def test_angle_between_is_the_shorter_way(a: float, b: float) -> None:
    first, second = (np.array([math.cos(x), math.sin(x)]) for x in map(math.radians, (a, b)))
    shorter = min(abs(a - b), 360 - abs(a - b))

    assert angle_between_deg(first, second) == pytest.approx(shorter, abs=1e-4)
