"""Dose: what rests, what is unseen, and what coverage is."""

import math
from dataclasses import replace

import pytest

from posture.types import Estimate, Presence
from tests.builders_measurements import (
    GONE,
    LOOKING_DOWN,
    UPRIGHT,
    dose,
    exposures,
    held,
    one_after_the_other,
)


def test_leaving_the_chair_rests_faster_than_sitting_upright() -> None:
    sitting, leaving = (
        dose(one_after_the_other(held(LOOKING_DOWN, 8), held(rest, 5))) for rest in (UPRIGHT, GONE)
    )

    assert sitting[-1] == pytest.approx(math.exp(-5 / 12))
    assert leaving[-1] == pytest.approx(math.exp(-5 / 4))


def test_a_long_gap_neither_loads_nor_rests() -> None:
    stream = held(LOOKING_DOWN, 4)
    for rest in (LOOKING_DOWN, UPRIGHT, GONE):
        late = replace(rest, time_s=4 * 60 + 5.1)

        assert dose([*stream, late])[-1] == dose(stream)[-1]


def test_what_is_unseen_does_not_recover() -> None:
    shrug = replace(UPRIGHT, shrug_left=Estimate(0.5, 0.0))
    hidden = replace(UPRIGHT, shrug_left=None)
    before, after = (
        exposures(one_after_the_other(held(shrug, 8), held(hidden, minutes)))[-1].dose
        for minutes in (0, 5)
    )

    assert after["upper_trapezius_left"] == before["upper_trapezius_left"] > 0


def test_what_is_seen_to_have_stopped_recovers_although_something_else_is_unseen() -> None:
    hidden = replace(UPRIGHT, shrug_left=None)
    before, after = (
        exposures(one_after_the_other(held(LOOKING_DOWN, 8), held(hidden, minutes)))[-1].dose
        for minutes in (0, 12)
    )

    assert after["upper_trapezius_left"] == pytest.approx(before["upper_trapezius_left"] / math.e)


def test_a_muscle_takes_the_load_that_is_seen() -> None:
    hidden = replace(LOOKING_DOWN, shrug_left=None, shrug_right=None)
    end = exposures(held(hidden, 8))[-1].dose

    assert end["upper_trapezius_left"] == pytest.approx(0.5)


def test_standing_loads_but_is_not_sitting() -> None:
    standing = replace(LOOKING_DOWN, presence=Presence.STANDING)
    end = exposures(one_after_the_other(held(LOOKING_DOWN, 4), held(standing, 4)))[-1]

    assert end.dose["cervical_extensors"] == pytest.approx(1.0)
    assert end.seated_min == 0


def test_coverage_is_the_known_share_of_the_last_five_minutes() -> None:
    blind = replace(UPRIGHT, protraction_cm=None, head_pitch_change_deg=None)
    blind = replace(blind, head_forward_change_deg=None)
    parts = (UPRIGHT, 6), (blind, 2), (UPRIGHT, 1)
    stream = one_after_the_other(*(held(*part, hz=0.25) for part in parts))
    coverage = [exposure.coverage for exposure in exposures(stream)]

    assert (coverage[0], coverage[1]) == (0.0, 1.0)
    assert coverage[6 * 15] == pytest.approx(1.0)
    assert coverage[8 * 15] == pytest.approx(0.6)
    assert coverage[-1] == pytest.approx(0.6)


def test_a_long_gap_counts_as_uncovered() -> None:
    later = one_after_the_other(held(UPRIGHT, 1), start_s=7200.0)
    coverage = [exposure.coverage for exposure in exposures([*held(UPRIGHT, 10), *later])]

    assert coverage[151] == 0.0
    assert coverage[-1] == pytest.approx(0.2)
