"""What was exported comes back as it was, once, and all of it or nothing."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.days import fill
from posture.errors import StoreError
from posture.outputs.archive import WITHIN, Archive
from posture.outputs.exported import read_manifest
from posture.outputs.exports import JSON, MANIFEST, export
from posture.outputs.intake import Intake, Taken


def exported(path: Path, folder: Path) -> Path:
    with Archive(path) as archive:
        list(export(archive.tables(), folder, JSON, scheme=archive.version))
    return folder


def take(path: Path, folder: Path) -> Taken:
    with Intake(path) as intake:
        return intake.take_in(read_manifest(folder), lambda _done, _whole: None)


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with Archive(path), closing(sqlite3.connect(path)) as base:
        return {
            name: sorted(base.execute(f"SELECT * FROM {name}").fetchall(), key=repr)
            for name in WITHIN
        }


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A history of three days, and what was exported of it."""
    path = tmp_path_factory.mktemp("days") / "history.sqlite3"
    fill(path, 3)
    return path, exported(path, path.parent / "out")


def test_an_empty_history_becomes_equal_row_by_row(days: tuple[Path, Path], tmp_path: Path) -> None:
    path, folder = days
    taken = take(tmp_path / "new.sqlite3", folder)

    assert rows(tmp_path / "new.sqlite3") == rows(path)
    assert (taken.new["session"], taken.new["minute"], taken.known_sessions) == (3, 1440, 0)


def test_nothing_is_added_twice(days: tuple[Path, Path], tmp_path: Path) -> None:
    path, folder = days
    take(tmp_path / "new.sqlite3", folder)
    again = take(tmp_path / "new.sqlite3", folder)

    assert rows(tmp_path / "new.sqlite3") == rows(path)
    assert set(again.new.values()) == {0}
    assert again.known_sessions == 3


@pytest.mark.parametrize("table", WITHIN)
def test_a_damaged_table_adds_nothing(days: tuple[Path, Path], tmp_path: Path, table: str) -> None:
    folder = exported(days[0], tmp_path / "out")
    file = folder / f"{table}.json"
    text = file.read_text("utf-8")
    file.write_text(text[: 2 * len(text) // 3] + '\n{"id": 1', "utf-8")

    with pytest.raises(StoreError, match="nothing was added"):
        take(tmp_path / "new.sqlite3", folder)

    assert not any(rows(tmp_path / "new.sqlite3").values())


def test_an_export_of_a_newer_version_is_refused(days: tuple[Path, Path], tmp_path: Path) -> None:
    folder = exported(days[0], tmp_path / "out")
    found = json.loads((folder / MANIFEST).read_text("utf-8"))
    (folder / MANIFEST).write_text(json.dumps(found | {"scheme": 99}), "utf-8")

    with pytest.raises(StoreError, match="found version 99; a newer posture wrote it"):
        take(tmp_path / "new.sqlite3", folder)
