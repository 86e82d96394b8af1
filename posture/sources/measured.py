"""measurements.csv and session.json back to numbers: what an analysis left of one recording."""

import csv
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from posture.errors import SourceError
from posture.evenly import usual_step_s
from posture.sources.files import require_file
from posture.types import MEASURES, Floats, Presence

TABLE, SUMMARY = "measurements.csv", "session.json"
_GAP = 1.5  # usual steps that a row stands for at the most


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """An analysed recording: rising ``time_s`` (n,), measures (n,) by name, NaN where unseen.

    ``weight_s`` (n,) is the time that each row stands for, ``seated`` (n,) whether somebody sat
    there, ``session`` what session.json holds.
    """

    time_s: Floats
    measures: Mapping[str, Floats]
    weight_s: Floats
    seated: "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]"
    session: Mapping[str, Any]


def read_measured(folder: Path) -> Measured:
    """Read what `posture analyze` left in a folder.

    Raises
    ------
    SourceError
        When a file is missing, of somebody else, or of pictures, which have no time.
    """
    table, summary = folder / TABLE, folder / SUMMARY
    for path in (table, summary):
        require_file(path, expected="results of `posture analyze`")
    try:
        with table.open(encoding="utf-8", newline="") as handle:
            rows = list(csv.DictReader(handle))
        session = json.loads(summary.read_text("utf-8"))
        time_s = _numbers(row["time_s"] for row in rows)
        measures = {name: _numbers(row[name] for row in rows) for name in MEASURES}
        seated = np.array([row["presence"] == Presence.SEATED for row in rows], np.bool_)
    except (KeyError, ValueError, TypeError) as error:
        raise SourceError(
            f"{folder}: expected results of this version of posture, found others ({error}); "
            "analyse landmarks.npz again."
        ) from error
    if len(time_s) == 0 or np.isnan(time_s).any():
        raise SourceError(f"{folder}: expected a recording with time, found pictures or nothing.")
    return Measured(
        time_s=time_s,
        measures=measures,
        weight_s=_weights_s(time_s),
        seated=seated,
        session=session,
    )


def _weights_s(time_s: Floats) -> Floats:
    """Return the time until the next row; a gap counts as an ordinary step."""
    usual_s = usual_step_s(time_s)
    if math.isnan(usual_s):
        return np.ones_like(time_s)
    steps = np.append(np.diff(time_s), usual_s)
    return np.where(steps > _GAP * usual_s, usual_s, steps)


def _numbers(cells: Iterable[str]) -> Floats:
    return np.array([float(cell) if cell else math.nan for cell in cells], np.float64)
