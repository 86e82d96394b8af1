"""The history file to what a person wants of it: sessions, one of them, tables, less of it."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from posture.minutes import Minute
from posture.outputs import alert_rows, minute_rows
from posture.outputs.database import Database, explained, moment
from posture.outputs.files import appearing
from posture.types import Alert

_EVER = (0.0, 1e12)
MOMENTS = frozenset({"at", "started_at", "ended_at"})
"""Columns that hold a time: ISO 8601 in what is exported."""
_SESSIONS = "SELECT id FROM session WHERE started_at >= ? AND started_at < ?"
_MINUTES = f"SELECT id FROM minute WHERE session IN ({_SESSIONS})"
_OWN = "unixepoch(at)"  # of what the user wrote, with the offset of that day
WITHIN: Mapping[str, str] = {
    "session": "started_at >= ? AND started_at < ?",
    "minute": f"session IN ({_SESSIONS})",
    "minute_state": f"minute IN ({_MINUTES})",
    "minute_dose": f"minute IN ({_MINUTES})",
    "alert": f"session IN ({_SESSIONS})",
    "feedback": f"alert IN (SELECT id FROM alert WHERE session IN ({_SESSIONS}))",
    "diary": f"{_OWN} >= ? AND {_OWN} < ?",
    "coach": f"{_OWN} >= ? AND {_OWN} < ?",
}
"""The tables that may be exported, and which of their rows belong to a span of time."""
_LISTED = """
  SELECT session.id, source, profile, started_at, utc_offset_s, reason, versions,
    coalesce(ended_at, max(
      started_at,
      coalesce((SELECT at FROM heartbeat WHERE heartbeat.session = session.id), 0),
      coalesce(max(minute.at + seated_s + standing_s + away_s + unknown_s), 0))),
    coalesce(sum(seated_s + standing_s + away_s), 0),
    (SELECT count(*) FROM alert WHERE alert.session = session.id)
  FROM session LEFT JOIN minute ON minute.session = session.id
  WHERE started_at >= ? AND started_at < ? GROUP BY session.id ORDER BY started_at, session.id"""
_PURGE = (
    "DELETE FROM session WHERE ended_at < :before"  # one that runs is written on
    " AND NOT EXISTS (SELECT 1 FROM minute WHERE session = session.id AND at >= :before)",
    "DELETE FROM minute WHERE at < :before",
    "DELETE FROM alert WHERE at < :before",
    "UPDATE session SET started_at = :before WHERE started_at < :before",
    f"DELETE FROM diary WHERE {_OWN} < :before",
    f"DELETE FROM coach WHERE {_OWN} < :before",
    f"DELETE FROM safety WHERE {_OWN} < :before",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """One session of a watch: when, by which camera, and how much of it was seen.

    ``observed_s`` is the time in which a person, or an empty chair, was seen.
    """

    id: int
    started_at: datetime
    source: str
    profile: str | None
    duration_s: float
    observed_s: float
    alerts: int
    reason: str | None  # why it ended; None while it runs
    versions: Mapping[str, str]

    def overlaps(self, begin: datetime, end: datetime) -> bool:
        """Tell whether something of it lies from ``begin`` on and before ``end``."""
        return (
            self.started_at < end and self.started_at + timedelta(seconds=self.duration_s) >= begin
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was said, when, and whether the user called it a false alarm."""

    at: datetime
    alert: Alert
    denied: bool


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one table within a span of time; ``columns`` gives the type by name."""

    name: str
    columns: Mapping[str, str]
    rows: Iterator[tuple[Any, ...]]


class Archive(Database):
    """What was kept, to read, to copy and to delete; use it as a context manager."""

    def watched(self, span: tuple[float, float] = _EVER) -> tuple[Watched, ...]:
        """Return the sessions that began within a span of time (s since 1970), oldest first."""
        return tuple(_watched(*row) for row in self._read(_LISTED, span))

    def minutes(self, session: int) -> tuple[Minute, ...]:
        """Return the minutes of a session in their order."""
        with explained(self._path):
            return tuple(minute_rows.select(self._base, session))

    def said(self, session: int) -> tuple[Said, ...]:
        """Return what was said in a session, and whether it was a false alarm."""
        rows = self._read(
            f"SELECT at, EXISTS (SELECT 1 FROM feedback WHERE alert = alert.id),"
            f" {alert_rows.COLUMNS} FROM alert WHERE session = ? ORDER BY at, id",
            (session,),
        )
        return tuple(
            Said(at=moment(at), alert=alert_rows.alert(*cells), denied=bool(denied))
            for at, denied, *cells in rows
        )

    def tables(self, span: tuple[float, float] = _EVER) -> Iterator[Table]:
        """Yield what may leave the machine, table by table; moments are ISO 8601 in UTC.

        All of it is as it was at one moment, also while a watch writes. The rows of a table must
        be read before the next one is taken.
        """
        with explained(self._path), self._snapshot():
            for name, within in WITHIN.items():
                types = {column: _type(column, kind) for column, kind in self._types(name).items()}
                query, pairs = f"SELECT * FROM {name} WHERE {within}", within.count("?") // 2
                with closing(self._base.execute(query, span * pairs)) as rows:
                    yield Table(name, types, _readable(tuple(types), rows))

    def _types(self, table: str) -> dict[str, str]:
        """Return the type of each column of a table, by name."""
        return {name: kind for _, name, kind, *_ in self._read(f"PRAGMA table_info({table})")}

    def purge(self, before: datetime) -> None:
        """Delete everything from before that moment, the user's own words included.

        What is deleted is written over: nothing of it stays in the file.
        """
        with explained(self._path):
            self._base.execute("PRAGMA secure_delete = ON")
            with self._transaction():
                for statement in _PURGE:
                    self._base.execute(statement, {"before": before.timestamp()})
            self._base.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def backup(self, path: Path) -> None:
        """Write a copy of the whole file as it stands now; a watch may go on writing."""
        with appearing(path) as part, explained(self._path):
            part.touch(mode=0o600)
            with closing(sqlite3.connect(part)) as copy:
                self._base.backup(copy)


def _watched(*row: Any) -> Watched:
    number, source, profile, began, offset_s, *rest = row
    reason, versions, ended, observed_s, alerts = rest
    return Watched(
        id=number,
        started_at=moment(began).astimezone(timezone(timedelta(seconds=offset_s))),
        source=source,
        profile=profile,
        duration_s=round(ended - began, 3),
        observed_s=round(observed_s, 3),
        alerts=alerts,
        reason=reason,
        versions=json.loads(versions),
    )


def _type(column: str, kind: str) -> str:
    return "TEXT" if column in MOMENTS else kind


def _readable(
    columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows with moments in words that every program reads."""
    places = {place for place, name in enumerate(columns) if name in MOMENTS}
    for row in rows:
        yield tuple(_iso(one) if at in places else one for at, one in enumerate(row))


def _iso(at: float | str | None) -> str | None:
    return moment(at).isoformat() if isinstance(at, (int, float)) else at
