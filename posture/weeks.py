"""Minutes of many days to columns, and columns to days, weeks or hours: sums, means, peaks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from posture.types import Floats

HOUR_S = 3600.0
DAY_S = 24 * HOUR_S
_WEEK_DAYS = 7
_THURSDAY = 3  # days after Monday: 1970 began on one
_MONDAY = date(1969, 12, 29)  # of the week in which 1970 began
_ROUNDING_S = 1e-6  # of sums over a year
MANY_DAYS = 10  # from so many days on, days are drawn for an interval, else hours


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """Rows of the history as columns of shape (n,), in the order of their time.

    ``time_s`` is when a row begins, in seconds since 1970 by the clock on the wall. ``value`` is
    the mean of each measure, NaN where it was not observed, ``seen_s`` the seconds in which it was.
    """

    time_s: Floats
    presence_s: Mapping[str, Floats]
    value: Mapping[str, Floats]
    seen_s: Mapping[str, Floats]
    held_s: Mapping[str, Floats]  # by posture

    @property
    def out_s(self) -> Floats:
        """Seconds out of the chair, seen."""
        return self.presence_s["away"] + self.presence_s["standing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doses:
    """Highest dose of each muscle in each hour, with its interval; NaN where it was not judged.

    All columns have shape (n,); ``hour`` counts from 1970 by the clock on the wall.
    """

    hour: Floats
    peak: Mapping[str, Floats]
    low: Mapping[str, Floats]
    high: Mapping[str, Floats]
    over_min: Mapping[str, Floats]  # minutes at our guide value or above

    @property
    def highest(self) -> Floats:
        """The highest dose of any muscle, NaN where none was judged."""
        return highest(tuple(self.peak.values()), len(self.hour))

    def only(self, judged: NDArray[np.bool_]) -> "Doses":
        """Return the doses of these hours, shape (n,); of the others nothing is known."""
        peak, low, high, over = (
            {muscle: np.where(judged, column, np.nan) for muscle, column in part.items()}
            for part in (self.peak, self.low, self.high, self.over_min)
        )
        return Doses(hour=self.hour, peak=peak, low=low, high=high, over_min=over)


class Groups:
    """Rows that belong together, by the number of the day (or whatever) that each belongs to.

    Examples
    --------
    >>> days = Groups(np.array([3.0, 3.0, 5.0]))
    >>> days.keys.tolist(), days.sum(np.array([1.0, 2.0, 4.0])).tolist()
    ([3.0, 5.0], [3.0, 4.0])
    """

    def __init__(self, keys: Floats) -> None:
        self.keys, self._place = np.unique(keys, return_inverse=True)

    def sum(self, values: Floats) -> Floats:
        """Return the sum in each group; NaN counts as nothing."""
        seen = np.where(np.isnan(values), 0.0, values)
        whole = np.bincount(self._place, seen, len(self.keys))
        return whole.astype(np.float64)

    def mean(self, values: Floats, weights: Floats) -> Floats:
        """Return the weighted mean in each group, NaN where nothing was seen."""
        seen = np.isfinite(values) & (weights > 0)
        whole = self.sum(np.where(seen, weights, 0.0))
        found = np.full(len(self.keys), np.nan)
        np.divide(
            self.sum(np.where(seen, values * weights, 0.0)), whole, out=found, where=whole > 0
        )
        return found

    def peak(self, values: Floats) -> Floats:
        """Return the highest value in each group, NaN where nothing was seen."""
        found = np.full(len(self.keys), np.nan)
        np.fmax.at(found, self._place, values)
        return found

    def percentiles(self, values: Floats, weights: Floats, shares: Sequence[float]) -> Floats:
        """Return in each group the values below which those shares of the weight lie.

        The shape is (shares, groups); NaN where nothing was seen.
        """
        seen = np.flatnonzero(np.isfinite(values) & (weights > 0))
        rising = seen[np.argsort(values[seen])]
        small = self._place[rising].astype(np.min_scalar_type(len(self.keys)))  # sorted in one pass
        order = rising[np.argsort(small, kind="stable")]
        place, reached = self._place[order], np.cumsum(weights[order])
        every = np.arange(len(self.keys))
        first, last = np.searchsorted(place, every), np.searchsorted(place, every, side="right")
        found = np.full((len(shares), len(self.keys)), np.nan)
        there = np.flatnonzero(last > first)
        before = np.concatenate(([0.0], reached))[first[there]]
        whole = reached[last[there] - 1] - before
        for row, share in zip(found, shares, strict=True):
            at = np.searchsorted(reached, before + share * whole - _ROUNDING_S)
            row[there] = values[order[np.clip(at, first[there], last[there] - 1)]]
        return found


def highest(columns: tuple[Floats, ...], rows: int) -> Floats:
    """Return the highest of the columns in each row, NaN where there is none."""
    return np.asarray(np.fmax.reduce([np.full(rows, np.nan), *columns]))


def day_of(time_s: Floats) -> Floats:
    """Return the number of the day since 1970.

    Examples
    --------
    >>> day_of(np.array([0.0, 90_000.0])).tolist()
    [0.0, 1.0]
    """
    return np.floor(time_s / DAY_S)


def week_of(time_s: Floats) -> Floats:
    """Return the number of the week since 1970; weeks begin on Monday, as those of ISO 8601 do.

    Examples
    --------
    >>> week_of(np.array([0.0, 3 * DAY_S, 4 * DAY_S])).tolist()  # Thursday, Sunday, Monday
    [0.0, 0.0, 1.0]
    """
    return np.floor((day_of(time_s) + _THURSDAY) / _WEEK_DAYS)


def monday_of(number: float) -> date:
    """Return the first day of a week by its number since 1970.

    Examples
    --------
    >>> str(monday_of(0)), str(monday_of(2957))
    ('1969-12-29', '2026-08-31')
    """
    return _MONDAY + timedelta(weeks=int(number))


def iso_week(number: float) -> str:
    """Return the name of a week by its number since 1970.

    Examples
    --------
    >>> iso_week(0), iso_week(2957)
    ('1970-W01', '2026-W36')
    """
    return f"{monday_of(number):%G-W%V}"


def block_s(days: int) -> float:
    """Return the length of the blocks that are drawn for an interval: days, or hours of a few days.

    Examples
    --------
    >>> block_s(5), block_s(60)
    (3600.0, 86400.0)
    """
    return DAY_S if days >= MANY_DAYS else HOUR_S


def stretches(same: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where each run of equal numbers begins, and where it has ended.

    Examples
    --------
    >>> [one.tolist() for one in stretches(np.array([1, 1, 0]))]
    [[0, 2], [2, 3]]
    """
    edges = np.flatnonzero(np.diff(same)) + 1
    first = np.concatenate(([0], edges)) if len(same) else edges
    return first, np.concatenate((edges, [len(same)])) if len(same) else edges
