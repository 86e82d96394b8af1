"""Rows to tables in Markdown, as benchmarks/README.md shows them, and the arguments in common."""

import argparse
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.cases import Row
from posture.types import Floats

MOVED = {  # above the smallest change that matters
    "side head_forward_deg change": 5.0,
    "front head_forward_deg change": 5.0,
    "front protraction_cm": 1.0,
    "front head_pitch_deg change": 5.0,
    "front shoulder_tilt_deg change": 2.0,
    "front shoulder_elevation_cm": 1.0,
}


def arguments(description: str | None) -> argparse.ArgumentParser:
    """Arguments that every benchmark on a phantom takes."""
    found = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    found.add_argument("folder", type=Path, help="rendered people with truth.json")
    found.add_argument("--kept", type=Path, help="folder for what was seen, to look only once")
    return found


def show(columns: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    """Print a table whose first column is text."""
    print("| " + " | ".join(columns) + " |")
    print("|---" + "|--:" * (len(columns) - 1) + "|")
    for line in lines:
        print("| " + " | ".join(line) + " |")


def with_moved(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Rows by measure, those that moved once more by themselves."""
    found = by_measure(rows)
    for name, above in MOVED.items():
        found[f"{name} moved"] = [row for row in found.get(name, []) if abs(row.true) > above]
    return dict(sorted(found.items()))


def by_measure(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Rows by measure, in alphabetical order."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.measure].append(row)
    return dict(sorted(found.items()))


@dataclass(frozen=True)
class Errors:
    """How far the rows of one measure are off, and how many are empty."""

    size: Floats
    bias: float
    empty: int

    @property
    def n(self) -> int:
        return len(self.size)

    @property
    def mae(self) -> float:
        return float(self.size.mean()) if self.n else float("nan")

    @property
    def empty_share(self) -> float:
        return self.empty / max(self.n + self.empty, 1)


def errors(rows: Sequence[Row]) -> Errors:
    error = np.array([row.error for row in rows if row.error is not None])
    bias = float(error.mean()) if len(error) else float("nan")
    return Errors(np.abs(error), bias, len(rows) - len(error))


def all_errors(rows: Iterable[Row]) -> Mapping[str, Errors]:
    """Errors by measure."""
    return {name: errors(found) for name, found in with_moved(rows).items()}
