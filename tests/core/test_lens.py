import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.config import CameraConfig
from posture.lens import assumed_lens, focal_px, given_lens, resized, taped_lens


@given(width=st.integers(16, 8000), hfov=st.floats(20, 150))
def test_focal_length_grows_with_the_picture(width: int, hfov: float) -> None:
    assert focal_px(2 * width, hfov) == pytest.approx(2 * focal_px(width, hfov))


def test_a_stated_lens_is_sure_and_an_assumed_one_is_not() -> None:
    stated = given_lens(1280, hfov_deg=60.0)
    assumed = assumed_lens(1280, CameraConfig())

    assert stated is not None
    assert stated.focal_px == pytest.approx(assumed.focal_px)
    assert stated.relative_sd < 0.02 < 0.15 < assumed.relative_sd
    assert (stated.source, assumed.source) == ("given", "assumed")


def test_focal_length_wins_over_field_of_view() -> None:
    stated = given_lens(1280, focal=900.0, hfov_deg=60.0)

    assert stated is not None
    assert stated.focal_px == 900.0


def test_nothing_stated_nothing_given() -> None:
    assert given_lens(1280) is None


def test_one_taped_distance_solves_the_focal_length() -> None:
    solved = taped_lens(assumed_lens(1280, CameraConfig()), measured_cm=50.0, taped_cm=65.0)

    assert solved.focal_px == pytest.approx(1.3 * focal_px(1280, 60.0))
    assert solved.source == "taped"


def test_half_the_picture_half_the_focal_length() -> None:
    lens = assumed_lens(1280, CameraConfig())

    assert resized(lens, 0.5).focal_px == pytest.approx(lens.focal_px / 2)
