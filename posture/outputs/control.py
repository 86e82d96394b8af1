"""Words between processes, by way of the history file: commands to a watch, and how it stands."""

import json
from datetime import datetime

from posture.outputs.database import Database, explained, moment
from posture.status import Command, Heard, Status, Verb, from_mapping, heard, to_mapping


class Control(Database):
    """The mailbox of all running watches; use it as a context manager."""

    def send(self, command: Command, source: str | None = None) -> tuple[int, ...]:
        """Leave a command for one running watch, or for all, and return the ids of the letters.

        A watch that does not run gets none: nothing waits for it to start.
        """
        running = [one.status.source for one in self.stati(command.at) if one.runs]
        until = None if command.until is None else command.until.timestamp()
        return tuple(
            self._write(
                "INSERT INTO control (source, at, verb, until) VALUES (?, ?, ?, ?)",
                (name, command.at.timestamp(), str(command.verb), until),
            )
            for name in running
            if source in (None, name)
        )

    def take(self, source: str) -> tuple[Command, ...]:
        """Return the commands for a watch in their order, each once.

        Before its first beat a watch takes once what may have been left for an earlier one, and
        throws it away.
        """
        if not self._read("SELECT 1 FROM control WHERE source = ? LIMIT 1", (source,)):
            return ()  # reading needs no lock
        with explained(self._path), self._transaction():
            rows = self._base.execute(
                "DELETE FROM control WHERE source = ? RETURNING id, verb, at, until", (source,)
            ).fetchall()
        return tuple(
            Command(verb=Verb(verb), at=moment(at), until=None if until is None else moment(until))
            for _, verb, at, until in sorted(rows)
        )

    def withdraw(self, letters: tuple[int, ...]) -> bool:
        """Take back what was not taken in time; tell whether there was any."""
        with explained(self._path), self._transaction():
            found = self._base.executemany(
                "DELETE FROM control WHERE id = ?", [(one,) for one in letters]
            )
        return found.rowcount > 0

    def waiting(self, letters: tuple[int, ...]) -> bool:
        """Tell whether any of these commands was not taken yet."""
        marks = ", ".join("?" * len(letters))
        return bool(self._read(f"SELECT 1 FROM control WHERE id IN ({marks})", letters))

    def beat(self, source: str, at: datetime, status: Status, session: int | None = None) -> None:
        """Say how a watch stands, and which session it writes: after a crash it ends here."""
        self._write(
            "INSERT INTO heartbeat (source, at, session, status) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (source) DO UPDATE SET"
            " at = excluded.at, session = excluded.session, status = excluded.status",
            (source, at.timestamp(), session, json.dumps(to_mapping(status), allow_nan=False)),
        )

    def stati(self, now: datetime) -> tuple[Heard, ...]:
        """Return how each watch stands that ever ran, the one heard last first."""
        rows = self._read("SELECT status, at FROM heartbeat ORDER BY at DESC")
        return tuple(heard(from_mapping(json.loads(kept)), moment(at), now) for kept, at in rows)
