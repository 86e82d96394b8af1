"""The history file to a period of days: everything that a report needs, read at once."""

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from itertools import chain
from typing import Any

import numpy as np

from posture.care_course import CoachSession
from posture.care_diary import DiaryEntry
from posture.outputs import alert_rows
from posture.outputs.archive import Archive, Said, Watched
from posture.outputs.database import explained, moment
from posture.outputs.history import History
from posture.states import POSTURE_STATES
from posture.types import MEASURES, PRESENCES, Floats
from posture.weeks import Doses, Minutes

Span = dict[str, Any]
_SPAN = "minute.at >= :begin AND minute.at < :end"
LOCAL = "(minute.at + utc_offset_s)"
FROM = f"FROM minute JOIN session ON session.id = minute.session WHERE {_SPAN}"
UNSEEN = "9e999"  # infinity: what is NULL is dear to read


def known(column: str) -> str:
    """Return what reads a column of numbers with its gaps, as `Almanac._columns` wants it."""
    return f"ifnull({column}, {UNSEEN})"


_MINUTES = (
    f"SELECT minute.id, {LOCAL}, {', '.join(f'{name}_s' for name in PRESENCES)}, "
    + ", ".join(f"{known(name)}, ifnull({name}_s, 0)" for name in MEASURES)
    + f" {FROM}"
)
_VIEWS = f"SELECT view, sum(seated_s + standing_s) {FROM} GROUP BY 1 HAVING view <> 'unknown'"
# A posture as a number: the place of its name in a list, so that all cells are numbers.
_STATES = f"""
  SELECT minute, instr(:names, ',' || state || ','), seconds FROM minute_state
  WHERE state <> 'neutral' AND minute BETWEEN
    (SELECT min(minute.id) {FROM}) AND (SELECT max(minute.id) {FROM})"""
