"""Tracks to a DeepLabCut table: three header rows, then x, y and likelihood of each point.

The layout is the one that DeepLabCut writes and `movement.io.load_poses.from_dlc_file` reads. It
has no column for time: a row is a step of an even grid, and the rate is told to the reader.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from posture.evenly import NOTHING, Grid
from posture.outputs.files import atomic
from posture.outputs.tables import entry
from posture.tracks import Tracks

SCORER = "posture"
_COORDS = ("x", "y", "likelihood")


def write_dlc(path: Path, points: Tracks, grid: Grid) -> None:
    """Write the table; what was not seen is empty, with a likelihood of 0."""
    with atomic(path) as handle:
        rows = csv.writer(handle, lineterminator="\n")
        rows.writerows(_header(points.names))
        for place, row in enumerate(grid.rows):
            rows.writerow((place, *_cells(points, row)))


def dlc_columns(points: Tracks, grid: Grid) -> Iterator[dict[str, str]]:
    """Describe each column: name, unit, sign and meaning."""
    rate = f"{grid.rate_hz:g} rows a second, the first at {grid.start_s:g} s of the recording"
    yield entry("coords", sign="later is larger", meaning=f"Number of the row; {rate}.")
    for name in points.names:
        of = f"Place of {name.replace('_', ' ')}"
        yield entry(f"{name}_x", unit="px", sign="+ is to the right", meaning=f"{of}; left is 0.")
        yield entry(f"{name}_y", unit="px", sign="+ is down", meaning=f"{of}; the top is 0.")
        sure = "How sure the network is of it; 0 where it was not seen."
        yield entry(f"{name}_likelihood", sign="0 to 1", meaning=sure)


def _header(names: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    yield ("scorer", *[SCORER] * (len(_COORDS) * len(names)))
    yield ("bodyparts", *(name for name in names for _ in _COORDS))
    yield ("coords", *_COORDS * len(names))


def _cells(points: Tracks, row: np.int64) -> Iterator[str]:
    if row == NOTHING:
        yield from ("", "", "0") * len(points.names)
        return
    for (x, y), score in zip(points.px[row], points.score[row], strict=True):
        yield from (f"{x:.3f}", f"{y:.3f}", f"{score:.4f}") if np.isfinite(x) else ("", "", "0")
