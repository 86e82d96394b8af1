"""A simulated day with errors of the camera: what is said is true, rare, and in good time."""

from functools import cache

from numpy.random import default_rng

from benchmarks.week.__main__ import product, true_dose, two_second_rule
from benchmarks.week.camera import Camera
from benchmarks.week.judge import Tally, judge
from benchmarks.week.people import working_day

SEED = (1, 5)


@cache
def the_day() -> Tally:
    tally, day = Tally(), working_day(default_rng(SEED))
    said, states = product(day, default_rng((*SEED, 1)), followed=0.0, step_s=3)
    judge(tally, day, said, states, true_dose=true_dose(day))
    return tally


def test_long_bad_bouts_are_announced_as_far_as_six_prompts_go() -> None:
    assert len(the_day().long) >= 3
    assert sum(the_day().long) >= len(the_day().long) - 1
    assert max(the_day().delays_min) < 10


def test_prompts_are_few_and_hardly_ever_false() -> None:
    assert 0 < the_day().alerts <= 6
    assert the_day().most_hour <= 4
    assert the_day().false <= 1


def test_a_two_second_rule_would_have_spoken_a_hundred_times() -> None:
    day = working_day(default_rng(SEED))
    measured = Camera(default_rng((*SEED, 1)), day).measurements()

    assert len([*two_second_rule(measured)]) > 100
