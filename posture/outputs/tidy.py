"""measurements.csv to a typed table: one row a frame, one column a variable, for Parquet."""

import csv
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from posture.errors import StoreError
from posture.outputs.archive import Table
from posture.outputs.exports import write_parquet
from posture.outputs.tables import described, entry, header

RECORDING = "recording"
_KINDS = {
    "frame": "INTEGER",
    "presence": "TEXT",
    "view": "TEXT",
    "people": "INTEGER",
    "arms_raised": "BOOLEAN",
    "held": "BOOLEAN",
    "empty_because": "TEXT",
}  # all others are numbers
_READ: Mapping[str, Callable[[str], object]] = {
    "INTEGER": int,
    "REAL": float,
    "TEXT": str,
    "BOOLEAN": lambda cell: cell == "1",
}


def write_measurements(measurements: Path, path: Path, *, recording: str) -> None:
    """Write measurements.csv as Parquet, with the name of the recording as its first column.

    Cells that are empty are null. Pictures have no frames, but names: there ``frame`` is text.

    Raises
    ------
    StoreError
        If pyarrow is missing, or the table is not one that this version wrote.
    """
    kinds = {name: _KINDS.get(name, "REAL") for name in header()}
    if not _has_numbers(measurements):
        kinds["frame"] = "TEXT"
    rows = ((recording, *row) for row in _typed(measurements, kinds))
    write_parquet(Table("measurements", {RECORDING: "TEXT", **kinds}, rows), path)


def tidy_columns() -> Iterator[dict[str, str]]:
    """Describe each column: name, unit, sign and meaning."""
    meaning = "Name of the recording: tables of several can be put below each other."
    yield entry(RECORDING, meaning=meaning)
    yield from described()


def _typed(measurements: Path, kinds: Mapping[str, str]) -> Iterator[tuple[Any, ...]]:
    readers = [_READ[kind] for kind in kinds.values()]
    for cells in _rows(measurements):
        pairs = zip(readers, cells, strict=True)
        try:
            yield tuple(None if cell == "" else read(cell) for read, cell in pairs)
        except ValueError as error:
            raise StoreError(
                f"{measurements}: expected a row of measurements, found {','.join(cells)[:60]}; "
                "analyse landmarks.npz again."
            ) from error


def _rows(measurements: Path) -> Iterator[list[str]]:
    with measurements.open(encoding="utf-8", newline="") as handle:
        rows = csv.reader(handle)
        if tuple(next(rows, ())) != header():
            raise StoreError(
                f"{measurements}: expected the columns that this version of posture writes, found "
                "others; analyse landmarks.npz again."
            )
        yield from rows


def _has_numbers(measurements: Path) -> bool:
    return next((row[0].isdigit() for row in _rows(measurements)), True)
