"""Rows that come, and what is there already: which of them are new, and which ids they get."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping

from posture.outputs.exported import Cell, Cells

_BEFORE_ALL = -1.0  # of every minute
_COME = "CREATE TEMP TABLE come_session (came INTEGER PRIMARY KEY, here INTEGER, until REAL)"
_END = "UPDATE session SET ended_at = ?1, reason = ?2 WHERE id = ?3 AND coalesce(ended_at, 0) < ?1"
_THERE = (
    "SELECT come_minute.id FROM come_minute JOIN come_session ON came = session WHERE at <= until"
)


class Merge:
    """One export on its way into a history, within a transaction; minutes lie in ``come_minute``.

    An id is shifted by the highest that is there, so an empty history gets the same as exported.
    What refers to a row that is not there fails, as `ValueError` or `sqlite3.IntegrityError`.
    """

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base
        self.sessions: dict[Cell, int] = {}  # as exported, to the id here
        self.known: set[int] = set()  # sessions that were there before
        self._alerts: dict[Cell, Cell] = {}
        self._minutes = self._highest("minute")
        self._began: defaultdict[Cell, dict[float, int]] = defaultdict(dict)
        for number, source, began in base.execute("SELECT id, source, started_at FROM session"):
            self._began[source][began] = number
        base.execute(_COME)

    def add_sessions(self, rows: Iterable[Cells]) -> int:
        """Write sessions; one that is there gets a later end, and minutes after its last one."""
        shift, new = self._highest("session"), 0
        for row in rows:
            known = self._same(row)
            until = _BEFORE_ALL
            if known is None:
                here = _number(row["id"]) + shift
                self._insert("session", row | {"id": here})
                new += 1
            else:
                here, until = known, self._continued(known, row)
            self.sessions[row["id"]] = here
            self._base.execute(
                "INSERT INTO come_session VALUES (?, ?, ?)", (row["id"], here, until)
            )
        return new

    def _same(self, row: Cells) -> int | None:
        """Return the session that began at the same time, or later but before this one ended."""
        began, start, end = self._began.get(row["source"], {}), row["started_at"], row["ended_at"]
        if not isinstance(start, float) or start in began or not isinstance(end, float):
            return began.get(start) if isinstance(start, float) else None
        return next((began[one] for one in began if start < one < end), None)

    def _continued(self, known: int, row: Cells) -> float:
        self.known.add(known)
        self._base.execute(_END, (row["ended_at"], row["reason"], known))
        found = self._base.execute("SELECT max(at) FROM minute WHERE session = ?", (known,))
        return float(found.fetchone()[0] or _BEFORE_ALL)

    def add_minutes(self, types: Mapping[str, str]) -> int:
        """Write the minutes that lie aside; ``types`` names their columns."""
        _, _, *rest = types
        columns = ", ".join(rest)
        made = self._base.execute(
            f"INSERT INTO minute (id, session, {columns})"
            f" SELECT come_minute.id + ?, here, {columns} FROM come_minute"
            " LEFT JOIN come_session ON came = session WHERE at > coalesce(until, ?)",
            (self._minutes, _BEFORE_ALL),
        )
        return made.rowcount

    def add_parts(self, table: str, types: Mapping[str, str]) -> int:
        """Write states or doses that lie aside, of the minutes that are new."""
        _, *rest = types
        made = self._base.execute(
            f"INSERT INTO {table} SELECT minute + ?, {', '.join(rest)} FROM come_{table}"
            f" WHERE minute NOT IN ({_THERE})",
            (self._minutes,),
        )
        return made.rowcount

    def add_alerts(self, rows: Iterable[Cells]) -> int:
        """Write alerts that were not said in the same session at the same time."""
        shift, new = self._highest("alert"), 0
        said = {
            tuple(row): number
            for number, *row in self._base.execute("SELECT id, session, at, kind FROM alert")
        }
        for row in rows:
            cells = row | {"session": _referred(self.sessions, row["session"], "session")}
            known = said.get((cells["session"], row["at"], row["kind"]))
            self._alerts[row["id"]] = known
            if known is None:
                self._alerts[row["id"]] = cells["id"] = _number(row["id"]) + shift
                self._insert("alert", cells)
                new += 1
        return new

    def add_feedback(self, rows: Iterable[Cells]) -> int:
        """Write false alarms that are not known to be ones."""
        shift, new = self._highest("feedback"), 0
        denied = {row[0] for row in self._base.execute("SELECT alert FROM feedback")}
        for row in rows:
            alert = _referred(self._alerts, row["alert"], "alert")
            if alert not in denied:
                self._insert("feedback", row | {"id": _number(row["id"]) + shift, "alert": alert})
                new += 1
        return new

    def add_own(self, table: str, rows: Iterable[Cells]) -> int:
        """Write what the user wrote, or did with the coach, unless it is there word by word."""
        shift, new = self._highest(table), 0
        there = {tuple(row) for _, *row in self._base.execute(f"SELECT * FROM {table}")}
        for row in rows:
            if tuple(row.values())[1:] not in there:
                self._insert(table, row | {"id": _number(row["id"]) + shift})
                new += 1
        return new

    def _highest(self, table: str) -> int:
        found = self._base.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()
        return int(found[0])

    def _insert(self, table: str, row: Cells) -> None:
        marks = ", ".join("?" * len(row))
        self._base.execute(f"INSERT INTO {table} VALUES ({marks})", tuple(row.values()))


def _number(cell: Cell) -> int:
    return int(cell or 0)


def _referred(numbers: Mapping[Cell, Cell | int], number: Cell, what: str) -> Cell:
    if number not in numbers:
        raise ValueError(f"a row of {what} {number}, which is not there")
    return numbers[number]
