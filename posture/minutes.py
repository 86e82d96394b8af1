"""Assessments to minutes: what is kept of a day, one row a minute of the clock."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from posture.config import ExposureConfig
from posture.errors import PostureError
from posture.load import known, neck_is_known
from posture.types import MEASURES, Assessment, Estimate, Exposure, Measurement, Presence, View

NEUTRAL = "neutral"  # seated, the neck seen, and no posture state held
HEAD = ("head_forward_deg", "protraction_cm")  # what tells of the head, whichever camera there is
_MINUTE = timedelta(minutes=1)
_PARTS = ("value", "sd_frame", "sd_person")


@dataclass(frozen=True, slots=True, kw_only=True)
class Minute:
    """One minute of the clock, or the part of it that was watched.

    The seconds by presence sum up to the time that is accounted for: what was not seen, because
    the camera was released or nobody could be judged, is ``unknown``. ``measures`` holds the mean
    of each measure over the seconds in which it was observed, ``dose`` the dose at the end.
    Minutes of which nothing but ``unknown`` can be said are one row, up to the full hour.
    """

    at: datetime  # beginning of the minute, UTC
    seconds: Mapping[str, float]  # by presence and by posture state
    measures: Mapping[str, Estimate]
    observed_s: Mapping[str, float]  # by measure
    dose: Mapping[str, float]
    dose_interval: Mapping[str, tuple[float, float]]
    coverage: float | None
    view: str

    @property
    def is_blind(self) -> bool:
        """Whether nothing can be said of it: neither a person nor an empty chair was seen."""
        return self.seconds.keys() == {str(Presence.UNKNOWN)} and not self.measures

    @property
    def head_s(self) -> float:
        """Seconds in which the head was seen, without which no load is told."""
        return max(self.observed_s.get(name, 0.0) for name in HEAD)

    @property
    def judged_s(self) -> float:
        """Seconds in which load was told: the head seen, or nobody in the chair."""
        kinds = (Presence.SEATED, Presence.STANDING, Presence.AWAY)
        seated, *out = (self.seconds.get(str(presence), 0.0) for presence in kinds)
        return min(seated, self.head_s) + sum(out)


class MinuteBuilder:
    """Sum up a stream, minute by minute of the clock; ``started_at`` is its time 0.

    What an assessment says holds until the next one; a longer silence than ``max_gap_s``, and the
    time before the first, counts as unknown. So the seconds by presence of all minutes add up to
    the time from ``since_s`` of the stream to the last call.
    """

    def __init__(
        self, started_at: datetime, config: ExposureConfig, *, since_s: float = 0.0
    ) -> None:
        self._started_at = started_at.astimezone(UTC)
        self._now = self._until = self._moment(since_s)  # told to be, accounted for until
        self._max_gap = timedelta(seconds=config.max_gap_s)
        self._held: Assessment | None = None
        self._sums: _Sums | None = None
        self._blind: Minute | None = None

    def update(self, a: Assessment) -> tuple[Minute, ...]:
        """Take an assessment in and return the minutes that are over; mostly there is none."""
        if a.measurement.time_s is None:
            raise PostureError("Minutes need assessments with a time; pictures have none.")
        self._now = max(self._now, self._moment(a.measurement.time_s))
        finished = tuple(self._advance())
        self._held = a
        return finished

    def unseen(self, time_s: float) -> tuple[Minute, ...]:
        """Say that no picture has come until now and return the minutes that are over.

        A silence of up to ``max_gap_s`` is left open: the next assessment may still end it.
        """
        self._now = max(self._now, self._moment(time_s))
        if self._is_silent():
            return tuple(self._advance())
        return ()

    def flush(self) -> tuple[Minute, ...]:
        """Return what is not given yet, the unfinished minute included; the stream may go on."""
        if self._now > self._until:  # nobody can say any more what came after the last picture
            self._held = None
        finished = [*self._advance(), *self._finish()]
        return (*finished, *self._take_blind())

    def _moment(self, time_s: float) -> datetime:
        return self._started_at + timedelta(seconds=time_s)

    def _is_silent(self) -> bool:
        return self._held is None or self._now - self._until > self._max_gap

    def _advance(self) -> Iterator[Minute]:
        """Account for the time up to now, in pieces that lie within a minute each."""
        held = None if self._is_silent() else self._held
        while self._until < self._now:
            begin = _minute_of(self._until)
            end = min(self._now, begin + _MINUTE)
            if self._sums is None:
                self._sums = _Sums(begin)
            self._sums.add(held, (end - self._until).total_seconds())
            self._until = end
            if end == begin + _MINUTE:
                yield from self._finish()
        self._held = held

    def _finish(self) -> Iterator[Minute]:
        """Yield the open minute, or keep it back to join it with other blind ones."""
        if self._sums is None:
            return
        minute, self._sums = self._sums.minute(), None
        if self._blind is not None and minute.is_blind and _same_hour(self._blind, minute):
            self._blind = together((self._blind, minute))
            return
        yield from self._take_blind()
        if minute.is_blind:
            self._blind = minute
        else:
            yield minute

    def _take_blind(self) -> tuple[Minute, ...]:
        blind, self._blind = self._blind, None
        return () if blind is None else (blind,)


def together(rows: Sequence[Minute]) -> Minute:
    """Return rows that follow each other as one, with the dose, coverage and view of the last.

    Means of the measures are weighted by the seconds in which they were observed.
    """
    seconds: Counter[str] = Counter()
    observed_s: Counter[str] = Counter()
    for row in rows:
        seconds.update(row.seconds)
        observed_s.update(row.observed_s)
    parts = {
        name: [
            sum(getattr(row.measures[name], part) * row.observed_s[name]
                for row in rows if name in row.measures) / whole_s
            for part in _PARTS
        ]
        for name, whole_s in observed_s.items()
    }  # fmt: skip
    measures = {name: Estimate(*means) for name, means in parts.items()}
    return replace(
        rows[-1], at=rows[0].at, seconds=seconds, measures=measures, observed_s=observed_s
    )


def labels(m: Measurement, states: frozenset[str]) -> frozenset[str]:
    """Return everything that this moment counts as: its presence, and the states held."""
    if m.presence is Presence.SEATED and not states and neck_is_known(m):
        return frozenset({str(m.presence), NEUTRAL})
    return states | {str(m.presence)}


def most_frequent(views: Mapping[View, float]) -> View:
    """Return the most frequent view; unknown only where nothing showed one."""
    seen = {view: count for view, count in views.items() if view is not View.UNKNOWN}
    return max(seen, key=lambda view: seen[view]) if seen else View.UNKNOWN


@dataclass(slots=True)
class _Sums:
    """What has been seen of one minute so far, weighted by seconds."""

    at: datetime
    seconds: dict[str, float] = field(default_factory=dict)
    observed_s: dict[str, float] = field(default_factory=dict)
    parts: dict[str, list[float]] = field(default_factory=dict)
    views: Counter[View] = field(default_factory=Counter)
    exposure: Exposure | None = None

    def add(self, held: Assessment | None, step_s: float) -> None:
        if held is None:
            _count(self.seconds, str(Presence.UNKNOWN), step_s)
            return
        for label in labels(held.measurement, held.states):
            _count(self.seconds, label, step_s)
        self._measure(held.measurement, step_s)
        self.exposure = held.exposure

    def _measure(self, m: Measurement, step_s: float) -> None:
        self.views[m.view] += round(1e3 * step_s)
        for name in MEASURES:
            estimate = known(getattr(m, name))
            if estimate is not None:
                _count(self.observed_s, name, step_s)
                sums = self.parts.setdefault(name, [0.0] * len(_PARTS))
                for place, part in enumerate(_PARTS):
                    sums[place] += step_s * getattr(estimate, part)

    def minute(self) -> Minute:
        seen_s = self.observed_s
        end = self.exposure
        return Minute(
            at=self.at,
            seconds=self.seconds,
            measures={
                name: Estimate(*(one / seen_s[name] for one in sums))
                for name, sums in self.parts.items()
            },
            observed_s=seen_s,
            dose={} if end is None else end.dose,
            dose_interval={} if end is None else end.interval,
            coverage=None if end is None else end.coverage,
            view=str(most_frequent(self.views)),
        )


def _count(sums: dict[str, float], name: str, step_s: float) -> None:
    sums[name] = sums.get(name, 0.0) + step_s


def _minute_of(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _same_hour(a: Minute, b: Minute) -> bool:
    return a.at.replace(minute=0) == b.at.replace(minute=0)
