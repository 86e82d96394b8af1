"""Two tracks of one quantity to pairs: values of both at the same moments."""

from dataclasses import dataclass

import numpy as np

from posture.evenly import usual_step_s
from posture.types import Floats

_REACH = 1.5  # of the usual step: values further apart are not joined by a line


@dataclass(frozen=True, slots=True)
class Track:
    """A quantity over time: rising times (n,) in seconds and values (n,), NaN where unseen."""

    time_s: Floats
    value: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """What both say at the same moments; all arrays have shape (n,) and no NaN."""

    time_s: Floats
    ours: Floats
    theirs: Floats

    def __len__(self) -> int:
        return len(self.time_s)


def pair(ours: Track, theirs: Track, *, offset_s: float = 0.0) -> Pairs:
    """Join two tracks by time; ``offset_s`` is added to their times.

    The moments are those of the sparser track; the denser one is read off the line between its
    neighbours, unless one of them is unseen or further away than one and a half of its usual steps.
    So no value counts twice, and no gap is filled.

    Examples
    --------
    >>> dense = Track(np.arange(5) / 10, np.arange(5.0))
    >>> found = pair(Track(np.array([0.05, 0.3, 9.0]), np.array([7.0, 8.0, 9.0])), dense)
    >>> found.ours.tolist(), found.theirs.tolist()
    ([7.0, 8.0], [0.5, 3.0])
    """
    shifted = Track(theirs.time_s + offset_s, theirs.value)
    if _is_sparser(shifted, ours):
        time_s, at, value = _read_off(shifted, ours)
        return Pairs(time_s=time_s, ours=value, theirs=at)
    time_s, at, value = _read_off(ours, shifted)
    return Pairs(time_s=time_s, ours=at, theirs=value)


def _is_sparser(one: Track, other: Track) -> bool:
    """Whether a track has the larger usual step; a single value is the sparsest."""
    mine_s, other_s = usual_step_s(one.time_s), usual_step_s(other.time_s)
    return bool(mine_s > other_s or (np.isnan(mine_s) and not np.isnan(other_s)))


def _read_off(sparse: Track, dense: Track) -> tuple[Floats, Floats, Floats]:
    """Return the moments, the sparse values there, and the dense ones between their neighbours."""
    if len(dense.time_s) == 0:
        return np.empty(0), np.empty(0), np.empty(0)
    value = np.interp(sparse.time_s, dense.time_s, dense.value, left=np.nan, right=np.nan)
    known = np.isfinite(value) & np.isfinite(sparse.value) & _is_near(sparse.time_s, dense)
    return sparse.time_s[known], sparse.value[known], value[known]


def _is_near(time_s: Floats, dense: Track) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Whether each moment lies on a value of the dense track or in a step without a gap."""
    after = np.searchsorted(dense.time_s, time_s).clip(0, len(dense.time_s) - 1)
    before = (after - 1).clip(0)
    step_s = dense.time_s[after] - dense.time_s[before]
    usual_s = usual_step_s(dense.time_s)
    return np.asarray((dense.time_s[after] == time_s) | (step_s <= _REACH * usual_s))
