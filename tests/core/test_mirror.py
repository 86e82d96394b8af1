"""The mirror image of a person measures the mirror image of the posture, to the last digit."""

import pytest
from hypothesis import given

from posture.config import Config
from posture.features import features
from posture.measure import measure
from posture.profile import calibrate
from posture.types import MEASURES, Measurement
from tests.builders import LENS, Sitter
from tests.strategies import postures

CONFIG = Config()
UPRIGHT = calibrate([features(Sitter().landmarks(), LENS, CONFIG.measure)], LENS)
TURNED = ("head_yaw_deg", "head_roll_deg", "shoulder_tilt_deg")


def look(sitter: Sitter) -> Measurement:
    seen = sitter.landmarks()
    now = features(seen, LENS, CONFIG.measure)
    return measure(seen, now, UPRIGHT, lens=LENS, config=CONFIG)


def value(measurement: Measurement, name: str) -> tuple[float, float]:
    estimate = getattr(measurement, name)
    assert estimate is not None
    return estimate.value, estimate.sd


def opposite(name: str) -> str:
    if "left" in name:
        return name.replace("left", "right")
    return name.replace("right", "left")


@given(sitter=postures())
def test_mirrored_people_swap_their_shoulders_and_turn_the_other_way(sitter: Sitter) -> None:
    mirrored = sitter.moved(
        yaw_deg=-sitter.yaw_deg,
        roll_deg=-sitter.roll_deg,
        shrug_left_cm=sitter.shrug_right_cm,
        shrug_right_cm=sitter.shrug_left_cm,
    )
    here, there = look(sitter), look(mirrored)

    for name in (name for name in MEASURES if getattr(here, name) is not None):
        other = (
            name.replace("_left", "_right") if "_left" in name else name.replace("_right", "_left")
        )
        sign = -1.0 if name in TURNED else 1.0
        (ours, sd), (theirs, their_sd) = value(here, name), value(there, other)
        assert theirs == pytest.approx(sign * ours, abs=1e-6), name
        assert their_sd == pytest.approx(sd, abs=1e-6), name
