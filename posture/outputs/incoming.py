"""Rows of an export to cells of the history file, checked one by one."""

from collections.abc import Iterator, Mapping, Set
from datetime import datetime

from posture.outputs.archive import MOMENTS
from posture.outputs.exported import Exported

Cell = str | float | None
Cells = dict[str, Cell]
_PYTHON = {"INTEGER": (int,), "REAL": (int, float), "TEXT": (str,)}


def checked(
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