_HOURS = (
    f"SELECT min(minute.id), max(minute.id), {LOCAL} / 3600 {FROM} GROUP BY session, {LOCAL} / 3600"
)
# An hour at a time: grouping a year of rows at once takes twice as long.
_ERRORS = (
    "SELECT "
    + ", ".join(f"avg({name}_sd_{part})" for name in MEASURES for part in ("frame", "person"))
    + " FROM minute WHERE id BETWEEN ? AND ?"
)
_DOSES = (
    "SELECT muscle, max(dose), low, high, sum(dose >= 1) FROM minute_dose"
    " WHERE minute BETWEEN ? AND ? GROUP BY muscle"
)
_SAID = (
    f"SELECT alert.at, utc_offset_s, EXISTS (SELECT 1 FROM feedback WHERE alert = alert.id),"
    f" {alert_rows.COLUMNS} FROM alert JOIN session ON session.id = alert.session"
    f" WHERE alert.at >= :begin AND alert.at < :end ORDER BY alert.at, alert.id"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Errors:
    """The two parts of the standard deviation of each measure, hour by hour; NaN where unseen."""

    hour: Floats
    frame: dict[str, Floats]
    person: dict[str, Floats]


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """What the history holds of some days, in local time; ``end`` itself does not belong to it."""

    begin: datetime
    end: datetime
    sessions: tuple[Watched, ...]
    minutes: Minutes
    errors: Errors
    doses: Doses
    views: dict[str, float]
    said: tuple[Said, ...]
    entries: tuple[DiaryEntry, ...]
    coached: tuple[CoachSession, ...]


class Almanac(Archive, History):
    """What was kept, by days; use it as a context manager."""

    def first_and_last(self) -> tuple[datetime, datetime] | None:
        """Return when the first and the last minute began, None where there is none."""
        ((first, last),) = self._read("SELECT min(at), max(at) FROM minute")
        return None if first is None else (moment(first), moment(last))

    def period(self, begin: datetime, end: datetime) -> Period:
        """Return everything from ``begin`` on and before ``end``."""
        span = {"begin": begin.timestamp(), "end": end.timestamp()}
        with explained(self._path):
            errors, doses = self._hours(span)
            return Period(
                begin=begin,
                end=end,
                sessions=tuple(one for one in self.watched() if one.overlaps(begin, end)),
                minutes=self._minutes(span),
                errors=errors,
                doses=doses,
                views=dict(self._select(_VIEWS, span)),
                said=tuple(_said(*row) for row in self._select(_SAID, span)),
                entries=tuple(one for one in self.entries() if begin <= one.at < end),
                coached=tuple(one for one in self.sessions() if begin <= one.at < end),
            )

    def _select(self, query: str, span: Span) -> list[tuple[Any, ...]]:
        return self._base.execute(query, span).fetchall()

    def _columns(self, query: str, span: Span) -> Floats:
        """Return numbers as columns, shape (columns, rows), NaN where there was none.

        No cell may be NULL: what may be has to be read as `known`.
        """
        with closing(self._base.execute(query, span)) as found:
            cells = np.fromiter(chain.from_iterable(found), np.float64)
            table = np.ascontiguousarray(cells.reshape(-1, len(found.description)).T)
        table[np.isinf(table)] = np.nan
        return table

    def _minutes(self, span: Span) -> Minutes:
        table = self._columns(_MINUTES, span)
        if (np.diff(table[1]) < 0).any():  # read by UTC: only where clocks or zones changed
            table = table[:, np.argsort(table[1], kind="stable")]
        ids, time_s, *rest = table
        measures = rest[len(PRESENCES) :]
        return Minutes(
            time_s=time_s,
            presence_s=dict(zip(PRESENCES, rest, strict=False)),
            value=dict(zip(MEASURES, measures[::2], strict=True)),
            seen_s=dict(zip(MEASURES, measures[1::2], strict=True)),
            held_s=self._held(span, ids),
        )

    def _held(self, span: Span, ids: Floats) -> dict[str, Floats]:
        """Return for how many seconds of each minute each posture was held."""
        names = f",{','.join(POSTURE_STATES)},"
        numbers, posture, seconds = self._columns(_STATES, span | {"names": names})
        order = np.argsort(ids)
        place = np.searchsorted(ids, numbers, sorter=order)
        there = place < len(ids)
        there[there] = ids[order[place[there]]] == numbers[there]
        held = {}
        for name in POSTURE_STATES:
            mine = there & (posture == names.index(f",{name},") + 1)
            if mine.any():
                held[name] = np.zeros(len(ids))
                held[name][order[place[mine]]] = seconds[mine]
        return held

    def _hours(self, span: Span) -> tuple[Errors, Doses]:
        """Return errors and doses hour by hour; where two cameras saw one, the higher dose."""
        hours = self._select(_HOURS, span)
        numbers = sorted({hour for _, _, hour in hours})
        places = {hour: place for place, hour in enumerate(numbers)}
        errors = np.full((2 * len(MEASURES), len(numbers)), np.nan)
        doses: dict[str, Floats] = {}
        for first, last, hour in hours:
            place = places[hour]
            (found,) = self._base.execute(_ERRORS, (first, last))
            errors[:, place] = np.fmax(errors[:, place], np.array(found, np.float64))
            for muscle, *cells in self._base.execute(_DOSES, (first, last)):
                if muscle not in doses:
                    doses[muscle] = np.full((4, len(numbers)), np.nan)
                if not doses[muscle][0, place] >= cells[0]:
                    doses[muscle][:, place] = cells
        hour_numbers = np.array(numbers, np.float64)
        return _errors(hour_numbers, errors), _doses(hour_numbers, doses)


def _errors(hour: Floats, parts: Floats) -> Errors:
    return Errors(
        hour=hour,
        frame=dict(zip(MEASURES, parts[::2], strict=True)),
        person=dict(zip(MEASURES, parts[1::2], strict=True)),
    )


def _doses(hour: Floats, columns: dict[str, Floats]) -> Doses:
    peak, low, high, over = (
        {muscle: column[part] for muscle, column in columns.items()} for part in range(4)
    )
    return Doses(hour=hour, peak=peak, low=low, high=high, over_min=over)


def _said(at: float, offset_s: float, denied: int, *cells: Any) -> Said:
    local = timezone(timedelta(seconds=offset_s))
    return Said(
        at=moment(at).astimezone(local), alert=alert_rows.alert(*cells), denied=bool(denied)
    )
