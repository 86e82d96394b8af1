"""A folder of exported tables to cells of the history file: read line by line, and checked."""

import json
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Never

from posture.errors import StoreError
from posture.outputs.archive import MOMENTS
from posture.outputs.exports import JSON, MANIFEST

Row = Mapping[str, Any]
Cell = str | float | None
Cells = dict[str, Cell]
_PYTHON = {"INTEGER": (int,), "REAL": (int, float), "TEXT": (str,)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What `posture history export --format json` wrote: where, of which scheme, how many rows."""

    folder: Path
    scheme: int
    rows: Mapping[str, int]

    def read(self, table: str) -> Iterator[Row]:
        """Yield the rows of a table, an object a line.

        Raises
        ------
        StoreError
            If the file cannot be read, a line is no object, or rows are missing.
        """
        path, count = self.folder / f"{table}.{JSON}", 0
        try:
            with path.open(encoding="utf-8") as handle:
                if next(handle, "").rstrip() != "[":
                    damaged(path, "no list of rows")
                for line in handle:
                    if line.rstrip() == "]":
                        break
                    count += 1
                    yield _object(line)
        except (OSError, ValueError) as error:
            damaged(path, str(error))
        if count != self.rows[table]:
            damaged(path, f"{count} rows instead of {self.rows[table]}")


def is_export(path: Path) -> bool:
    """Tell whether this is a folder of exported tables, or the file that says what it holds."""
    return path.is_file() or (path / MANIFEST).is_file()


def read_manifest(path: Path) -> Exported:
    """Return what a folder of exported tables holds, by itself or by its `history.json`.

    Raises
    ------
    StoreError
        If there is none.
    """
    file = path / MANIFEST if path.is_dir() else path
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        return Exported(
            folder=file.parent,
            scheme=int(found["scheme"]),
            rows={str(table): int(count) for table, count in found["rows"].items()},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreError(
            f"{file}: expected the {MANIFEST} that `posture history export --format json` wrote, "
            "found something else; name that file or its folder."
        ) from error


def checked_rows(
    table: str, types: Mapping[str, str], export: Exported, *, older: bool
) -> Iterator[Cells]:
    """Yield the rows of a table with the columns of the file, in their order.

    ``types`` gives the type of each column; rows of an older scheme may lack some.

    Raises
    ------
    ValueError
        If a row has other columns, or something else than a column may hold.
    StoreError
        If the table is not whole.
    """
    for number, row in enumerate(export.read(table), start=1):
        if not fits(row.keys(), types.keys(), older=older):
            raise ValueError(f"other columns than expected in row {number} of {table}")
        yield {name: _cell(name, kind, row.get(name)) for name, kind in types.items()}


def fits(found: Set[str], wanted: Set[str], *, older: bool) -> bool:
    """Tell whether names are those that are wanted; of an older scheme some may be missing.

    Examples
    --------
    >>> fits({"a"}, {"a", "b"}, older=True), fits({"a"}, {"a", "b"}, older=False)
    (True, False)
    """
    return found <= wanted if older else found == wanted


def _cell(name: str, kind: str, value: object) -> Cell:
    """Return a value as the file holds it; what is missing fails where the scheme wants it."""
    if value is None and name != "id":
        return None
    if isinstance(value, str) and name in MOMENTS:
        return _moment(name, kind, value)
    if (
        isinstance(value, (str, int, float))
        and name not in MOMENTS
        and type(value) in _PYTHON[kind]
    ):
        return value
    raise ValueError(f"{value!r} as {name}")


def _moment(name: str, kind: str, value: str) -> Cell:
    at = datetime.fromisoformat(value)
    if at.tzinfo is None:
        raise ValueError(f"{value!r} without a zone as {name}")
    return value if kind == "TEXT" else at.timestamp()


def damaged(path: Path, found: str) -> Never:
    """Say that an export is not as it was written.

    Raises
    ------
    StoreError
        Always.
    """
    raise StoreError(
        f"{path}: expected rows as `posture history export --format json` wrote them, found: "
        f"{found}; nothing was added, export them again."
    )


def _object(line: str) -> Row:
    found = json.loads(line.rstrip().rstrip(","), parse_constant=_refused)
    if not isinstance(found, dict):
        raise ValueError(f"no row in {line[:40]!r}")
    return found


def _refused(name: str) -> Never:
    raise ValueError(f"{name} in the place of a number")
