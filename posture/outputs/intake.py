"""Exported tables to the history file: what is not there yet, all of it or nothing.

Reading and checking takes most of the time and locks nothing: rows are put aside in tables that
only this connection sees. The lock that a running watch waits for is held for the rest.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from posture.errors import StoreError
from posture.outputs.almanac import Almanac
from posture.outputs.archive import WITHIN
from posture.outputs.database import explained
from posture.outputs.exported import Cells, Exported, checked_rows, damaged, fits
from posture.outputs.merging import Merge

Report = Callable[[float, float | None], None]
"""Called with how many rows are done, and how many there are."""
_REPORT_EVERY = 5_000  # rows
_MANY = ("minute", "minute_state", "minute_dose")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """How much was new: rows by table, and the sessions that were there already."""

    new: Mapping[str, int]
    known_sessions: int


class Intake(Almanac):
    """The history that takes exported tables in, once; use it as a context manager."""

    def take_in(self, export: Exported, report: Report) -> Taken:
        """Add what is not there yet, in one transaction, with ids of its own.

        A session is there already where one of the same camera began at the same time, or within
        it (what came before was deleted); it gets the minutes, alerts and answers that it lacks.

        Raises
        ------
        StoreError
            If the export is of a newer version, or damaged; then nothing is added.
        """
        self._check_version(export)
        with explained(self._path):
            try:
                few = self._put_aside(export, report)
                with self._transaction():
                    merge = Merge(self._base)
                    new = {name: self._add(name, merge, few.get(name, [])) for name in WITHIN}
                    self._read_back(merge)
            except (sqlite3.IntegrityError, ValueError, TypeError, OverflowError) as error:
                damaged(export.folder, str(error))
        return Taken(new=new, known_sessions=len(merge.known))

    def _check_version(self, export: Exported) -> None:
        if export.scheme > self.version:
            raise StoreError(
                f"{export.folder}: expected an export of version {self.version} or older, found "
                f"version {export.scheme}; a newer posture wrote it, so use that one."
            )
        if not fits(export.rows.keys(), WITHIN.keys(), older=export.scheme < self.version):
            damaged(export.folder, f"the tables {', '.join(export.rows)}")

    def _put_aside(self, export: Exported, report: Report) -> dict[str, list[Cells]]:
        """Read all tables; return those that are short, and keep the others in temporary ones."""
        few: dict[str, list[Cells]] = {}
        for name in _MANY:
            self._base.execute(f"CREATE TEMP TABLE come_{name} AS SELECT * FROM {name} WHERE 0")
        done, whole = 0, sum(export.rows.values())
        for name in (name for name in WITHIN if name in export.rows):
            types = self._types(name)
            rows = checked_rows(name, types, export, older=export.scheme < self.version)
            told = _telling(rows, done, whole, report)
            if name in _MANY:
                self._aside(name, len(types), told)
            else:
                few[name] = list(told)
            done += export.rows[name]
        return few

    def _add(self, table: str, merge: Merge, rows: Sequence[Cells]) -> int:
        """Write what is new of a table, and return how many rows that is."""
        match table:
            case "session":
                return merge.add_sessions(rows)
            case "minute":
                return merge.add_minutes(self._types(table))
            case "minute_state" | "minute_dose":
                return merge.add_parts(table, self._types(table))
            case "alert":
                return merge.add_alerts(rows)
            case "feedback":
                return merge.add_feedback(rows)
        return merge.add_own(table, rows)

    def _aside(self, table: str, columns: int, rows: Iterator[Cells]) -> None:
        self._base.execute("BEGIN")
        try:
            marks = ", ".join("?" * columns)
            cells = (tuple(row.values()) for row in rows)
            self._base.executemany(f"INSERT INTO come_{table} VALUES ({marks})", cells)
        finally:
            self._base.execute("COMMIT")

    def _read_back(self, merge: Merge) -> None:
        """Read what was written as the pages do; what they could not read fails here."""
        self.watched()
        self.entries()
        for session in merge.sessions.values():
            self.said(session)


def _telling(rows: Iterator[Cells], done: int, whole: int, report: Report) -> Iterator[Cells]:
    for number, row in enumerate(rows):
        if number % _REPORT_EVERY == 0:
            report(done + number, whole)
        yield row
