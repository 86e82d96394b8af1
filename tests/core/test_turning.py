"""Before and after a moment: what differs, and no more than can be told."""

import numpy as np

from posture.turning import turn
from posture.weeks import DAY_S

DAYS = np.arange(40, dtype=np.float64) * DAY_S


def test_a_step_lies_within_its_interval_and_zero_does_not() -> None:
    chance = np.random.default_rng(1)
    values = np.repeat([8.0, 5.0], 20) + chance.normal(0, 0.5, 40)
    found = turn(DAYS, values, np.ones(40), DAYS[20]).difference

    assert found is not None
    assert found.low is not None
    assert found.high is not None
    assert found.low < -3 < found.high < 0


def test_few_days_have_hours_for_blocks_and_what_was_not_seen_counts_for_nothing() -> None:
    hours = np.arange(48, dtype=np.float64) * 3600
    values = np.where(np.arange(48) < 12, np.nan, 1.0)
    found = turn(hours, values, np.ones(48), DAY_S)

    assert found.days == (1, 1)
    assert found.before is not None
    assert found.before.blocks == 12


def test_one_side_alone_shows_no_change() -> None:
    found = turn(DAYS, np.ones(40), np.ones(40), 0.0)

    assert found.before is None
    assert found.difference is None
    assert found.days == (0, 40)
