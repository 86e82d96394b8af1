"""measurements.csv and session.json back to numbers: what an analysis left of one recording."""

import csv
import json
import math
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from posture.errors import SourceError
from posture.evenly import usual_step_s
from posture.sources.files import require_file
from posture.types import MEASURES, Floats, Presence

TABLE, SUMMARY = "measurements.csv", "session.json"
_COLUMNS = (*MEASURES, "upper_arm_left_deg", "upper_arm_right_deg")
_GAP = 1.5  # usual steps that a row stands for at the most


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """An analysed recording: rising ``time_s`` (n,) and columns (n,) by name, NaN where unseen.

    ``seated`` (n,) says whether somebody sat there, ``weight_s`` (n,) for how long a row stands.
    """

    time_s: Floats
    columns: Mapping[str, Floats]
    seated: NDArray[np.bool_]

    @property
    def weight_s(self) -> Floats:
        """The time until the next row; a gap counts as an ordinary step."""
        usual_s = usual_step_s(self.time_s)
        if math.isnan(usual_s):
            return np.ones_like(self.time_s)
        steps = np.append(np.diff(self.time_s), usual_s)
        return np.where(steps > _GAP * usual_s, usual_s, steps)


def read_measured(table: Path) -> Measured:
    """Read measurements.csv: its measures and the angles of the upper arms; memory stays small.

    Raises
    ------
    SourceError
        When it is missing, of somebody else, or of pictures, which have no time.
    """
    require_file(table, expected="results of `posture analyze`")
    columns: dict[str, array[float]] = {name: array("d") for name in ("time_s", *_COLUMNS)}
    seated = array("b")
    try:
        with table.open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                for name, values in columns.items():
                    values.append(float(row[name] or math.nan))
                seated.append(row["presence"] == Presence.SEATED)
    except (KeyError, ValueError, TypeError) as error:
        raise _others(table, error) from error
    found = {name: np.array(values, np.float64) for name, values in columns.items()}
    time_s = found.pop("time_s")
    if len(time_s) == 0 or np.isnan(time_s).any():
        raise SourceError(f"{table}: expected a recording with time, found pictures or nothing.")
    return Measured(time_s=time_s, columns=found, seated=np.array(seated, np.bool_))


def read_session(summary: Path) -> Mapping[str, Any]:
    """Read session.json.

    Raises
    ------
    SourceError
        When it is missing or damaged.
    """
    require_file(summary, expected="results of `posture analyze`")
    try:
        found: Mapping[str, Any] = json.loads(summary.read_text("utf-8"))
    except ValueError as error:
        raise _others(summary, error) from error
    return found


def _others(path: Path, error: Exception) -> SourceError:
    return SourceError(
        f"{path}: expected results of this version of posture, found others ({error}); analyse "
        "landmarks.npz again."
    )
