"""docs/history.md says what the history file holds, table by table and column by column."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from posture.outputs.database import Database
from posture.types import MEASURES

PAGE = (Path(__file__).parents[2] / "docs" / "history.md").read_text("utf-8")


def documented() -> dict[str, set[str]]:
    """Return the columns that the page names, by table."""
    sections = re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S)
    return {table: set(_columns(text)) for table, text in sections}


def _columns(text: str) -> Iterator[str]:
    for name in re.findall(r"^\| `([^`]+)` \|", text, re.M):
        yield from (name.replace("<measure>", measure) for measure in MEASURES)


def real(path: Path) -> dict[str, set[str]]:
    with Database(path):
        pass
    with closing(sqlite3.connect(path)) as base:
        names = [
            row[0] for row in base.execute("SELECT name FROM sqlite_schema WHERE type='table'")
        ]
        return {
            name: {row[1] for row in base.execute(f"PRAGMA table_info({name})")} for name in names
        }


def test_the_page_and_the_scheme_have_the_same_tables_and_columns(tmp_path: Path) -> None:
    assert documented() == real(tmp_path / "history.sqlite3")
