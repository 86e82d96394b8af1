"""Tables to files: CSV, JSON or Parquet, one file a table.

Beside tables in JSON lies `history.json`, written last: it says that they are complete, so that
they can be taken in again.
"""

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

from posture.errors import StoreError
from posture.outputs.archive import Table
from posture.outputs.files import appearing, atomic

MANIFEST = "history.json"
JSON = "json"
_BATCH = 20_000  # rows of Parquet in memory at a time


def write_csv(table: Table, path: Path) -> None:
    """Write a table as CSV; what is not known is empty."""
    with atomic(path) as handle:
        rows = csv.writer(handle, lineterminator="\n")
        rows.writerow(table.columns)
        rows.writerows(table.rows)


def write_json(table: Table, path: Path) -> None:
    """Write a table as a list of objects, one a line."""
    with atomic(path) as handle:
        lines = (_object(table.columns, row) for row in table.rows)
        handle.write("[")
        handle.writelines(f"{',' if place else ''}\n{line}" for place, line in enumerate(lines))
        handle.write("\n]\n")


def write_parquet(table: Table, path: Path) -> None:
    """Write a table as Parquet, with the types of its columns.

    Raises
    ------
    StoreError
        If pyarrow is not installed.
    """
    try:
        arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError as error:
        raise StoreError(
            "Parquet needs the library pyarrow, which is not installed; type "
            "`pip install 'posture-checker[parquet]'`."
        ) from error
    types = {"INTEGER": arrow.int64(), "REAL": arrow.float64(), "TEXT": arrow.string()}
    types |= {"BOOLEAN": arrow.bool_()}
    schema = arrow.schema([(name, types[kind]) for name, kind in table.columns.items()])
    with appearing(path) as part, parquet.ParquetWriter(part, schema) as writer:
        while rows := list(islice(table.rows, _BATCH)):
            columns = [list(column) for column in zip(*rows, strict=True)]
            writer.write_batch(arrow.record_batch(columns, schema=schema))


WRITERS: Mapping[str, Callable[[Table, Path], None]] = {
    "csv": write_csv,
    JSON: write_json,
    "parquet": write_parquet,
}


def export(tables: Iterable[Table], folder: Path, form: str, *, scheme: int) -> Iterator[Path]:
    """Write each table to a file, and what says that they are complete; yield where each lies.

    ``scheme`` is the version of the history that they come from.
    """
    manifest, counts = folder / MANIFEST, Counter[str]()
    if form == JSON:  # what lies there from before is complete no longer
        manifest.unlink(missing_ok=True)
    for table in tables:
        path = folder / f"{table.name}.{form}"
        WRITERS[form](replace(table, rows=_counted(table, counts)), path)
        yield path
    if form == JSON:
        with atomic(manifest) as handle:
            json.dump({"scheme": scheme, "rows": counts}, handle, indent=2)
        yield manifest


def _counted(table: Table, counts: Counter[str]) -> Iterator[tuple[Any, ...]]:
    counts[table.name] = 0
    for row in table.rows:
        counts[table.name] += 1
        yield row


def _object(columns: Mapping[str, str], row: tuple[Any, ...]) -> str:
    return json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False, allow_nan=False)
