"""The history file to one row a day, a week, a place or a profile: what each of them came to."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial

import numpy as np

from posture.outputs.almanac import FROM, LOCAL, Almanac, Span, known
from posture.outputs.database import explained
from posture.outputs.digest import day
from posture.types import PRESENCES, Floats, Presence
from posture.weeks import DAY_S, Groups, day_of, iso_week, week_of

TOLD = (
    *("head_forward_deg", "protraction_cm", "shoulder_elevation_left_cm"),
    *("shoulder_elevation_right_cm", "screen_distance_cm"),
)
"""The measures of which the ledger says the median."""
_MEDIAN = (0.5,)
_SEEN = "seated_s + standing_s + away_s > 0"
_ROWS = (
    f"SELECT session, {LOCAL}, {', '.join(f'{name}_s' for name in PRESENCES)}, "
    + ", ".join(f"{known(name)}, ifnull({name}_s, 0)" for name in TOLD)
    + f" {FROM} ORDER BY minute.at, minute.id"
)
# A dose outlasts what was seen; where nobody could be judged it says nothing.
_RANGES = (
    f"SELECT session, {LOCAL} / {DAY_S:.0f}, min(minute.id), max(minute.id) {FROM} GROUP BY 1, 2"
)
_PEAKS = (
    "SELECT muscle, max(dose) FROM minute_dose WHERE minute BETWEEN :first AND :last"
    f" AND minute IN (SELECT id FROM minute WHERE session = :session AND {_SEEN})"
    " GROUP BY muscle"
)
_SAID = (
    "SELECT session, alert.at + utc_offset_s,"
    " EXISTS (SELECT 1 FROM feedback WHERE alert = alert.id)"
    " FROM alert JOIN session ON session.id = alert.session"
    " WHERE alert.at >= :begin AND alert.at < :end"
)
_NAMES = {"place": "source", "profile": "profile"}

Keys = Callable[[Floats, Floats], Floats]
"""Sessions and times on the wall's clock (s) to the number of the group that each belongs to."""
Peak = tuple[str, float]  # muscle, dose


class By(StrEnum):
    """What the rows of the ledger stand for."""

    DAY = "day"
    WEEK = "week"
    PLACE = "place"
    PROFILE = "profile"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one day, week, place or profile came to.

    ``name`` is the day, the ISO week, the camera, or the profile (``None``: without one).
    ``seen_s`` is the time in which a person or an empty chair was seen, ``unknown_s`` the rest of
    what was watched. A median is over the observed time of its measure, ``None`` where it never
    was; ``highest`` is over what was seen. ``alerts`` does not count what was a false alarm.
    """

    name: str | None
    seen_s: float
    unknown_s: float
    medians: Mapping[str, float | None]
    observed_s: Mapping[str, float]
    highest: Peak | None
    alerts: int
    false_alarms: int

    @property
    def watched_s(self) -> float:
        """Seconds that are accounted for, the unknown ones included."""
        return self.seen_s + self.unknown_s


class Ledger(Almanac):
    """What was kept, summed up; use it as a context manager."""

    def entries_by(self, by: By, begin: datetime, end: datetime) -> tuple[Entry, ...]:
        """Return what each group came to from ``begin`` on and before ``end``, in its order.

        Days and weeks are those of the clock on the wall where the session was.
        """
        span = {"begin": begin.timestamp(), "end": end.timestamp()}
        with explained(self._path):
            names, keys = self._grouping(by)
            session, time_s, *columns = self._columns(_ROWS, span)
            *said, denied = self._columns(_SAID, span)
            peaks = self._peaks(span, keys)
        rows, alerts = keys(session, time_s), keys(*said)
        groups = Groups(np.concatenate((rows, alerts)))  # one may hold nothing but an alert
        unwritten = np.zeros(len(alerts))
        started = _started(groups, [np.concatenate((one, unwritten)) for one in columns])
        false, right = (Counter(alerts[denied == one].tolist()) for one in (1, 0))
        return tuple(
            begun(
                name=names(key),
                highest=peaks.get(key),
                alerts=right[key],
                false_alarms=false[key],
            )
            for key, begun in zip(groups.keys.tolist(), started, strict=True)
        )

    def _grouping(self, by: By) -> tuple[Callable[[float], str | None], Keys]:
        """Return what names a group by its number, and what gives that number."""
        if by is By.DAY:
            return lambda key: day(key).isoformat(), lambda _, time_s: day_of(time_s)
        if by is By.WEEK:
            return iso_week, lambda _, time_s: week_of(time_s)
        names = dict(self._read(f"SELECT id, {_NAMES[by]} FROM session"))
        order = sorted(set(names.values()), key=lambda name: (name is None, name or ""))
        numbers = {session: order.index(name) for session, name in names.items()}
        return lambda key: order[int(key)], partial(_by_session, numbers)

    def _peaks(self, span: Span, keys: Keys) -> dict[float, Peak]:
        """Return the most loaded muscle of each group and its highest dose."""
        found: dict[float, Peak] = {}
        for session, number, first, last in self._select(_RANGES, span):
            (key,) = keys(np.array([session]), np.array([number * DAY_S])).tolist()
            ids = {"session": session, "first": first, "last": last}
            for peak in self._base.execute(_PEAKS, ids):
                if key not in found or peak[1] > found[key][1]:
                    found[key] = peak
        return found


def _by_session(numbers: Mapping[int, int], session: Floats, _: Floats) -> Floats:
    return np.array([numbers[int(one)] for one in session], np.float64)


def _started(groups: Groups, columns: Sequence[Floats]) -> Iterator[partial[Entry]]:
    """Yield entries that lack nothing but their name, highest dose and alerts."""
    present = {name: groups.sum(one) for name, one in zip(PRESENCES, columns, strict=False)}
    unknown = present.pop(str(Presence.UNKNOWN))
    measures = columns[len(PRESENCES) :]
    medians, observed = {}, {}
    for name, value, seen in zip(TOLD, measures[::2], measures[1::2], strict=True):
        medians[name] = groups.percentiles(value, seen, _MEDIAN)[0]
        observed[name] = groups.sum(seen)
    for place in range(len(groups.keys)):
        yield partial(
            Entry,
            seen_s=float(sum(one[place] for one in present.values())),
            unknown_s=float(unknown[place]),
            medians={name: _known(one[place]) for name, one in medians.items()},
            observed_s={name: float(one[place]) for name, one in observed.items()},
        )


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
