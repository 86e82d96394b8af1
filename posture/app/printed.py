"""Finished recordings to stdout: a table to look at, or one JSON object per recording.

They are told in the order in which they were named, whichever is finished first.
"""

import json
from collections.abc import Callable
from pathlib import Path

from rich import box
from rich.table import Table

from posture.app.terminal import out, visible
from posture.outputs.index import REPORT
from posture.outputs.rows import read_session, session_row

_COLUMNS = ("recording", "view", "minutes", "head forward", "distance", "most loaded", "alerts")
_MANY = 10  # the reports of more recordings are found through their index
MOST = 100  # rows that anybody reads in a terminal


class Printed:
    """Tells what is in the folders of results, read back one by one so that memory stays flat."""

    def __init__(self, count: int, *, as_json: bool, told: Callable[[Path], str] = str) -> None:
        self._count, self._as_json, self._told = count, as_json, told
        self._next = 0
        self._waiting: dict[int, Path | None] = {}
        self._table = Table(*_COLUMNS, box=box.SIMPLE)
        self._reports: list[Path] = []  # of the rows
        self._more = 0

    def put(self, number: int, folder: Path | None) -> None:
        """Take in what became of a recording: where its results lie, or that there are none."""
        self._waiting[number] = folder
        while self._next in self._waiting:
            self._tell(self._waiting.pop(self._next))
            self._next += 1

    def rest(self) -> None:
        """Tell of all that are finished, though others before them are not."""
        for number in sorted(self._waiting):
            self._tell(self._waiting.pop(number))

    def close(self, folder: Path | None) -> None:
        """Print the table, if that is what is wanted, and where the reports lie."""
        if self._as_json or not self._reports:
            return
        out.print(self._table)
        if self._more > 0:
            out.print(f"… and {self._more} more, all of them in summary.csv.")
        if folder is not None and len(self._reports) > _MANY:
            self._reports = [folder / "index.html"]
        for path in self._reports:
            out.print(f"report: {visible(self._told(path))}", soft_wrap=True)

    def _tell(self, folder: Path | None) -> None:
        if folder is None:
            return
        if not self._as_json and len(self._reports) >= MOST:
            self._more += 1
            return
        session = read_session(folder)
        if self._as_json:
            print(
                json.dumps({"folder": self._told(folder), **session}, allow_nan=False), flush=True
            )
            return
        self._table.add_row(*_cells(session_row(session)))
        self._reports.append(folder / REPORT)


def _cells(row: dict[str, str | float | None]) -> list[str]:
    name, dose = row["most_loaded_muscle"], row["peak_dose"]
    loaded = "–" if name is None or dose is None else f"{name} {float(dose):.0%}"
    return [
        visible(Path(str(row["source"])).name),
        str(row["view"]),
        _number(row["duration_min"], "{:.1f}"),
        _number(row["head_forward_deg_median"], "{:.0f}°"),
        _number(row["screen_distance_cm_median"], "{:.0f} cm"),
        loaded.replace("_", " "),
        str(row["alerts"]),
    ]


def _number(value: float | str | None, form: str) -> str:
    return "–" if value is None else form.format(float(value))
