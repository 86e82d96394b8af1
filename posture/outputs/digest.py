"""A period to what its pages say: every number once, worked out when it is asked for."""

from datetime import UTC, date, datetime, timedelta
from functools import cached_property

import numpy as np

from posture.care_diary import DiaryEntry
from posture.config import AlertConfig
from posture.heeded import heed, judged_s
from posture.minutes import HEAD
from posture.outputs.almanac import Period
from posture.outputs.archive import Said
from posture.outputs.dictionary import terms
from posture.outputs.findings import Advised, Load, loads
from posture.resampling import Interval, interval
from posture.sittings import Sittings, sittings
from posture.types import Floats
from posture.weeks import DAY_S, HOUR_S, MANY_DAYS, Doses, Groups, block_s, day_of

SHARES = (0.1, 0.5, 0.9)
EPOCH = date(1970, 1, 1)
_LEAST_S = 60.0  # of an hour


class Digest:
    """Everything that the pages say about a period."""

    def __init__(
        self, period: Period, limits: AlertConfig, *, changed: date | None = None, what: str = ""
    ) -> None:
        self.period, self.limits = period, limits
        self.changed, self.what = changed, what
        self.minutes = period.minutes
        self._whole: dict[str, Floats] = {}
        self._daily: dict[str, Floats] = {}
        self._hourly: dict[str, tuple[Floats, Floats]] = {}

    @cached_property
    def days(self) -> Groups:
        """The days on which something was written."""
        return Groups(day_of(self.minutes.time_s))

    @cached_property
    def hours(self) -> Groups:
        """The hours in which something was written."""
        return Groups(np.floor(self.minutes.time_s / HOUR_S))

    @cached_property
    def dates(self) -> list[date]:
        """Every day from the first to the last of which there is a minute or an entry."""
        told = [*map(day, self.days.keys[[0, -1]]), *(one.at.date() for one in self.diary)]
        first, last = min(told), max(told)
        return [first + timedelta(days=place) for place in range((last - first).days + 1)]

    @property
    def places(self) -> list[int]:
        """Where each watched day is among the ``dates``."""
        return [(day(key) - self.dates[0]).days for key in self.days.keys]

    def on_calendar(self, values: Floats) -> Floats:
        """Return a value for each of the ``dates``, NaN on days without any."""
        found = np.full(len(self.dates), np.nan)
        found[self.places] = values
        return found

    def total_s(self, presence: str) -> float:
        """Return for how long somebody was seated, standing, away, or unknown."""
        return float(self.minutes.presence_s[presence].sum())

    @cached_property
    def here_s(self) -> float:
        """Seconds in which the person was seen at the desk."""
        return self.total_s("seated") + self.total_s("standing")

    @property
    def watched_s(self) -> float:
        """Seconds that are accounted for, the unknown ones included."""
        return sum(map(self.total_s, self.minutes.presence_s))

    def seen_share(self, *names: str) -> float:
        """Return in which share of the time at the desk one of these measures had a value."""
        if self.here_s <= 0:
            return 0.0
        return min(1.0, max(float(self.minutes.seen_s[n].sum()) for n in names) / self.here_s)

    def held_share(self, state: str) -> float | None:
        """Return in which share of the time that was judged a posture was held."""
        judged = float(self.judged_s(state).sum())
        held = self.minutes.held_s.get(state)
        if judged <= 0:
            return None
        return 0.0 if held is None else min(1.0, float(held.sum()) / judged)

    def judged_s(self, state: str) -> Floats:
        """Return the seconds of each minute in which a posture could be told."""
        return judged_s(self.minutes, tuple(terms("alert_kind")[state].needs))

    def percentiles(self, name: str) -> tuple[float, float, float] | None:
        """Return the 10th, 50th and 90th percentile of a measure over the observed time."""
        if name not in self._whole:
            whole = Groups(np.zeros(len(self.minutes.time_s)))
            self._whole[name] = self._percentiles(whole, name)
        low, middle, high = self._whole[name][:, 0].tolist()
        return None if np.isnan(middle) else (low, middle, high)

    def by_day(self, name: str) -> Floats:
        """Return the three percentiles of a measure day by day, shape (3, days)."""
        if name not in self._daily:
            self._daily[name] = self._percentiles(self.days, name)
        return self._daily[name]

    def _percentiles(self, groups: Groups, name: str) -> Floats:
        return groups.percentiles(self.minutes.value[name], self.minutes.seen_s[name], SHARES)

    @cached_property
    def rows(self) -> tuple[Groups, float]:
        """The rows that intervals are made of, and their length: days, or hours of a few days."""
        many = len(self.days.keys) >= MANY_DAYS
        return (self.days, DAY_S) if many else (self.hours, HOUR_S)

    def mean(self, name: str) -> Interval | None:
        """Return the mean of a measure over the observed time, with its interval."""
        time_s, values, weights = self.series(name)
        return interval(time_s, values, weights, block_s=self.rows[1])

    def series(self, name: str) -> tuple[Floats, Floats, Floats]:
        """Return times, means and seconds of a measure by days, or hours of a few days."""
        value, seen = self.by_hour(name)
        if self.rows[1] == HOUR_S:
            return self.hours.keys * HOUR_S, value, seen
        days = self.dose_days
        return days.keys * DAY_S, days.mean(value, seen), days.sum(seen)

    def by_hour(self, name: str) -> tuple[Floats, Floats]:
        """Return the mean of a measure in each hour, and for how long it was observed."""
        if name not in self._hourly:
            value, seen = self.minutes.value[name], self.minutes.seen_s[name]
            self._hourly[name] = self.hours.mean(value, seen), self.hours.sum(seen)
        return self._hourly[name]

    def sd(self, name: str) -> tuple[float, float]:
        """Return the usual standard deviation of a measure: random part, constant part."""
        errors = self.period.errors
        _, weights = self.by_hour(name)
        one = Groups(np.zeros(len(errors.hour)))
        parts = (errors.frame[name], errors.person[name])
        frame, person = (float(one.mean(part, weights)[0]) for part in parts)
        return frame, person

    @cached_property
    def head_s(self) -> Floats:
        """Seconds of each minute in which the head was seen, without which no load is told."""
        return np.asarray(np.maximum.reduce([self.minutes.seen_s[name] for name in HEAD]))

    @cached_property
    def doses(self) -> Doses:
        """The doses of the hours that were judged: the head seen, or nobody in the chair.

        While nothing is seen doses stand still, which says nothing of that hour; and a break says
        nothing of the sitting around it that was not seen.
        """
        minutes = self.minutes
        parts = (self.head_s, minutes.out_s, minutes.presence_s["seated"])
        head, out, seated = (self.hours.sum(part) >= _LEAST_S for part in parts)
        return self.period.doses.only(head | (out & ~seated))

    @cached_property
    def highest(self) -> Floats:
        """The highest dose of any muscle in each hour; NaN where it was not judged."""
        return self.doses.highest

    @cached_property
    def load_by_day(self) -> Floats:
        """The mean over the day of what the most loaded muscle had in each hour."""
        return self.dose_days.mean(self.highest, self.hours.sum(self.head_s))

    @property
    def judged_days(self) -> int:
        """On how many days the load of somebody at the desk was judged."""
        return int(np.isfinite(self.load_by_day).sum())

    @cached_property
    def dose_days(self) -> Groups:
        """The days of the doses, the same as those of the minutes."""
        return Groups(day_of(self.doses.hour * HOUR_S))

    @cached_property
    def loads(self) -> tuple[Load, ...]:
        """The muscles that were judged, the most loaded first."""
        return loads(self.doses, self.dose_days, np.isfinite(self.load_by_day))

    @cached_property
    def sittings(self) -> Sittings:
        """The stretches of sitting."""
        return sittings(self.minutes)

    @cached_property
    def longest_by_day_min(self) -> Floats:
        """The longest sitting that began on each day, in minutes."""
        longest = np.zeros(len(self.days.keys))
        place = np.searchsorted(self.days.keys, day_of(self.sittings.begin_s))
        np.maximum.at(longest, place, self.sittings.seated_s / 60)
        return longest

    @cached_property
    def advised(self) -> tuple[Advised, ...]:
        """What became of the prompts, kind by kind, the most frequent first."""
        kinds: dict[str, list[Said]] = {}
        for one in self.period.said:
            kinds.setdefault(one.alert.kind, []).append(one)
        found = [self._advised(kind, said) for kind, said in kinds.items()]
        return tuple(sorted(found, key=lambda one: -len(one.heeds)))

    def _advised(self, kind: str, said: list[Said]) -> Advised:
        of_time = self._of_time(kind)
        heeds = tuple(
            heed(wall_s(one.at), self.minutes, *of_time, state=is_posture(kind)) for one in said
        )
        known = [h for h in heeds if h.before is not None and h.after is not None]
        time_s = np.array([one.time_s for one in known])
        change = np.array([(one.after or 0.0) - (one.before or 0.0) for one in known])
        blocks = block_s(len(np.unique(day_of(time_s))))
        return Advised(
            kind=kind,
            heeds=heeds,
            denied=sum(one.denied for one in said),
            change=interval(time_s, change, block_s=blocks),
        )

    def _of_time(self, kind: str) -> tuple[Floats, Floats]:
        """Return the seconds of each minute that a prompt is about, and those that were judged."""
        minutes = self.minutes
        if is_posture(kind):
            none = np.zeros(len(minutes.time_s))
            return minutes.held_s.get(kind, none), self.judged_s(kind)
        sat = minutes.presence_s["seated"]
        return sat, sat + minutes.out_s

    @cached_property
    def pains(self) -> tuple[Floats, Floats]:
        """When pain was written down, on the wall's clock, and how much."""
        told = [(wall_s(one.at), float(one.pain)) for one in self.diary]
        time_s, pain = np.array(told, np.float64).reshape(-1, 2).T
        return time_s, pain

    @property
    def diary(self) -> list[DiaryEntry]:
        """What was written into the diary; pain around sessions of the coach is not among it."""
        return [one for one in self.period.entries if one.moment == "diary"]

    @property
    def twice_s(self) -> float:
        """Seconds in which two cameras watched at once, which count twice."""
        ends, twice = 0.0, 0.0
        for one in self.period.sessions:  # by their beginning
            begin = one.started_at.timestamp()
            end = begin + one.duration_s
            twice += max(0.0, min(ends, end) - begin)
            ends = max(ends, end)
        return twice


def is_posture(kind: str) -> bool:
    """Whether alerts of that kind are about a posture, and not about a break."""
    return kind in terms("alert_kind") and terms("alert_kind")[kind].phrase != ""


def wall_s(at: datetime) -> float:
    """Return a moment as seconds since 1970 by the clock on the wall."""
    return at.replace(tzinfo=UTC).timestamp()


def day(number: float) -> date:
    """Return the day of that number since 1970."""
    return EPOCH + timedelta(days=int(number))
