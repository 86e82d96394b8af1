"""Intervals from blocks of time hold the truth as often as they say, over many draws."""

import numpy as np

from posture.agreement import agreement
from posture.change import Period, changes
from posture.comparable import Setup
from posture.resampling import HOUR_S, Interval, interval
from posture.turning import turn
from posture.types import Floats
from posture.weeks import DAY_S
from tests.chances import frames, held_for_minutes, minutes, observed, pairs

ALIKE = Setup(camera="0", view="front", baseline="desk")
DAYS = np.arange(40, dtype=np.float64) * DAY_S


def holds(found: Interval | None, truth: float) -> bool:
    assert found is not None
    assert found.low is not None
    assert found.high is not None
    return found.low <= truth <= found.high


def width(found: Interval | None) -> float:
    assert found is not None
    assert found.low is not None
    assert found.high is not None
    return found.high - found.low


def test_frames_that_resemble_their_neighbours_are_worth_less() -> None:
    alone = [agreement(pairs(np.random.default_rng(n).normal(size=3000))) for n in range(5)]
    held = [agreement(pairs(frames(600, 5.0, n))) for n in range(10)]

    assert np.median([one.worth for one in alone]) > 1000
    # 3000 frames that each resemble the next 50: worth about 600 s / (2 · 5 s) = 60
    assert 25 < np.median([one.worth for one in held]) < 180
    for one, other in zip(alone, held, strict=False):
        assert width(one.bias) < width(other.bias)


def test_the_true_bias_lies_within_as_often_as_said() -> None:
    found = [agreement(pairs(0.7 + frames(300, 3.0, n))).bias for n in range(25)]

    assert np.mean([holds(one, 0.7) for one in found]) >= 0.8


def test_the_truth_lies_within_as_often_as_said_though_minutes_resemble_their_neighbours() -> None:
    chance = np.random.default_rng(1)
    weeks = [held_for_minutes(chance, 12) for _ in range(100)]

    def within(one: Floats, block_s: float = HOUR_S) -> bool:
        return holds(interval(minutes(len(one)), one, block_s=block_s), 0.0)

    assert 0.9 <= np.mean([within(one) for one in weeks]) <= 1
    alone = [within(one, 60.0) for one in weeks]
    assert np.mean(alone) < 0.5  # as if minutes were independent


def test_what_did_not_change_is_not_clear_as_often_as_said() -> None:
    clear = []
    for n in range(40):
        before, after = (
            Period(name=str(seed), setup=ALIKE, measures={"x": observed(45, seed)}, doses={})
            for seed in (n, 100 + n)
        )
        (found,) = changes(before, after)
        clear.append(found.is_clear)

    assert np.mean(clear) <= 0.15


def test_without_a_step_zero_lies_within_the_interval_mostly() -> None:
    chance = np.random.default_rng(2)
    weeks = [chance.normal(0, 1, 40) for _ in range(40)]

    held = [holds(turn(DAYS, one, np.ones(40), DAYS[20]).difference, 0.0) for one in weeks]
    assert np.mean(held) >= 0.85
