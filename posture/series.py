"""Measurements to series: means over one second, in memory that stays flat for hours."""

import math
from array import array
from statistics import fmean

import numpy as np

from posture.load import known
from posture.summed import Summary
from posture.types import MEASURES, Estimate, Floats, Measurement

_UNSEEN = (math.nan, math.nan, math.nan)


class Series:
    """One row a second of stream time, or one row a picture; NaN where nothing was seen.

    Seconds without any frame are left out, but for one empty row where they are more than
    ``max_gap_s``: it keeps a line from being drawn across the gap.
    """

    def __init__(self, max_gap_s: float) -> None:
        self._max_gap_s = max_gap_s
        self._rows = array("d")  # the time of each row
        self._columns = {name: tuple(array("d") for _ in _UNSEEN) for name in MEASURES}
        self._open: dict[str, list[Estimate]] = {name: [] for name in MEASURES}
        self._second: int | None = None
        self._observed_s = dict.fromkeys(MEASURES, 0.0)
        self._last: tuple[float, tuple[str, ...]] | None = None  # time, what had a value

    def add(self, m: Measurement) -> None:
        """Take one measurement in; times must rise."""
        second = None if m.time_s is None else math.floor(m.time_s)
        if second is None or second != self._second:
            self._close()
            self._mark_gap(second)
        self._second = second
        seen = {name: known(getattr(m, name)) for name in MEASURES}
        for name, estimate in seen.items():
            if estimate is not None:
                self._open[name].append(estimate)
        if m.time_s is None:
            self._write(math.nan)
        else:
            names = (name for name, estimate in seen.items() if estimate is not None)
            self._observe(m.time_s, tuple(names))

    def table(self) -> dict[str, Floats]:
        """Return the columns ``time_s`` and, for each measure, its value and ``<name>_sd``."""
        columns = {"time_s": self._times_s()}
        for name in MEASURES:
            value, sd_frame, sd_person = self._parts(name)
            columns |= {name: value, f"{name}_sd": np.hypot(sd_frame, sd_person)}
        return columns

    def summaries(self) -> dict[str, Summary]:
        """Return how each measure that was ever seen was distributed; rows weigh the same."""
        parts = {name: self._parts(name) for name in MEASURES}
        return {
            name: _summary(*columns, observed_s=self._observed_s[name])
            for name, columns in parts.items()
            if np.isfinite(columns[0]).any()
        }

    def _times_s(self) -> Floats:
        """Return the time of each row, the unfinished second included."""
        last = [] if self._second is None else [float(self._second)]
        return np.array([*self._rows, *last], dtype=np.float64)

    def _parts(self, name: str) -> tuple[Floats, Floats, Floats]:
        """Return value, sd_frame and sd_person of each row, the unfinished second included."""
        last = [] if self._second is None else [_mean(self._open[name])]
        rows = [*zip(*self._columns[name], strict=True), *last]
        value, sd_frame, sd_person = np.array(rows, dtype=np.float64).reshape(-1, 3).T
        return value, sd_frame, sd_person

    def _observe(self, time_s: float, names: tuple[str, ...]) -> None:
        """Count the time since the last measurement for what that one had seen."""
        if self._last is not None and time_s - self._last[0] <= self._max_gap_s:
            for name in self._last[1]:
                self._observed_s[name] += time_s - self._last[0]
        self._last = time_s, names

    def _close(self) -> None:
        """Write the row of the second that is over."""
        if self._second is not None:
            self._write(float(self._second))
            self._second = None

    def _mark_gap(self, second: int | None) -> None:
        if second is not None and self._rows and second > self._rows[-1] + self._max_gap_s:
            self._write(self._rows[-1] + 1)

    def _write(self, time_s: float) -> None:
        self._rows.append(time_s)
        for name, estimates in self._open.items():
            for column, number in zip(self._columns[name], _mean(estimates), strict=True):
                column.append(number)
            estimates.clear()


def _mean(estimates: list[Estimate]) -> tuple[float, float, float]:
    if not estimates:
        return _UNSEEN
    return (
        fmean(estimate.value for estimate in estimates),
        fmean(estimate.sd_frame for estimate in estimates),
        fmean(estimate.sd_person for estimate in estimates),
    )


def _summary(value: Floats, sd_frame: Floats, sd_person: Floats, *, observed_s: float) -> Summary:
    p10, median, p90 = (float(p) for p in np.nanpercentile(value, (10, 50, 90)))
    return Summary(
        observed_s=observed_s,
        median=median,
        p10=p10,
        p90=p90,
        sd_frame=float(np.nanmedian(sd_frame)),
        sd_person=float(np.nanmedian(sd_person)),
    )
