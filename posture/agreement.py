"""Two methods on the same moments to agreement: bias, limits, reliability, each with its interval.

Moments of one recording are not independent. So the recording is cut into blocks of time that take
the place of subjects: the differences vary between blocks and within them, and the limits of
agreement hold both (Bland and Altman, 2007, J Biopharm Stat 17:571-582, section "true value
varies"). Intervals come from drawing blocks (`posture.resampling`).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from posture.pairing import Pairs
from posture.resampling import HOUR_S, Interval, interval
from posture.types import Floats

WITHIN = 1.96  # sd to either side hold 95 %
BLOCKS = 12
SHORTEST_BLOCK_S = 10.0
_NOTHING = 1e-12  # of a variance: rounding


@dataclass(frozen=True, slots=True, kw_only=True)
class Components:
    """Differences taken apart: their mean, and how they vary between and within groups.

    ``worth`` is how many independent differences would know the mean as well.
    """

    mean: float
    between: float  # variance
    within: float  # variance
    worth: float

    @property
    def sd(self) -> float:
        """Standard deviation of a single difference."""
        return math.sqrt(self.between + self.within)

    @property
    def limits(self) -> tuple[float, float]:
        """Between which 95 % of single differences lie."""
        return self.mean - WITHIN * self.sd, self.mean + WITHIN * self.sd


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """Of one reading by one method: ICC(A,1), and the standard error of measurement.

    ICC(A,1) is ICC(2,1) of Shrout and Fleiss (1979): two-way random, absolute agreement, a single
    measure; ``None`` where nothing varies. The error holds the methods' difference as well.
    """

    icc: float | None
    sem: float

    @property
    def mdc95(self) -> float:
        """Smallest change that is beyond the error of two readings, 19 times in 20."""
        return WITHIN * math.sqrt(2) * self.sem


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How two methods agree; ours minus theirs, in their common unit.

    ``icc`` is ``None`` where nothing varies. Where there are too few blocks to draw from
    (`posture.resampling.FEWEST_BLOCKS`), the intervals have no ends.
    """

    pairs: int
    worth: float  # independent pairs
    blocks: int
    block_s: float
    bias: Interval
    low: Interval  # limits of agreement
    high: Interval
    icc: Interval | None
    sem: float
    mdc95: float


def block_length_s(duration_s: float) -> float:
    """Return how long a block is: a twelfth of the recording, within 10 s and an hour.

    Examples
    --------
    >>> block_length_s(60.0), block_length_s(1200.0), block_length_s(1e6)
    (10.0, 100.0, 3600.0)
    """
    return min(max(duration_s / BLOCKS, SHORTEST_BLOCK_S), HOUR_S)


def summed(values: Floats, group: NDArray[np.int64]) -> Floats:
    """Return the sum of the values (n,) of each group (n,), numbered from 0."""
    return np.asarray(np.bincount(group, values), np.float64)


def components(
    differences: Floats, group: NDArray[np.int64], times: Floats | None = None
) -> Components:
    """Take differences (n,) apart by their group (n,), numbered from 0.

    ``times`` (groups,) is how often each group counts, each time as another one.

    Examples
    --------
    >>> one = components(np.array([1.0, 1.0, 3.0, 3.0]), np.array([0, 0, 1, 1]))
    >>> one.mean, one.between, one.within, one.worth
    (2.0, 2.0, 0.0, 2.0)
    """
    size = np.bincount(group).astype(np.float64)
    middle = summed(differences, group) / size
    inside = summed((differences - middle[group]) ** 2, group)
    return _components(size, middle, inside, np.ones_like(size) if times is None else times)


def reliability(readings: Floats) -> Reliability:
    """Return the reliability of readings (n, methods).

    Examples
    --------
    >>> same = reliability(np.array([[1.0, 1.0], [2.0, 2.0], [4.0, 4.0]]))
    >>> same.icc, same.sem
    (1.0, 0.0)
    """
    return _reliability(_sums(readings - readings.mean(), np.zeros(len(readings), np.int64)))


