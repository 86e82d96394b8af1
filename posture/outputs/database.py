"""The history file to a connection: opened, brought up to date, one writer at a time.

The scheme is the numbered scripts in ``posture/data/history``; ``user_version`` says how many of
them a file has been through. Every write is one transaction that takes the write lock first, so
that several processes may write, one at a time, while others read (WAL). A transaction that was
committed survives the death of the process; it may take some seconds until it survives a power
failure too (``synchronous = NORMAL``), which never damages the file.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any, Self

from posture.errors import StoreError

_WAIT_S = 5.0  # for another process that is writing
_ELSEWHERE = "or choose another folder with POSTURE_HOME"
_SAVE = f"`posture watch` saves what can be read of it, {_ELSEWHERE}"
_REMEDIES = {
    sqlite3.SQLITE_FULL: "free some space",
    sqlite3.SQLITE_IOERR_SHMSIZE: "free some space",  # for what connections share
    sqlite3.SQLITE_CORRUPT: _SAVE,
    sqlite3.SQLITE_NOTADB: _SAVE,
}


class Database:
    """The open history file; use it as a context manager."""

    def __init__(self, path: Path) -> None:
        """Open the file, made readable for its owner alone, and bring its scheme up to date."""
        self._path = path
        with explained(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            self._base = sqlite3.connect(path, timeout=_WAIT_S, isolation_level=None)
            try:
                self._migrate()
            except BaseException:
                self._base.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._base.close()

    def _migrate(self) -> None:
        scripts = _scripts()
        done = self.version
        if done > len(scripts):
            raise StoreError(
                f"{self._path}: expected a history of version {len(scripts)} or older, found "
                f"version {done}; a newer posture made it, so use that one."
            )
        self._base.execute("PRAGMA journal_mode = WAL")
        self._base.execute("PRAGMA synchronous = NORMAL")
        self._base.execute("PRAGMA foreign_keys = ON")
        if done == len(scripts):  # reading needs no lock
            return
        with self._transaction():
            done = self.version  # another process may have been faster
            for number, script in enumerate(scripts[done:], start=done + 1):
                for statement in _statements(script):
                    self._base.execute(statement)
                self._base.execute(f"PRAGMA user_version = {number}")

    @property
    def version(self) -> int:
        """How many of the scripts of the scheme the file has been through."""
        return int(self._base.execute("PRAGMA user_version").fetchone()[0])

    def _write(self, statement: str, values: tuple[object, ...] = ()) -> int:
        """Execute one statement in a transaction and return the id of the row it has made."""
        with explained(self._path), self._transaction():
            return self._base.execute(statement, values).lastrowid or 0

    def _read(self, statement: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        with explained(self._path), closing(self._base.execute(statement, values)) as found:
            return found.fetchall()

    @contextmanager
    def _snapshot(self) -> Iterator[None]:
        """Let everything that is read within the block be of one moment."""
        self._base.execute("BEGIN")
        try:
            yield
        finally:
            self._base.execute("ROLLBACK")

    @contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """Keep everything that is written within the block together, or nothing of it.

        Others who write wait until it ends.
        """
        with explained(self._path), self._transaction():
            yield

    def _transaction(self) -> AbstractContextManager[None]:
        """Begin a transaction, unless this is a part of a larger one."""
        return nullcontext() if self._base.in_transaction else self._begun()

    @contextmanager
    def _begun(self) -> Iterator[None]:
        self._base.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._base.execute("COMMIT")
        except BaseException:
            if self._base.in_transaction:  # a full disk may have ended it already
                self._base.execute("ROLLBACK")
            raise


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Say in a sentence what is wrong with the file, and what can be done."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        remedy = _REMEDIES.get(
            getattr(error, "sqlite_errorcode", -1), f"mend or move it, {_ELSEWHERE}"
        )
        raise StoreError(
            f"{path}: expected a history that can be read and written, found: {error}; {remedy}."
        ) from error


def moment(at: float) -> datetime:
    """Return a time of the history file (seconds since 1970, UTC) as a moment."""
    return datetime.fromtimestamp(at, UTC)


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
