"""Two periods to changes: what differs between before and after, and how sure that is.

Every value counts by the seconds in which it was observed. Periods of the same recording, measured
in two ways, are compared moment by moment; others by their means. Intervals come from blocks of
time (`posture.resampling`), never from single frames or minutes. Times of days are those of the
clock on the wall.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from posture.agreement import WITHIN, block_length_s, summed
from posture.comparable import Setup, are_alike, unlike
from posture.pairing import Track, pair
from posture.resampling import FEWEST_BLOCKS, Interval, difference, endless, interval, widened
from posture.types import Floats

MINUTE_S = 60.0
DAY_S = 86_400.0
_SHORT_MIN = 30.0


@dataclass(frozen=True, slots=True)
class Observed:
    """A quantity over time (n,): rising times, values (NaN where unseen), seconds each stands for.

    ``sd_person`` is the error that stays the same for a person and a camera.
    """

    time_s: Floats
    value: Floats
    weight_s: Floats
    sd_person: float = 0.0

    @property
    def observed_s(self) -> float:
        """Seconds in which there was a value."""
        return float(self.weight_s[np.isfinite(self.value)].sum())


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """What was measured in one: measures by name, and the dose by muscle."""

    name: str
    setup: Setup
    measures: Mapping[str, Observed]
    doses: Mapping[str, Observed]
    recording: str | None = None  # what makes two periods one recording


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How one quantity changed; ``before`` and ``after`` are its means.

    Where they were seen ``alike``, the difference is one of the person; else, of a dose, nobody
    can tell.
    """

    name: str
    before: float
    after: float
    difference: Interval
    observed_min: tuple[float, float]
    paired: bool
    alike: bool

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out no change at all."""
        low, high = self.difference.low, self.difference.high
        return low is not None and high is not None and (low > 0 or high < 0)


def are_one_recording(before: Period, after: Period) -> bool:
    """Whether both are the same recording, so that moments can be compared with themselves."""
    return before.recording is not None and before.recording == after.recording


def changes(before: Period, after: Period) -> tuple[Change, ...]:
    """Return how each measure changed that was observed in both.

    Where camera and upright posture are the same, the error that stays the same for a person and a
    camera cancels out; otherwise it widens the interval.
    """
    found = _each(before, after, before.measures, after.measures)
    return tuple(one if one.alike else _doubted(one, before, after) for one in found)


def dose_changes(before: Period, after: Period) -> tuple[Change, ...]:
    """Return how the mean dose of each muscle changed that was judged in both.

    A dose follows from angles and distances, and how far their constant errors carry into it is
    not known: with another camera or another upright posture no interval is given.
    """
    found = _each(before, after, before.doses, after.doses)
    return tuple(
        one if one.alike else replace(one, difference=endless(one.difference)) for one in found
    )


def _doubted(change: Change, before: Period, after: Period) -> Change:
    """Add the errors that stay the same for a person and a camera, and now do not cancel out."""
    sds = (period.measures[change.name].sd_person for period in (before, after))
    return replace(change, difference=widened(change.difference, WITHIN * math.hypot(*sds)))


def _each(
    before: Period, after: Period, ours: Mapping[str, Observed], theirs: Mapping[str, Observed]
) -> Iterator[Change]:
    paired = are_one_recording(before, after)
    alike = paired or are_alike(before.setup, after.setup)
    for name in ours:
        if name in theirs:
            yield from _change(name, ours[name], theirs[name], paired=paired, alike=alike)


def _change(
    name: str, before: Observed, after: Observed, *, paired: bool, alike: bool
) -> Iterator[Change]:
    one, other = _mean(before), _mean(after)
    if one is None or other is None:
        return
    between = _paired(before, after) if paired else difference(one, other)
    if between is None:
        return
    yield Change(
        name=name,
        before=one.estimate,
        after=other.estimate,
        difference=between,
        observed_min=(before.observed_s / MINUTE_S, after.observed_s / MINUTE_S),
        paired=paired,
        alike=alike,
    )


def _mean(one: Observed) -> Interval | None:
    seen = np.isfinite(one.value) & (one.weight_s > 0)
    return _over_blocks(one.time_s[seen], one.value[seen], one.weight_s[seen])


def _paired(before: Observed, after: Observed) -> Interval | None:
    """Return after minus before at the same moments."""
    same = pair(Track(before.time_s, before.value), Track(after.time_s, after.value))
    step_s = np.full(len(same), before.observed_s / max(len(before.value), 1))
    return _over_blocks(same.time_s, same.theirs - same.ours, step_s)


def _over_blocks(time_s: Floats, value: Floats, weight_s: Floats) -> Interval | None:
    """Return the mean of what was seen, with its interval."""
    if len(value) == 0:
        return None
    start, block = np.unique(np.floor(time_s / _block_s(time_s, weight_s)), return_inverse=True)
    weight = summed(weight_s, block)
    return interval(start, summed(weight_s * value, block) / weight, weight, block_s=1.0)


def _block_s(time_s: Floats, weight_s: Floats) -> float:
    """Return how long a block is: a day where there are enough, else by the time seen.

    Hours of one day resemble each other more than those of another one.
    """
    days = len(np.unique(np.floor(time_s / DAY_S)))
    return DAY_S if days >= FEWEST_BLOCKS else block_length_s(float(weight_s.sum()))


def doubts(before: Period, after: Period) -> tuple[str, ...]:
    """Say what makes the two hard to compare, a sentence each."""
    return (*unlike(before.setup, after.setup), *_little(before, after))


def _little(before: Period, after: Period) -> Iterator[str]:
    for when, period in (("before", before), ("after", after)):
        most_min = max((o.observed_s for o in period.measures.values()), default=0.0) / MINUTE_S
        if most_min < _SHORT_MIN:
            yield f"Observed {when}: only {most_min:.0f} min, which is a moment and no habit."
