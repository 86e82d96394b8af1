import numpy as np
import pytest

from posture.baseline import Timed, most_upright, part
from posture.config import BaselineConfig, MeasureConfig
from posture.errors import CalibrationError
from posture.features import Features, features
from posture.types import Landmarks
from tests.builders import LENS, Sitter, from_the_side, nobody

CONFIG = BaselineConfig()


def see(landmarks: Landmarks) -> Features:
    return features(landmarks, LENS, MeasureConfig())


def slouching_from(start_s: float, end_s: float, *, length_s: float = 60.0) -> list[Timed]:
    """A profile with the head forward in between, seen twice a second."""
    upright, forward = (see(from_the_side(head_forward_deg=angle)) for angle in (35.0, 50.0))
    return [
        (float(t), forward if start_s <= t <= end_s else upright)
        for t in np.arange(0, length_s, 0.5)
    ]


@pytest.mark.parametrize(("start_s", "end_s"), [(0.0, 40.0), (20.0, 60.0), (15.0, 45.0)])
def test_the_upright_stretch_is_found_wherever_it_is(start_s: float, end_s: float) -> None:
    found = most_upright(slouching_from(start_s, end_s), LENS, CONFIG)

    assert found.forward_deg == pytest.approx(35.0, abs=2.0)
    assert found.end_s <= start_s + 1e-6 or found.start_s >= end_s - 1e-6


def test_the_front_view_finds_it_too() -> None:
    upright = see(Sitter().landmarks())
    slumped = see(Sitter(head_ahead_cm=5.0, head_rise_cm=-4.0, pitch_deg=10.0).landmarks())
    timed = [(t / 2, slumped if t < 80 else upright) for t in range(120)]

    assert most_upright(timed, LENS, CONFIG).start_s >= 38.0


def test_a_short_recording_is_its_own_baseline() -> None:
    timed = slouching_from(90.0, 99.0, length_s=4.0)
    found = most_upright(timed, LENS, CONFIG)

    assert (found.start_s, found.end_s) == (0.0, 3.5)


def test_a_single_frame_is_no_stretch() -> None:
    with pytest.raises(CalibrationError, match=r"in a row .* found none"):
        most_upright(slouching_from(90.0, 99.0, length_s=0.5), LENS, CONFIG)


def test_stretches_in_which_nobody_is_seen_do_not_count() -> None:
    seen = slouching_from(90.0, 99.0)
    timed = [(t, found if t > 40 else see(nobody())) for t, found in seen]

    assert most_upright(timed, LENS, CONFIG).start_s >= 36.0


@pytest.mark.parametrize("frames", [0, 40])
def test_without_anybody_there_is_no_baseline(frames: int) -> None:
    timed = [(t / 2, see(nobody())) for t in range(frames)]

    with pytest.raises(CalibrationError, match="expected 8 s in a row"):
        most_upright(timed, LENS, CONFIG)


def test_an_oblique_camera_gives_no_baseline() -> None:
    oblique = Features(view=see(Sitter().landmarks()).view.OBLIQUE, size_px=(1280, 720))

    with pytest.raises(CalibrationError):
        most_upright([(t / 2, oblique) for t in range(40)], LENS, CONFIG)


def test_a_part_holds_what_lies_between() -> None:
    timed = slouching_from(10.0, 20.0)

    assert len(part(timed, 1.0, 3.0)) == 5
