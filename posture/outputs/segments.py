"""Named stretches of a recording: segments.csv, and the rows that the report shows."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from posture.outputs.dictionary import column
from posture.outputs.files import atomic
from posture.outputs.rows import Value, cell, muscle_names
from posture.outputs.wording import MINUTE_S, clock, duration, muscle_name, number, percent
from posture.summed import SegmentSum
from posture.types import MEASURES

SEGMENTS = "segments.csv"
_LEFT, _RIGHT = "shoulder_elevation_left_cm", "shoulder_elevation_right_cm"


def write_segments(path: Path, segments: Iterable[SegmentSum]) -> None:
    """Write segments.csv, one row per named stretch; what is not observable is empty."""
    with atomic(path) as handle:
        table = csv.writer(handle, lineterminator="\n")
        for place, one in enumerate(segments):
            cells = _cells(one)
            if place == 0:
                table.writerow(cells)
            table.writerow([cell(value) for value in cells.values()])


def segment_rows(segments: Iterable[SegmentSum]) -> Iterator[Mapping[str, str]]:
    """Yield the stretches in words."""
    for one in segments:
        yield {
            "name": one.name,
            "when": f"{clock(one.start_s)} – {clock(one.end_s)}",
            "length": duration(one.minutes * MINUTE_S) if one.minutes > 0 else "–",
            "seen": percent(one.observed_min / one.minutes) if one.minutes > 0 else "–",
            "load": _most_gained(one),
            "forward": _with_range(one, "head_forward_deg"),
            "shoulders": f"{_median(one, _LEFT, '')} and {_median(one, _RIGHT, 'cm')}",
            "distance": _median(one, "screen_distance_cm", "cm"),
        }


def _cells(one: SegmentSum) -> dict[str, Value]:
    cells: dict[str, Value] = {
        "name": one.name,
        "start_s": one.start_s,
        "end_s": one.end_s,
        "minutes": one.minutes,
        "observed_min": one.observed_min,
    }
    for name in MEASURES:
        found = one.summary.get(name)
        for part in ("median", "p10", "p90"):
            cells[f"{name}_{part}"] = None if found is None else getattr(found, part)
    return cells | {f"dose_gained_{name}": one.gained.get(name) for name in muscle_names()}


def _most_gained(one: SegmentSum) -> str:
    name = max(one.gained, key=lambda muscle: (one.gained[muscle], muscle), default=None)
    if name is None or one.gained[name] <= 0:
        return "–"
    return f"{percent(one.gained[name])}, {muscle_name(name)}"


def _with_range(one: SegmentSum, name: str) -> str:
    found, unit = one.summary.get(name), column(name).unit
    if found is None:
        return "–"
    low, high = number(found.p10, "", decimals=0), number(found.p90, unit, decimals=0)
    return f"{number(found.median, unit, decimals=0)} ({low} to {high})"


def _median(one: SegmentSum, name: str, unit: str) -> str:
    found = one.summary.get(name)
    return "–" if found is None else number(found.median, unit)
