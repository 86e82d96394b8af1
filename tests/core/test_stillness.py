import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.stillness import Plane, changed_share


def plane(seed: int = 0) -> Plane:
    return np.random.default_rng(seed).integers(40, 200, (36, 64)).astype(np.uint8)


def test_a_picture_is_as_it_is() -> None:
    assert changed_share(plane(), plane()) == 0.0


@given(lamp=st.integers(-40, 55), noise=st.floats(0.0, 2.0))
def test_neither_a_lamp_nor_noise_is_a_change(lamp: int, noise: float) -> None:
    scatter = np.random.default_rng(1).normal(0.0, noise, (36, 64))
    lit = np.clip(plane().astype(float) + lamp + scatter, 0, 255).astype(np.uint8)

    assert changed_share(plane(), lit) < 0.01


def test_a_hand_that_comes_into_the_picture_is_a_change() -> None:
    moved = plane()
    moved[20:26, 30:38] = 255

    assert changed_share(plane(), moved) == pytest.approx(6 * 8 / (36 * 64), rel=0.2)


def test_pictures_of_different_sizes_have_nothing_in_common() -> None:
    assert changed_share(plane(), plane()[::2]) == 1.0
