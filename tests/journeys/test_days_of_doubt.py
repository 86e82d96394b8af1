"""Doubt loads by its probability, and a day of doubt alone loads nobody."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posture.types import Estimate
from tests.builders_measurements import (
    UPRIGHT,
    dose,
    exposures,
    held,
    looking_down,
)


@pytest.mark.parametrize(
    ("deg", "sd", "least", "most"),
    [
        (4.9, 2.0, 0.3, 0.5),  # just within the dead-band: nearly one half, not nothing
        (5.1, 2.0, 0.5, 0.7),  # just beyond it: little more than one half, not all
        (5.5, 2.0, 0.5, 0.8),
        (2.0, 1.0, 0.0, 0.0),  # three standard deviations away
        (8.0, 1.0, 1.0, 1.01),
    ],
)
def test_a_doubtful_bend_loads_by_its_probability(
    deg: float, sd: float, least: float, most: float
) -> None:
    doubtful = replace(UPRIGHT, head_pitch_change_deg=Estimate(deg, 0.0, sd))
    sure = dose(held(looking_down(max(deg, 5.0)), 10))[-1]

    assert least * sure - 1e-9 <= dose(held(doubtful, 10))[-1] <= most * sure + 1e-9


@settings(max_examples=6)
@given(st.floats(0, 4.9), st.floats(0, 3.5))
def test_somebody_upright_stays_below_the_guide_value_by_doubt_alone(deg: float, sd: float) -> None:
    vague = replace(UPRIGHT, head_pitch_change_deg=Estimate(deg, 2.0, sd))

    assert max(dose(held(vague, 8 * 60, hz=0.25))) < 1.0


@given(st.floats(0, 30), st.floats(0, 6))
def test_the_dose_lies_within_its_interval(deg: float, sd: float) -> None:
    vague = replace(UPRIGHT, head_pitch_change_deg=Estimate(deg, 1.0, sd))
    end = exposures(held(vague, 5, hz=0.25))[-1]

    for muscle, value in end.dose.items():
        low, high = end.interval[muscle]

        assert low - 1e-12 <= value <= high + 1e-12
        assert sd > 0 or high == pytest.approx(low)
