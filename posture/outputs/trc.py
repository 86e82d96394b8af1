"""Tracks to TRC, the marker table of OpenSim: places in the plane of the picture, z = 0."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from posture.evenly import NOTHING, Grid
from posture.outputs.files import atomic
from posture.outputs.plane import Plane
from posture.outputs.tables import entry
from posture.tracks import Tracks
from posture.types import Floats

_HEADER = (
    *("DataRate", "CameraRate", "NumFrames", "NumMarkers", "Units"),
    *("OrigDataRate", "OrigDataStartFrame", "OrigNumFrames"),
)
_AXES = ("X", "Y", "Z")


def write_trc(path: Path, points: Tracks, grid: Grid, plane: Plane) -> None:
    """Write the table; cells of what was not seen are empty, for OpenSim stops at a written NaN."""
    places = plane.places_mm(points)
    with atomic(path) as handle:
        for line in (*_head(path.name, points, grid, plane), *_rows(places, grid)):
            handle.write("\t".join(line) + "\n")


def trc_columns(points: Tracks, plane: Plane) -> Iterator[dict[str, str]]:
    """Describe each column: name, unit, sign and meaning."""
    later = "later is larger"
    yield entry("Frame#", sign=later, meaning="Number of the row, from 1.")
    yield entry("Time", unit="s", sign=later, meaning="Time in the recording.")
    signs = ("+ is to the right in the picture", "+ is up", "always 0")
    edges = ("from the left edge", "from the lower edge", "one camera sees no depth here")
    for number, name in enumerate(points.names, start=1):
        for axis, sign, edge in zip(_AXES, signs, edges, strict=True):
            of = f"Place of {name.replace('_', ' ')}, {edge}."
            yield entry(f"{name} {axis}{number}", unit=_unit(plane), sign=sign, meaning=of)


def _head(name: str, points: Tracks, grid: Grid, plane: Plane) -> Iterator[tuple[str, ...]]:
    frames, rate = str(len(grid.rows)), f"{grid.rate_hz:g}"
    markers = [cell for name in points.names for cell in (name, "", "")]
    numbers = range(1, len(points.names) + 1)
    yield ("PathFileType", "4", "(X/Y/Z)", name.replace(" ", "_"))
    yield _HEADER
    yield (rate, rate, frames, str(len(points.names)), _unit(plane), rate, "1", frames)
    yield ("Frame#", "Time", *markers)
    yield ("", "", *(f"{axis}{number}" for number in numbers for axis in _AXES))
    yield ()


def _rows(places: Floats, grid: Grid) -> Iterator[tuple[str, ...]]:
    unseen = ("",) * (len(_AXES) * places.shape[1])
    for place, (row, time_s) in enumerate(zip(grid.rows, grid.time_s, strict=True), start=1):
        cells = unseen if row == NOTHING else tuple(_cells(places[row]))
        yield (str(place), f"{time_s:.4f}", *cells)


def _cells(places: Floats) -> Iterator[str]:
    for x, y in places:
        yield from (f"{x:.2f}", f"{y:.2f}", "0.00") if np.isfinite(x) else ("", "", "")


def _unit(plane: Plane) -> str:
    return "px" if plane.mm_per_px is None else "mm"
