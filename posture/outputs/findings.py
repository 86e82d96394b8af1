"""What a period says of a muscle, and of prompts of one kind."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from posture.heeded import Heed
from posture.resampling import Interval
from posture.weeks import Doses, Groups


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How much a muscle was loaded, in parts of our guide value.

    ``usual`` is the mean of the highest doses of the days, ``low`` and ``high`` are what the error
    of the measures leaves possible for it.
    """

    muscle: str
    usual: float
    low: float
    high: float
    highest: float
    days_over: int
    over_min: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Advised:
    """What became of the prompts of one kind."""

    kind: str
    heeds: tuple[Heed, ...]
    denied: int
    change: Interval | None  # of the share of the time, after minus before

    def count(self, followed: bool | None) -> int:
        """Return how many were followed, were not, or went unseen."""
        return sum(one.followed is followed for one in self.heeds)

    @property
    def shares(self) -> tuple[float, float] | None:
        """Return the mean shares before and after, of the prompts where both are known."""
        both = [(h.before, h.after) for h in self.heeds if h.before is not None]
        pairs = [(before, after) for before, after in both if after is not None]
        return None if not pairs else tuple(np.mean(pairs, axis=0).tolist())


def loads(doses: Doses, days: Groups, judged: NDArray[np.bool_]) -> tuple[Load, ...]:
    """Return the load of each muscle over the ``judged`` days, the most loaded first."""
    found = (_load(muscle, doses, days, judged) for muscle in doses.peak)
    return tuple(sorted((one for one in found if one is not None), key=lambda one: -one.usual))


def _load(muscle: str, doses: Doses, days: Groups, judged: NDArray[np.bool_]) -> Load | None:
    peaks, low, high = (
        days.peak(part[muscle])[judged] for part in (doses.peak, doses.low, doses.high)
    )
    seen = np.isfinite(peaks)
    if not seen.any():
        return None
    return Load(
        muscle=muscle,
        usual=float(peaks[seen].mean()),
        low=float(low[seen].mean()),
        high=float(high[seen].mean()),
        highest=float(peaks[seen].max()),
        days_over=int((peaks[seen] >= 1).sum()),
        over_min=float(np.nansum(doses.over_min[muscle])),
    )
