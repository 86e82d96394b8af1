"""A damaged history to a new one: the old file set aside, every row that can be read in the new."""

import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from posture.outputs.database import Database, explained

_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_SIDE_FILES = ("", "-wal")  # what belongs to a database; the third, -shm, makes itself anew
_MAKE_WHOLE = (  # minutes and alerts whose session cannot be read stay, with one made up
    "INSERT INTO session (id, source, started_at, ended_at, utc_offset_s, reason)"
    " SELECT session, 'unknown', min(at), max(until), 0, 'recovered' FROM ("
    " SELECT session, at, at + seated_s + standing_s + away_s + unknown_s AS until FROM minute"
    " UNION ALL SELECT session, at, at FROM alert)"
    " WHERE session NOT IN (SELECT id FROM session) GROUP BY session",
    "DELETE FROM minute_state WHERE minute NOT IN (SELECT id FROM minute)",
    "DELETE FROM minute_dose WHERE minute NOT IN (SELECT id FROM minute)",
    "DELETE FROM feedback WHERE alert NOT IN (SELECT id FROM alert)",
)


def mended(path: Path, at: datetime) -> str | None:
    """Put a new history in the place of a damaged one; return what to tell, None if it was well.

    The damaged file keeps its content under a dated name beside it. Whoever has the file open must
    close it first.
    """
    if not is_damaged(path):
        return None
    aside = path.with_name(f"{path.stem}-damaged-{at:%Y-%m-%d-%H%M%S}{path.suffix}")
    new = path.with_name(f"{path.stem}-mended{path.suffix}")
    with explained(path):
        for one in _files(new):
            one.unlink(missing_ok=True)
        with _Mended(new) as history:
            saved = history.take_over(path)
        for old, kept in zip(_files(path), _files(aside), strict=True):
            with suppress(FileNotFoundError):
                old.replace(kept)
        path.with_name(f"{path.name}-shm").unlink(missing_ok=True)
        new.replace(path)
    return (
        f"{path} was damaged: it lies beside as {aside.name}, and {saved} rows that could still be "
        "read are in a new history."
    )


def is_damaged(path: Path) -> bool:
    """Tell whether this is no database, or not a whole one; a file in use is well."""
    if not path.is_file():
        return False
    try:
        with closing(sqlite3.connect(path)) as base:
            return bool(base.execute("PRAGMA quick_check(1)").fetchall() != [("ok",)])
    except sqlite3.DatabaseError as error:
        return error.sqlite_errorcode in _DAMAGE


class _Mended(Database):
    """A new history that takes the rows of a damaged one over."""

    def take_over(self, damaged: Path) -> int:
        """Copy every row that can be read, directly or by sqlite's own shell; return how many."""
        self._base.execute("PRAGMA foreign_keys = OFF")
        before = self._base.total_changes
        with tempfile.TemporaryDirectory(dir=damaged.parent) as folder, self._transaction():
            for source in (damaged, _recovered(damaged, Path(folder))):
                self._copy(source)
            for statement in _MAKE_WHOLE:
                self._base.execute(statement)
        return self._base.total_changes - before

    def _copy(self, source: Path) -> None:
        tables = "SELECT name FROM sqlite_schema WHERE type = 'table'"
        with closing(sqlite3.connect(source)) as old:
            for (table,) in self._base.execute(tables).fetchall():
                columns = _common(self._base, old, table)
                names, marks = ", ".join(columns), ", ".join("?" * len(columns))
                insert = f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})"
                for row in _readable(old, table, columns):
                    with suppress(sqlite3.IntegrityError):  # noise in the place of a row
                        self._base.execute(insert, row)


def _readable(
    base: sqlite3.Connection, table: str, columns: Sequence[str]
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a table up to the first that cannot be read, then from its other end."""
    if not columns:
        return
    query = f"SELECT {', '.join(columns)} FROM {table} ORDER BY {columns[0]}"
    for order in ("ASC", "DESC"):
        try:
            yield from base.execute(f"{query} {order}")
        except sqlite3.DatabaseError:
            continue
        return


def _common(new: sqlite3.Connection, old: sqlite3.Connection, table: str) -> list[str]:
    try:
        had = {row[1] for row in old.execute(f"PRAGMA table_info({table})")}
    except sqlite3.DatabaseError:
        return []
    return [row[1] for row in new.execute(f"PRAGMA table_info({table})") if row[1] in had]


def _recovered(damaged: Path, folder: Path) -> Path:
    """Return what sqlite's own shell makes of the file; an empty one where it is not installed."""
    path, shell = folder / "recovered.sqlite3", shutil.which("sqlite3")
    if shell is not None:
        found = subprocess.run([shell, str(damaged), ".recover"], capture_output=True, check=False)
        subprocess.run([shell, str(path)], input=found.stdout, capture_output=True, check=False)
    return path


def _files(path: Path) -> list[Path]:
    return [path.with_name(f"{path.name}{end}") for end in _SIDE_FILES]
