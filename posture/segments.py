"""Named stretches of a recording to sums: how somebody sat during each task."""

import math
import re
from collections.abc import Iterable, Mapping

from posture.errors import ConfigError
from posture.load import known
from posture.series import Series
from posture.summed import Segment, SegmentSum
from posture.types import MEASURES, Assessment

MINUTE_S = 60.0
_WRITTEN = re.compile(r"(?P<name>.*\S)\s+(?P<start>\d+(?:\.\d+)?)-(?P<end>\d+(?:\.\d+)?)")


def parse_segments(text: str, *, origin: str) -> tuple[Segment, ...]:
    """Read ``name START-END; name START-END``, seconds of the recording.

    Examples
    --------
    >>> [one.name for one in parse_segments("typing 0-60; on the phone 60-90.5", origin="a.csv")]
    ['typing', 'on the phone']
    """
    return tuple(_written(part.strip(), origin) for part in text.split(";") if part.strip())


def _written(text: str, origin: str) -> Segment:
    match = _WRITTEN.fullmatch(text)
    if match is None:
        raise ConfigError(
            f"{origin}: expected segments such as `typing 0-60; phone 60-90.5`, found {text!r}."
        )
    return segment(match["name"], float(match["start"]), float(match["end"]), origin=origin)


def segment(name: str, start_s: float, end_s: float, *, origin: str) -> Segment:
    """Return a named stretch; one that ends before it begins, or never, is refused."""
    if not 0 <= start_s < end_s < math.inf:
        raise ConfigError(
            f"{origin}: expected segment {name!r} to begin at 0 s or later and to end after that, "
            f"found {start_s:g}-{end_s:g}; give both in seconds of the recording."
        )
    return Segment(name, start_s, end_s)


class SegmentBuilder:
    """Sum up the assessments of one stretch; all those of the recording are given, in order.

    What an assessment says holds until the next one; a longer silence than ``max_gap_s`` is not
    observed.
    """

    def __init__(self, what: Segment, max_gap_s: float) -> None:
        self._what, self._max_gap_s = what, max_gap_s
        self._series = Series(max_gap_s)
        self._seconds = self._observed_s = 0.0
        self._last: tuple[float, bool] | None = None  # when, and whether anything was measured
        self._before: Mapping[str, float] = {}
        self._after: Mapping[str, float] = {}

    def update(self, a: Assessment) -> None:
        """Take one assessment in; those of pictures, which have no time, belong to no stretch."""
        time_s = a.measurement.time_s
        if time_s is None:
            return
        self._hold(time_s)
        measured = any(known(getattr(a.measurement, name)) is not None for name in MEASURES)
        self._last = time_s, measured
        if self._what.start_s <= time_s < self._what.end_s:
            self._series.add(a.measurement)
        if a.exposure is not None and time_s <= self._what.start_s:
            self._before = a.exposure.dose
        if a.exposure is not None and time_s <= self._what.end_s:
            self._after = a.exposure.dose

    def build(self) -> SegmentSum:
        """Return the sums so far; more assessments may follow."""
        return SegmentSum(
            name=self._what.name,
            start_s=self._what.start_s,
            end_s=self._what.end_s,
            minutes=self._seconds / MINUTE_S,
            observed_min=self._observed_s / MINUTE_S,
            summary=self._series.summaries(),
            gained={
                muscle: dose - self._before.get(muscle, 0.0)
                for muscle, dose in self._after.items()
                if self._seconds > 0
            },
        )

    def _hold(self, time_s: float) -> None:
        """Count the part of the time since the last assessment that lies in the stretch."""
        if self._last is None:
            return
        last_s, measured = self._last
        inside_s = min(time_s, self._what.end_s) - max(last_s, self._what.start_s)
        if inside_s <= 0:
            return
        self._seconds += inside_s
        if measured and time_s - last_s <= self._max_gap_s:
            self._observed_s += inside_s


def builders(segments: Iterable[Segment], max_gap_s: float) -> tuple[SegmentBuilder, ...]:
    """Return one builder for each stretch."""
    return tuple(SegmentBuilder(one, max_gap_s) for one in segments)
