"""What is kept over the days to one SQLite file: diary, sessions of the coach, safety questions.

The scheme is the numbered scripts in ``posture/data/history``; ``user_version`` says how many of
them a file has been through. Every write is one transaction that takes the write lock first, so
that several processes may write, one at a time, while others read (WAL).
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from posture.care_course import CoachSession, Past, Result
from posture.care_diary import DiaryEntry, Tag
from posture.errors import StoreError

NEVER_EXPORTED = ("safety",)
_WAIT_S = 5.0  # for another process that is writing


class History:
    """The open history file; use it as a context manager."""

    def __init__(self, path: Path) -> None:
        """Open the file, made readable for its owner alone, and bring its scheme up to date."""
        self._path = path
        with _explained(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            self._base = sqlite3.connect(path, timeout=_WAIT_S, isolation_level=None)
            self._base.execute("PRAGMA journal_mode = WAL")
            self._migrate()

    def __enter__(self) -> "History":
        return self

    def __exit__(self, *exc: object) -> None:
        self._base.close()

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

    def _migrate(self) -> None:
        scripts = _scripts()
        if self._version() == len(scripts):  # reading needs no lock
            return
        with self._transaction():
            done = self._version()
            if done > len(scripts):
                raise StoreError(
                    f"{self._path}: expected a history of version {len(scripts)} or older, found "
                    f"version {done}; a newer posture made it, so use that one."
                )
            for number, script in enumerate(scripts[done:], start=done + 1):
                for statement in _statements(script):
                    self._base.execute(statement)
                self._base.execute(f"PRAGMA user_version = {number}")

    def _version(self) -> int:
        return int(self._base.execute("PRAGMA user_version").fetchone()[0])

    def _write(self, statement: str, values: tuple[object, ...]) -> None:
        with _explained(self._path), self._transaction():
            self._base.execute(statement, values)

    def _read(self, statement: str) -> list[tuple[Any, ...]]:
        with _explained(self._path), closing(self._base.execute(statement)) as found:
            return found.fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._base.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise StoreError(
            f"{path}: expected a history that can be read and written, found: {error}; "
            "mend or move it, or choose another folder with POSTURE_HOME."
        ) from error


def _scripts() -> list[str]:
    folder = files("posture").joinpath("data", "history")
    found = {int(one.name.removesuffix(".sql")): one for one in folder.iterdir()}
    return [found[number].read_text(encoding="utf-8") for number in sorted(found)]


def _statements(script: str) -> Iterator[str]:
    """Yield the statements one by one: `executescript` would commit behind our back."""
    gathered = ""
    for line in script.splitlines(keepends=True):
        gathered += line
        if sqlite3.complete_statement(gathered):
            yield gathered
            gathered = ""


def _entries_of(session: CoachSession) -> Iterator[DiaryEntry]:
    for moment, pain in (("before", session.before), ("after", session.after)):
        if pain is not None:
            yield DiaryEntry(at=session.at, pain=pain, muscle=session.muscle, moment=moment)
