"""Agreement of two methods: published examples, and what must hold for any data."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.agreement import WITHIN, agreement, block_length_s, components, reliability
from posture.types import Floats
from tests.chances import frames, pairs

# Bland and Altman (2007), table 1: ejection fraction by radionuclide ventriculography and by
# impedance cardiography, a few pairs of each of twelve subjects.
EJECTION = """
7.83 6.57, 7.42 5.62, 7.89 6.90, 7.12 6.57, 7.88 6.35; 6.16 4.06, 7.26 4.29, 6.71 4.26, 6.54 4.09;
4.75 4.71, 5.24 5.50, 4.86 5.08, 4.78 5.02, 6.05 6.01, 5.42 5.67;
4.21 4.14, 3.61 4.20, 3.72 4.61, 3.87 4.68, 3.92 5.04;
3.13 3.03, 2.98 2.86, 2.85 2.77, 3.17 2.46, 3.09 2.32, 3.12 2.43;
5.92 5.90, 6.42 5.81, 5.92 5.70, 6.27 5.76; 7.13 5.09, 6.62 4.63, 6.58 4.61, 6.93 5.09;
4.54 4.72, 4.81 4.61, 5.11 4.36, 5.29 4.20, 5.39 4.36, 5.57 4.20; 4.48 3.17, 4.92 3.12, 3.97 2.96;
4.22 4.35, 4.65 4.62, 4.74 3.16, 4.44 3.53, 4.50 3.53;
6.78 7.20, 6.07 6.09, 6.52 7.00, 6.42 7.10, 6.41 7.40, 5.76 6.80;
5.06 4.50, 4.72 4.20, 4.90 3.80, 4.80 3.80, 4.90 4.20, 5.10 4.50"""
# Shrout and Fleiss (1979), table 2: four judges rate six targets.
JUDGES = np.array(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], float
)


def ejection() -> tuple[Floats, "np.ndarray[tuple[int, ...], np.dtype[np.int64]]"]:
    rows = [
        (subject, *map(float, pair.split()))
        for subject, group in enumerate(EJECTION.split(";"))
        for pair in group.split(",")
    ]
    subject, one, other = zip(*rows, strict=True)
    return np.array(one) - np.array(other), np.array(subject, np.int64)


def test_limits_for_repeated_measures_are_those_that_bland_and_altman_published() -> None:
    found = components(*ejection())

    assert found.mean == pytest.approx(0.6021667, abs=5e-8)
    assert found.within == pytest.approx(0.170714026, abs=1e-7)
    assert found.between + found.within == pytest.approx(0.98133606, abs=1e-7)
    assert found.limits == pytest.approx((-1.3394565, 2.5437899), abs=1e-6)
    assert found.sd > np.std(ejection()[0], ddof=1)  # 0.961, as if pairs were independent


def test_reliability_is_the_one_that_shrout_and_fleiss_published() -> None:
    found = reliability(JUDGES)

    assert found.icc == pytest.approx(0.29, abs=0.005)
    assert found.sem == pytest.approx(np.sqrt((32.486 - 1.019) / 6 + 1.019), abs=0.002)
    assert found.mdc95 == pytest.approx(WITHIN * np.sqrt(2) * found.sem)


def test_a_group_that_counts_twice_is_two_groups() -> None:
    differences, subject = ejection()
    often = np.where(np.arange(12) == 3, 2.0, 1.0)
    fourth = differences[subject == 3]
    twice = components(
        np.concatenate([differences, fourth]),
        np.concatenate([subject, np.full(len(fourth), 12, np.int64)]),
    )
    found = components(differences, subject, often)

    assert found.mean == pytest.approx(twice.mean)
    assert found.limits == pytest.approx(twice.limits)
    assert found.worth == pytest.approx(twice.worth)


def test_a_constant_difference_is_bias_and_nothing_else() -> None:
    found = agreement(pairs(np.full(600, 2.5)))

    assert found.bias.estimate == pytest.approx(2.5)
    assert found.low.estimate == pytest.approx(2.5)
    assert found.high.estimate == pytest.approx(2.5)
    assert found.sem == pytest.approx(2.5 / np.sqrt(2))  # it is an error of absolute agreement


def test_equal_readings_agree_wholly() -> None:
    found = agreement(pairs(np.zeros(600)))

    assert found.icc is not None
    assert found.icc.estimate == found.icc.high == pytest.approx(1.0)
    assert found.mdc95 == 0


def test_what_does_not_vary_has_no_reliability() -> None:
    assert agreement(pairs(np.zeros(600), np.ones(600))).icc is None


def test_a_draw_of_blocks_in_which_nothing_varies_does_not_hurt() -> None:
    truth = np.repeat([0.0, 0, 0, 0, 0, 9], 100)
    found = agreement(pairs(np.zeros(600), truth), block_s=20.0)

    assert found.icc is not None
    assert found.icc.low == pytest.approx(1.0)


@given(st.floats(-3, 3), st.floats(0.1, 10))
def test_bias_and_limits_go_along_with_shift_and_scale(shift: float, scale: float) -> None:
    differences, subject = ejection()
    one, other = components(differences, subject), components(shift + scale * differences, subject)
    moved = tuple(shift + scale * limit for limit in one.limits)

    assert other.mean == pytest.approx(shift + scale * one.mean, abs=1e-9)
    assert other.limits == pytest.approx(moved, abs=1e-6)
    assert other.worth == pytest.approx(one.worth, rel=1e-6)


def test_few_blocks_leave_the_width_open() -> None:
    found = agreement(pairs(frames(20, 1.0, 1)))

    assert found.blocks == 2
    assert found.bias.low is None
    assert found.icc is not None
    assert found.icc.high is None


def test_a_single_pair_is_worth_one() -> None:
    found = agreement(pairs(np.array([1.5]), np.array([2.0])))

    assert (found.pairs, found.worth, found.bias.estimate) == (1, 1.0, 1.5)


def test_blocks_are_never_shorter_than_a_posture() -> None:
    lengths = [block_length_s(seconds) for seconds in (0.0, 30.0, 600.0, 86400.0)]

    assert lengths == [10.0, 10.0, 50.0, 3600.0]
