"""docs/history.md says what the history file holds: tables, columns, types, what may be empty."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from posture.outputs.database import Database
from posture.types import MEASURES

PAGE = (Path(__file__).parents[2] / "docs" / "history.md").read_text("utf-8")
_ROW = re.compile(r"^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


def documented() -> dict[str, dict[str, str]]:
    """Return what the page says of the kind of each column, by table."""
    sections = re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    return {table: dict(_columns(text)) for table, text in sections}


def _columns(text: str) -> Iterator[tuple[str, str]]:
    for name, kind, meaning in _ROW.findall(text):
        assert meaning.strip()
        for measure in MEASURES if "<measure>" in name else ("",):
            yield name.replace("<measure>", measure), kind


def real(path: Path) -> dict[str, dict[str, str]]:
    with Database(path), closing(sqlite3.connect(path)) as base:
        tables = base.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        return {name: dict(_kinds(base, name)) for (name,) in tables}


def _kinds(base: sqlite3.Connection, table: str) -> Iterator[tuple[str, str]]:
    """Yield each column with its type, whether it may be empty, its keys."""
    refers = {row[3]: row[2] for row in base.execute(f"PRAGMA foreign_key_list({table})")}
    for _, name, kind, full, _, key in base.execute(f"PRAGMA table_info({table})"):
        words = [kind.lower()]
        words += ["key"] if key else [] if full else ["may be empty"]
        words += [f"of {refers[name]}"] if name in refers else []
        yield name, ", ".join(words)


def test_the_page_says_of_every_column_what_the_scheme_says(tmp_path: Path) -> None:
    assert documented() == real(tmp_path / "history.sqlite3")


def test_keys_and_gaps_are_told_apart(tmp_path: Path) -> None:
    kinds = real(tmp_path / "history.sqlite3")

    assert kinds["session"]["ended_at"] == "real, may be empty"
    assert kinds["minute_dose"]["minute"] == "integer, key, of minute"
    assert kinds["alert"]["session"] == "integer, of session"
