"""A watch to the history file: its sessions, a row a minute, what it said, what was denied."""

import json
from collections.abc import Mapping
from datetime import datetime

from posture.minutes import Minute
from posture.outputs import alert_rows, minute_rows
from posture.outputs.database import Database, explained, moment
from posture.status import SILENT_S, Feedback
from posture.types import Alert

CRASHED = "crashed"
_MARKS = ", ".join("?" * (2 + alert_rows.COUNT))
# Sums of seconds are rounded: a time finer than a microsecond would change when it is exported.
_END_AT_LAST_SIGN = """
  UPDATE session SET reason = ?, ended_at = max(
    started_at,
    coalesce((SELECT at FROM heartbeat WHERE heartbeat.session = session.id), 0),
    coalesce((SELECT round(max(at + seated_s + standing_s + away_s + unknown_s), 3)
              FROM minute WHERE minute.session = session.id), 0))
  WHERE ended_at IS NULL AND (source = ? OR NOT EXISTS (
    SELECT 1 FROM heartbeat WHERE heartbeat.session = session.id AND at > ?))"""


class Logbook(Database):
    """What a watch writes; use it as a context manager.

    What cannot be written, because the disk is full or another process holds the file, is told as
    a `StoreError`, and nothing of it is there.
    """

    def begin(
        self,
        source: str,
        started_at: datetime,
        profile: str | None = None,
        versions: Mapping[str, str] | None = None,
    ) -> int:
        """Open a session and return its id; those that a crash left open end at their last sign."""
        offset = started_at.utcoffset()
        row = (
            *(source, started_at.timestamp(), 0 if offset is None else offset.total_seconds()),
            *(profile, json.dumps(dict(versions or {}))),
        )
        with explained(self._path), self._transaction():
            silent_since = started_at.timestamp() - SILENT_S
            self._base.execute(_END_AT_LAST_SIGN, (CRASHED, source, silent_since))
            made = self._base.execute(
                "INSERT INTO session (source, started_at, utc_offset_s, profile, versions)"
                " VALUES (?, ?, ?, ?, ?)",
                row,
            )
        return made.lastrowid or 0

    def set_profile(self, session: int, profile: str | None) -> None:
        """Say which profile a session is measured against."""
        self._write("UPDATE session SET profile = ? WHERE id = ?", (profile, session))

    def add_minute(self, session: int, minute: Minute) -> None:
        """Keep a minute."""
        with explained(self._path), self._transaction():
            minute_rows.insert(self._base, session, minute)

    def add_alert(self, session: int, at: datetime, alert: Alert) -> int:
        """Keep what was said and return its id."""
        cells = (session, at.timestamp(), *alert_rows.values(alert))
        return self._write(
            f"INSERT INTO alert (session, at, {alert_rows.COLUMNS}) VALUES ({_MARKS})", cells
        )

    def add_feedback(self, alert: int, at: datetime) -> None:
        """Keep that an alert was a false alarm; said again it is kept once."""
        self._write(
            "INSERT INTO feedback (alert, at) SELECT ?1, ?2"
            " WHERE NOT EXISTS (SELECT 1 FROM feedback WHERE alert = ?1)",
            (alert, at.timestamp()),
        )

    def end(self, session: int, at: datetime, reason: str) -> None:
        """Close a session."""
        self._write(
            "UPDATE session SET ended_at = ?, reason = ? WHERE id = ?",
            (at.timestamp(), reason, session),
        )

    def feedbacks(self) -> tuple[Feedback, ...]:
        """Return every alert that was a false alarm, oldest first."""
        rows = self._read(
            f"SELECT feedback.at, {alert_rows.COLUMNS}"
            " FROM feedback JOIN alert ON alert.id = feedback.alert ORDER BY feedback.id"
        )
        return tuple(Feedback(at=moment(at), alert=alert_rows.alert(*row)) for at, *row in rows)

    def last_alert(self, source: str | None = None) -> tuple[datetime, Alert] | None:
        """Return what was said last, by one watch or by any, and when."""
        rows = self._read(
            f"SELECT at, {alert_rows.COLUMNS} FROM alert WHERE ? IS NULL"
            " OR session IN (SELECT id FROM session WHERE source = ?)"
            " ORDER BY at DESC, id DESC LIMIT 1",
            (source, source),
        )
        return (moment(rows[0][0]), alert_rows.alert(*rows[0][1:])) if rows else None
