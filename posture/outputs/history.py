"""Diary, sessions of the coach and safety questions, to the history file and back."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from posture.care_course import CoachSession, Past, Result
from posture.care_diary import DiaryEntry, Tag
from posture.outputs.database import Database

NEVER_EXPORTED = ("safety",)


class History(Database):
    """What the user says and does for themselves; use it as a context manager."""

    def add_entry(self, entry: DiaryEntry) -> None:
        """Keep an entry of the diary."""
        tags = json.dumps([str(tag) for tag in entry.tags])
        self._write(
            "INSERT INTO diary (at, pain, tags, note) VALUES (?, ?, ?, ?)",
            (entry.at.isoformat(), entry.pain, tags, entry.note),
        )

    def add_session(self, session: CoachSession, ranges: Mapping[str, Any]) -> None:
        """Keep a session of the coach, with the turn and tilt that were measured."""
        self._write(
            "INSERT INTO coach (at, muscle, level, before, after, stopped, ranges)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                session.at.isoformat(),
                session.muscle,
                session.level,
                session.before,
                session.after,
                session.stopped,
                json.dumps(ranges, allow_nan=False),
            ),
        )

    def add_result(self, at: datetime, result: Result) -> None:
        """Keep that the questions were asked, and what they came to."""
        self._write("INSERT INTO safety (at, result) VALUES (?, ?)", (at.isoformat(), str(result)))

    def sessions(self) -> tuple[CoachSession, ...]:
        """Return the sessions of the coach, oldest first."""
        rows = self._read("SELECT at, muscle, level, before, after, stopped FROM coach ORDER BY id")
        return tuple(
            CoachSession(
                at=datetime.fromisoformat(at),
                muscle=muscle,
                level=level,
                before=before,
                after=after,
                stopped=bool(stopped),
            )
            for at, muscle, level, before, after, stopped in rows
        )

    def entries(self) -> tuple[DiaryEntry, ...]:
        """Return the diary, with the pain before and after each session of the coach, by time."""
        rows = self._read("SELECT at, pain, tags, note FROM diary ORDER BY id")
        own = [
            DiaryEntry(
                at=datetime.fromisoformat(at),
                pain=pain,
                tags=tuple(Tag(tag) for tag in json.loads(tags)),
                note=note,
            )
            for at, pain, tags, note in rows
        ]
        coached = (entry for session in self.sessions() for entry in _entries_of(session))
        return tuple(sorted([*own, *coached], key=lambda entry: entry.at))

    def past(self) -> Past:
        """Return what the coach needs to know of earlier times."""
        asked = self._read("SELECT at, result FROM safety ORDER BY id DESC LIMIT 1")
        agreed = self._read(
            "SELECT at FROM safety WHERE result = 'agreed' ORDER BY id DESC LIMIT 1"
        )
        return Past(
            result=Result(asked[0][1]) if asked else None,
            asked_at=datetime.fromisoformat(asked[0][0]) if asked else None,
            agreed_at=datetime.fromisoformat(agreed[0][0]) if agreed else None,
            sessions=self.sessions(),
            pains=self.entries(),
        )


def _entries_of(session: CoachSession) -> Iterator[DiaryEntry]:
    for moment, pain in (("before", session.before), ("after", session.after)):
        if pain is not None:
            yield DiaryEntry(at=session.at, pain=pain, muscle=session.muscle, moment=moment)
