"""Assessments to session: one recording summed up, in memory that stays flat for hours."""

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from posture.config import ExposureConfig
from posture.day import DayBuilder
from posture.load import known
from posture.minutes import NEUTRAL, labels, most_frequent
from posture.segments import builders
from posture.series import Series
from posture.states import POSTURE_STATES
from posture.summed import Segment, Session
from posture.types import MEASURES, PRESENCES, Alert, Assessment, Exposure, Lens, Presence, View

MINUTE_S = 60.0


class SessionBuilder:
    """Sum up assessments in the order of their time; pictures without time get no minutes.

    What an assessment says holds until the next one; a longer silence than ``max_gap_s`` counts as
    unknown, so the minutes of the four presences add up to the duration.
    """

    def __init__(self, config: ExposureConfig, segments: Iterable[Segment] = ()) -> None:
        self._frames = 0
        self._segments = builders(segments, config.max_gap_s)
        self._size_px = (0, 0)
        self._counts: Counter[str] = Counter()  # frames with a value by measure
        self._empty: Counter[str] = Counter()
        self._views: Counter[View] = Counter()
        self._series = Series(config.max_gap_s)
        self._minutes = _Minutes(config.max_gap_s)
        self._doses = _Doses()
        self._day = DayBuilder(config)
        self._alerts: list[Alert] = []
        self._pictures: list[str] = []

    def update(self, a: Assessment) -> None:
        """Take one assessment in."""
        m = a.measurement
        self._frames += 1
        self._size_px = a.landmarks.size_px
        self._counts.update(name for name in MEASURES if known(getattr(m, name)) is not None)
        self._empty.update(str(reason) for reason in m.empty_because)
        self._views[m.view] += 1
        self._series.add(m)
        self._alerts.extend(a.alerts)
        for segment in self._segments:
            segment.update(a)
        if m.time_s is None:
            self._pictures.append(m.name or str(m.index))
        else:
            self._minutes.add(m.time_s, labels(m, a.states))
            self._day.update(a)
        if a.exposure is not None:
            self._doses.add(a.exposure)

    def build(
        self,
        *,
        source: str,
        started_at: datetime | None,
        lens: Lens,
        baseline: Mapping[str, str | float | None],
        versions: Mapping[str, str],
    ) -> Session:
        """Return the session so far; more assessments may follow."""
        frames = max(1, self._frames)
        return Session(
            source=source,
            started_at=started_at,
            duration_s=self._minutes.duration_s,
            frames=self._frames,
            size_px=self._size_px,
            view=most_frequent(self._views),
            minutes=self._minutes.table(),
            coverage={name: self._counts[name] / frames for name in MEASURES},
            empty={reason: count / frames for reason, count in sorted(self._empty.items())},
            summary=self._series.summaries(),
            peak_dose=dict(self._doses.peak),
            peak_interval=dict(self._doses.peak_interval),
            day=self._day.build() if self._doses.peak else {},
            dose_time_s=self._doses.time_s(),
            dose=self._doses.table(),
            shares=dict(self._doses.peak_shares),
            alerts=tuple(self._alerts),
            series=self._series.table(),
            lens=lens,
            baseline=dict(baseline),
            versions=dict(versions),
            pictures=tuple(self._pictures),
            segments=tuple(segment.build() for segment in self._segments),
        )


class _Minutes:
    """Time spent in each presence and posture state."""

    def __init__(self, max_gap_s: float) -> None:
        self._max_gap_s = max_gap_s
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._first_s: float | None = None
        self._last: tuple[float, frozenset[str]] | None = None

    def add(self, time_s: float, labels: frozenset[str]) -> None:
        if self._last is not None:
            self._count(*self._last, time_s)
        self._first_s = time_s if self._first_s is None else self._first_s
        self._last = time_s, labels

    def _count(self, last_s: float, labels: frozenset[str], time_s: float) -> None:
        step_s = max(0.0, time_s - last_s)
        if step_s > self._max_gap_s:
            labels = frozenset({str(Presence.UNKNOWN)})
        for label in labels:
            self._seconds[label] += step_s

    @property
    def duration_s(self) -> float:
        if self._last is None or self._first_s is None:
            return 0.0
        return self._last[0] - self._first_s

    def table(self) -> dict[str, float]:
        """Return minutes by state; a stream names every state, pictures none."""
        if self._last is None:
            return {}
        names = (*PRESENCES, NEUTRAL, *POSTURE_STATES)
        return {name: self._seconds.get(name, 0.0) / MINUTE_S for name in names}


class _Doses:
    """Dose by muscle once a minute and at the end, and the peak with what brought it."""

    def __init__(self) -> None:
        self.peak: dict[str, float] = {}
        self.peak_interval: dict[str, tuple[float, float]] = {}
        self.peak_shares: dict[str, Mapping[str, float]] = {}
        self._time_s = array("d")
        self._dose: dict[str, array[float]] = {}
        self._last: Exposure | None = None

    def add(self, exposure: Exposure) -> None:
        for muscle, dose in exposure.dose.items():
            if muscle not in self.peak or dose > self.peak[muscle]:
                self.peak[muscle] = dose
                self.peak_interval[muscle] = exposure.interval[muscle]
                self.peak_shares[muscle] = exposure.shares.get(muscle, {})
        if not self._time_s or _minute(exposure.time_s) > _minute(self._time_s[-1]):
            self._time_s.append(exposure.time_s)
            for muscle in self.peak:  # NaN as long as a muscle could not be judged
                unjudged = array("d", [math.nan] * (len(self._time_s) - 1))
                dose = exposure.dose.get(muscle, math.nan)
                self._dose.setdefault(muscle, unjudged).append(dose)
        self._last = exposure

    def time_s(self) -> tuple[float, ...]:
        return (*self._time_s, *(end.time_s for end in self._end()))

    def table(self) -> dict[str, tuple[float, ...]]:
        return {
            muscle: (*self._until(muscle), *(end.dose[muscle] for end in self._end()))
            for muscle in self.peak
        }

    def _until(self, muscle: str) -> Iterable[float]:
        return self._dose.get(muscle, [math.nan] * len(self._time_s))

    def _end(self) -> tuple[Exposure, ...]:
        """Return the last exposure, unless the last minute mark is it already."""
        if self._last is None or self._last.time_s <= self._time_s[-1]:
            return ()
        return (self._last,)


def _minute(time_s: float) -> int:
    return int(time_s // MINUTE_S)
