"""Exposure variation and distributions: shares of the observed time, whatever the plan."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as some

from posture.variation import distribution, exposure_variation, longest_run_s

MINUTES = np.arange(40, dtype=np.float64) * 60
SIXTY = np.full(40, 60.0)
ANY = some.arrays(np.float64, 40, elements=st.floats(-50, 50) | st.just(np.nan))


@given(ANY)
def test_all_shares_are_those_of_the_levels(values: np.ndarray) -> None:
    table = exposure_variation(MINUTES, values, SIXTY, [0.0, 10.0])
    seen = values[np.isfinite(values)]
    if table is None:
        assert len(seen) == 0
        return

    assert table.sum() == pytest.approx(1)
    assert table[2].sum() == pytest.approx((seen >= 10).mean())
    assert table[0].sum() == pytest.approx((seen < 0).mean())


def test_a_steady_posture_is_one_long_stretch_and_a_changing_one_many_short() -> None:
    steady = exposure_variation(MINUTES, np.full(40, 5.0), SIXTY, [0.0])
    changing = exposure_variation(MINUTES, np.tile([5.0, -5.0], 20), SIXTY, [0.0])

    assert steady is not None
    assert changing is not None
    assert steady[1, -1] == 1
    assert changing[:, 0].tolist() == [0.5, 0.5]


@pytest.mark.parametrize("how", ["unseen", "not written"])
def test_a_hole_ends_a_stretch(how: str) -> None:
    values, time_s = np.full(40, 5.0), MINUTES.copy()
    if how == "unseen":
        values[20] = np.nan
    else:
        time_s[20:] += 300.0
    table = exposure_variation(time_s, values, SIXTY, [0.0], [25 * 60.0])

    assert table is not None
    assert table[1].tolist() == [1, 0]


def test_nothing_observed_has_neither_variation_nor_distribution() -> None:
    assert exposure_variation(MINUTES, np.full(40, np.nan), SIXTY, [0.0]) is None

    middles, share = distribution(np.full(3, np.nan), np.ones(3), 1.0)

    assert (len(middles), len(share)) == (0, 0)


@given(ANY, st.floats(0.1, 20))
def test_a_distribution_adds_up_and_spans_the_values(values: np.ndarray, step: float) -> None:
    middles, share = distribution(values, SIXTY, step)
    seen = values[np.isfinite(values)]

    assert share.sum() == pytest.approx(1 if len(seen) else 0)
    assert (np.abs(np.diff(middles) - step) < 1e-6).all()
    assert not len(seen) or middles[0] - step <= seen.min() <= middles[0] + step


def test_the_longest_run_ends_at_a_hole() -> None:
    held = np.array([60.0, 60.0, 0.0, 60.0, 60.0, 60.0])

    assert longest_run_s(MINUTES[:6], held) == 180
    assert longest_run_s(np.array([0, 60, 120, 180, 999, 1059.0]), held) == 120
    assert longest_run_s(np.array([]), np.array([])) == 0
