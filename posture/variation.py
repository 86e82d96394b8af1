"""Exposure over time to its variation: at which level, for how long at a time (EVA).

After Mathiassen and Winkel (1991), exposure variation analysis: every stretch in which a measure
stays within one class of levels is counted by its length. The rows are means over a minute, so
what varies within a minute is not seen.
"""

from collections.abc import Sequence

import numpy as np

from posture.types import Floats
from posture.weeks import stretches

GAP_S = 90.0  # rows of which the next one begins later do not belong together
LENGTHS_S = (120.0, 240.0, 600.0, 1800.0)  # four minutes are sustained activity (Hanvold 2013)


def exposure_variation(
    time_s: Floats,
    values: Floats,
    seconds: Floats,
    levels: Sequence[float],
    lengths_s: Sequence[float] = LENGTHS_S,
) -> Floats | None:
    """Return the share of the observed time by class of level (rows) and of length (columns).

    All arrays have shape (n,), in the order of time; what is NaN was not observed and ends a
    stretch. The shares of the table, shape (levels + 1, lengths + 1), add up to 1; ``None`` where
    nothing was observed. A class holds its lower edge.

    Examples
    --------
    >>> minutes = np.arange(4) * 60.0
    >>> table = exposure_variation(
    ...     minutes, np.array([1.0, 1.0, 9.0, 9.0]), np.full(4, 60.0), [5.0], [100.0]
    ... )
    >>> table.tolist()
    [[0.0, 0.5], [0.0, 0.5]]
    """
    seen = np.isfinite(values) & (seconds > 0)
    if not seen.any():
        return None
    level = np.where(seen, np.digitize(np.nan_to_num(values), levels), -1)
    hole = np.cumsum(np.concatenate(([False], np.diff(time_s) > GAP_S)))
    first, _ = stretches((len(levels) + 2) * hole + level)
    length = np.add.reduceat(np.where(seen, seconds, 0.0), first)
    kept = level[first] >= 0
    table = np.zeros((len(levels) + 1, len(lengths_s) + 1))
    np.add.at(table, (level[first][kept], np.digitize(length[kept], lengths_s)), length[kept])
    return np.asarray(table / table.sum())


def distribution(values: Floats, weights: Floats, step: float) -> tuple[Floats, Floats]:
    """Return the middles of classes of that width, without holes, and the share in each.

    Examples
    --------
    >>> [one.tolist() for one in distribution(np.array([0.1, 2.2]), np.array([1.0, 3.0]), 1.0)]
    [[0.5, 1.5, 2.5], [0.25, 0.0, 0.75]]
    """
    seen = np.isfinite(values) & (weights > 0)
    if not seen.any():
        return np.array([]), np.array([])
    place = np.floor(values[seen] / step).astype(np.int64)
    share = np.bincount(place - place.min(), weights[seen])
    return (place.min() + np.arange(len(share)) + 0.5) * step, share / share.sum()


def longest_run_s(time_s: Floats, held_s: Floats) -> float:
    """Return the seconds of the longest stretch of rows in all of which something was held.

    Examples
    --------
    >>> longest_run_s(np.arange(4) * 60.0, np.array([60.0, 30.0, 0.0, 60.0]))
    90.0
    """
    if not len(time_s):
        return 0.0
    hole = np.cumsum(np.concatenate(([False], np.diff(time_s) > GAP_S)))
    first, _ = stretches(2 * hole + (held_s > 0))
    return float(np.add.reduceat(held_s, first).max())
