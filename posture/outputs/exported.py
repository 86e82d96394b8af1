"""A folder of exported tables to rows: read line by line, and refused where they are not whole."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Never

from posture.errors import StoreError
from posture.outputs.exports import JSON, MANIFEST

Row = Mapping[str, Any]


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