def agreement(pairs: Pairs, block_s: float | None = None) -> Agreement:
    """Return how ours agree with theirs, from one pair or more; see the module for the method.

    ``block_s`` is the length of a block, by default `block_length_s` of the time they span.
    """
    long_s = block_s or block_length_s(float(np.ptp(pairs.time_s)))
    start, block = np.unique(np.floor(pairs.time_s / long_s), return_inverse=True)
    minus, readings = pairs.ours - pairs.theirs, np.column_stack([pairs.ours, pairs.theirs])
    sums = _sums(readings - readings.mean(), block)
    whole, apart = _reliability(sums.sum(axis=0)), components(minus, block)
    size, middle = sums[:, 0, 0], summed(minus, block) / sums[:, 0, 0]
    inside = summed((minus - middle[block]) ** 2, block)

    @cache
    def when(often: bytes) -> Components:  # asked three times of each draw
        return _components(size, middle, inside, np.frombuffer(often))

    def drawn(statistic: Callable[[Components], float]) -> Interval:
        return _over_blocks(start, lambda rows, often: statistic(when(often.tobytes())))

    return Agreement(
        pairs=len(pairs),
        worth=apart.worth,
        blocks=len(start),
        block_s=long_s,
        bias=drawn(lambda c: c.mean),
        low=drawn(lambda c: c.limits[0]),
        high=drawn(lambda c: c.limits[1]),
        icc=None if whole.icc is None else _icc(start, sums, whole.icc),
        sem=whole.sem,
        mdc95=whole.mdc95,
    )


def _icc(start: Floats, sums: Floats, whole: float) -> Interval:
    def of(rows: Floats, often: Floats) -> float:
        icc = _reliability(np.tensordot(often, sums, axes=1)).icc
        return whole if icc is None else icc

    found = _over_blocks(start, of)
    return replace(found, high=None if found.high is None else min(found.high, 1.0))


def _over_blocks(start: Floats, of: Callable[[Floats, Floats], float]) -> Interval:
    """Return a statistic of how often each block counts, with its interval."""
    found = interval(start, np.arange(len(start), dtype=np.float64), statistic=of, block_s=1.0)
    assert found is not None  # no block is empty
    return found


def _components(size: Floats, middle: Floats, inside: Floats, often: Floats) -> Components:
    """Return the components by size, mean and sum of squares of each group."""
    count, groups = float(often @ size), float(often.sum())
    mean = float(often @ (size * middle)) / count
    ms_between = _ratio(float(often @ (size * (middle - mean) ** 2)), groups - 1)
    ms_within = _ratio(float(often @ inside), count - groups)
    usual = _ratio(count**2 - float(often @ size**2), (groups - 1) * count)
    between = max(0.0, _ratio(ms_between - ms_within, usual))
    worth = _ratio(count * (between + ms_within), ms_between)
    return Components(
        mean=mean,
        between=between,
        within=ms_within,
        worth=min(max(worth, 1.0), count),
    )


def _sums(readings: Floats, group: NDArray[np.int64]) -> Floats:
    """Return for each group the sums of products (groups, 1 + methods, 1 + methods) of (1, x)."""
    rows = np.column_stack([np.ones(len(readings)), readings])
    sums = np.zeros((int(group.max()) + 1, rows.shape[1], rows.shape[1]))
    np.add.at(sums, group, rows[:, :, None] * rows[:, None, :])
    return sums


def _reliability(sums: Floats) -> Reliability:
    """Return the reliability by the sums of products of (1, x), all groups together.

    Formulas: McGraw and Wong (1996), case 2A; the error as in de Vet and others (2006).
    """
    count, total = float(sums[..., 0, 0].sum()), sums.reshape(-1, *sums.shape[-2:]).sum(axis=0)
    column, methods = total[0, 1:] / count, sums.shape[-1] - 1
    scatter = total[1:, 1:] - count * np.outer(column, column)
    rows = float(scatter.sum()) / methods
    ms_rows = _ratio(rows, count - 1)
    ms_error = _ratio(float(np.trace(scatter)) - rows, (count - 1) * (methods - 1))
    ms_methods = count * float(np.var(column)) * methods / (methods - 1)
    between = (ms_methods - ms_error) / count
    whole = ms_rows + (methods - 1) * ms_error + methods * between
    return Reliability(
        icc=(ms_rows - ms_error) / whole if whole > _NOTHING else None,
        sem=math.sqrt(max(0.0, between + ms_error)),
    )


def _ratio(above: float, below: float) -> float:
    """Divide; what has no degrees of freedom does not vary."""
    return above / below if below > 0 else 0.0
