"""A measure before and after one moment of a history: both, and the change, with intervals."""

from dataclasses import dataclass

import numpy as np

from posture.resampling import Interval, Statistic, difference, interval, weighted_mean
from posture.types import Floats
from posture.weeks import block_s, day_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What was before, what is after, and after minus before; None where nothing was observed."""

    before: Interval | None
    after: Interval | None
    difference: Interval | None
    days: tuple[int, int]  # on which something was observed, before and after


def turn(
    time_s: Floats,
    values: Floats,
    weights: Floats,
    at_s: float,
    *,
    statistic: Statistic = weighted_mean,
) -> Turn:
    """Compare what lies before a moment with what lies after it; arrays have shape (n,).

    Days are drawn where both sides have enough of them, else hours.

    Examples
    --------
    >>> days = np.arange(20.0) * 86400
    >>> found = turn(days, np.repeat([8.0, 5.0], 10), np.ones(20), days[10])
    >>> found.difference.estimate, found.days
    (-3.0, (10, 10))
    """
    seen = np.isfinite(values) & (weights > 0)
    sides = (seen & (time_s < at_s), seen & (time_s >= at_s))
    days = tuple(len(np.unique(day_of(time_s[side]))) for side in sides)
    before, after = (
        interval(
            time_s[side],
            values[side],
            weights[side],
            statistic=statistic,
            block_s=block_s(min(days)),
        )
        for side in sides
    )
    between = difference(before, after)
    return Turn(before=before, after=after, difference=between, days=(days[0], days[1]))
