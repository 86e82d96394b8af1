"""Uneven times to an even grid, for formats that know a rate and no time."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from posture.types import Floats

_GAP = 1.5  # times the usual step: more is a gap, so much less a hiccup
_DECIMALS = 3  # of a rate in Hz
NOTHING = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Moments ``start_s + k / rate_hz``, and for each the row that lies there.

    ``rows`` (k,) holds places in the uneven times, `NOTHING` where none is near.
    """

    rate_hz: float
    start_s: float
    rows: NDArray[np.int64]

    @property
    def time_s(self) -> Floats:
        """The moments (k,), counted as the uneven times are."""
        return self.start_s + np.arange(len(self.rows)) / self.rate_hz


def usual_step_s(time_s: Floats) -> float:
    """Return the mean step of rising times (n,) without gaps and hiccups; NaN where there is none.

    Examples
    --------
    >>> usual_step_s(np.array([0.0, 0.1, 0.2, 5.0, 5.1]))
    0.1
    """
    steps = np.diff(time_s)
    if len(steps) == 0:
        return float("nan")
    usual = np.quantile(steps, 0.5, method="lower")  # one that there is
    near = steps[(steps <= _GAP * usual) & (steps >= usual / _GAP)]
    return round(float(near.mean()), 9)


def evenly(time_s: Floats) -> Grid:
    """Lay rising times (n > 0,) on a grid of their usual rate; a row lies at one moment at most.

    Where two rows lie nearest to one moment, the nearer one is taken.

    Examples
    --------
    >>> grid = evenly(np.array([0.0, 0.21, 0.4, 1.0]))
    >>> grid.rate_hz, grid.rows.tolist()
    (5.0, [0, 1, 2, -1, -1, 3])
    """
    step_s = usual_step_s(time_s)
    rate_hz = round(1 / step_s, _DECIMALS) if np.isfinite(step_s) else 1.0
    exact = (time_s - time_s[0]) * rate_hz
    place = np.rint(exact).astype(np.int64)
    rows = np.full(place[-1] + 1, NOTHING, np.int64)
    farthest_first = np.argsort(-np.abs(exact - place), kind="stable")
    rows[place[farthest_first]] = farthest_first
    return Grid(rate_hz=rate_hz, start_s=float(time_s[0]), rows=rows)
