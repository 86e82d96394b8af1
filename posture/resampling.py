"""Values over time to an interval: blocks of time are drawn, as neighbours resemble each other.

Minutes of one hour are not independent: counted one by one they make every interval too narrow.
So blocks of time, each much longer than a posture is held, are drawn with replacement (Carlstein,
1986), and the spread of what they say is widened for few blocks (Hesterberg, 2015, "What teachers
should know about the bootstrap", section 3.3: factor √(n / (n − 1)) · t / z).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

HOUR_S = 3600.0
DRAWS = 1000
LEVEL = 0.95
_TAIL = (1 - LEVEL) / 2
FEWEST_BLOCKS = 6
"""Fewer say nothing of how much they differ."""

Values = NDArray[np.float64]
Places = NDArray[np.int64]
Statistic = Callable[[Values, Values], float]
"""From values in rising order and their weights (0 or more) to one number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """An estimate and between what it lies; ``None`` where there are too few blocks to say."""

    estimate: float
    low: float | None
    high: float | None
    blocks: int


def weighted_mean(values: Values, weights: Values) -> float:
    """Return the mean, each value counted by its weight."""
    return float(values @ weights / weights.sum())


def percentile(share: float) -> Statistic:
    """Return the statistic below which this share (0–1) of the weight lies."""

    def at_share(values: Values, weights: Values) -> float:
        reached = np.cumsum(weights)
        place = int(np.searchsorted(reached, share * reached[-1]))
        return float(values[min(place, len(values) - 1)])

    return at_share


def interval(
    time_s: Values,
    values: Values,
    weights: Values | None = None,
    *,
    statistic: Statistic = weighted_mean,
    block_s: float = HOUR_S,
    seed: int = 0,
) -> Interval | None:
    """Return a statistic with its interval of 95 %; all arrays have shape (n,).

    What is NaN was not observed: it is left out. ``None`` where nothing was observed.
    """
    weights = np.ones_like(values) if weights is None else weights
    seen = np.flatnonzero(np.isfinite(values) & (weights > 0))
    if not len(seen):
        return None
    rising = seen[np.argsort(values[seen], kind="stable")]
    found, block = np.unique(np.floor(time_s[rising] / block_s), return_inverse=True)
    drawn = (_means if statistic is weighted_mean else _each)(
        values[rising], weights[rising], block, _draws(len(found), seed), statistic
    )
    return _spread(statistic(values[rising], weights[rising]), drawn, len(found))


def difference(before: Interval | None, after: Interval | None) -> Interval | None:
    """Return after minus before of two periods that do not overlap; None where one is missing.

    Half widths add up as those of independent estimates do (Zou and Donner, 2008).
    """
    if before is None or after is None:
        return None
    estimate, blocks = after.estimate - before.estimate, min(before.blocks, after.blocks)
    if before.low is None or before.high is None or after.low is None or after.high is None:
        return Interval(estimate=estimate, low=None, high=None, blocks=blocks)
    down = math.hypot(after.estimate - after.low, before.high - before.estimate)
    up = math.hypot(after.high - after.estimate, before.estimate - before.low)
    return Interval(estimate=estimate, low=estimate - down, high=estimate + up, blocks=blocks)


def widened(one: Interval, by: float) -> Interval:
    """Add an independent error, given as the half width of its own interval, to both sides."""
    if one.low is None or one.high is None:
        return one
    return replace(
        one,
        low=one.estimate - math.hypot(one.estimate - one.low, by),
        high=one.estimate + math.hypot(one.high - one.estimate, by),
    )


def endless(one: Interval) -> Interval:
    """Return what is estimated without saying how sure that is."""
    return replace(one, low=None, high=None)


def _draws(blocks: int, seed: int) -> NDArray[np.int64]:
    """Return how often each block is drawn, time after time, shape (draws, blocks)."""
    drawn = np.random.default_rng(seed).integers(0, blocks, (DRAWS, blocks))
    drawn += blocks * np.arange(DRAWS)[:, np.newaxis]
    return np.bincount(drawn.ravel(), minlength=drawn.size).reshape(drawn.shape)


def _each(
    values: Values, weights: Values, block: Places, draws: Places, statistic: Statistic
) -> Values:
    """Return the statistic of each draw, when each block is counted so many times."""
    return np.array([statistic(values, weights * times[block]) for times in draws])


def _means(values: Values, weights: Values, block: Places, draws: Places, _: Statistic) -> Values:
    """Return the mean of each draw: all at once, as they are those of the blocks."""
    blocks = draws.shape[1]
    whole = np.bincount(block, values * weights, blocks)
    return np.asarray(draws @ whole / (draws @ np.bincount(block, weights, blocks)))


def _spread(estimate: float, drawn: Values, blocks: int) -> Interval:
    if blocks < FEWEST_BLOCKS:
        return Interval(estimate=estimate, low=None, high=None, blocks=blocks)
    wider = math.sqrt(blocks / (blocks - 1)) * _t_over_z(
        NormalDist().inv_cdf(1 - _TAIL), blocks - 1
    )
    low, high = estimate + wider * (np.quantile(drawn, [_TAIL, 1 - _TAIL]) - estimate)
    return Interval(estimate=estimate, low=float(low), high=float(high), blocks=blocks)


def _t_over_z(z: float, freedom: int) -> float:
    """Return the quantile of Student's t as a multiple of the normal one (Cornish and Fisher)."""
    once = (z**2 + 1) / (4 * freedom)
    twice = (5 * z**4 + 16 * z**2 + 3) / (96 * freedom**2)
    return 1 + once + twice
