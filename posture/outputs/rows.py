"""Finished recordings to rows of summary.csv, read back from their session.json one by one."""

import csv
import json
from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from posture.errors import StoreError
from posture.knowledge import load_knowledge
from posture.outputs.files import atomic
from posture.types import MEASURES, PRESENCES

SESSION = "session.json"
_MINUTE_S = 60.0

Value = str | float | None
SessionFacts = Mapping[str, Any]
"""What a session.json holds."""


def read_session(folder: Path) -> SessionFacts:
    """Return what the session.json in a folder of results holds."""
    path = folder / SESSION
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise StoreError(
            f"{path}: expected the results of an analysis, found none that can be read ({error}); "
            "analyse the recording again."
        ) from error
    if not isinstance(facts, dict) or "measures" not in facts:
        raise StoreError(
            f"{path}: expected the results of an analysis, found something else; "
            "analyse the recording again."
        )
    return facts


def session_row(session: SessionFacts) -> dict[str, Value]:
    """Return one flat row with the same keys for every recording; ``None`` is not observable."""
    minutes, study = session["minutes"], session.get("study", {})
    muscle = most_loaded(session["peak_dose"])
    return {
        "source": session["source"],
        "participant": study.get("participant"),
        "condition": study.get("condition"),
        "started_at": session["started_at"],
        "view": session["view"],
        "frames": session["frames"],
        "duration_min": session["duration_s"] / _MINUTE_S,
        **{f"{name}_min": minutes.get(name) for name in PRESENCES},
        **dict(chain.from_iterable(_measure(session, name).items() for name in MEASURES)),
        "most_loaded_muscle": muscle,
        "peak_dose": None if muscle is None else session["peak_dose"][muscle],
        **{f"peak_dose_{name}": session["peak_dose"].get(name) for name in muscle_names()},
        "alerts": len(session["alerts"]),
    }


def most_loaded(peak_dose: Mapping[str, float]) -> str | None:
    """Name the muscle with the highest dose; ``None`` where no muscle gathered any.

    Muscles that were loaded alike are told apart by name, so that the answer is always the same.
    """
    loaded = {name: dose for name, dose in peak_dose.items() if dose > 0}
    return min(loaded, key=lambda name: (-loaded[name], name), default=None)


def muscle_names() -> tuple[str, ...]:
    """Name every muscle that a dose may be told of, in the order of the data file."""
    return tuple(muscle.id for muscle in load_knowledge().muscles if muscle.weights)


def write_summary(path: Path, rows: Iterable[Mapping[str, Value]]) -> None:
    """Write summary.csv, row by row."""
    with atomic(path) as handle:
        table = csv.writer(handle, lineterminator="\n")
        for number, row in enumerate(rows):
            if number == 0:
                table.writerow(row)
            table.writerow([cell(value) for value in row.values()])


def cell(value: Value) -> str:
    """Return a value as tables over recordings write it; what is not observable is empty."""
    if value is None:
        return ""
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _measure(session: SessionFacts, name: str) -> dict[str, Value]:
    found = session["measures"].get(name, {})
    parts: dict[str, Value] = {
        f"{name}_{part}": found.get(part) for part in ("median", "p10", "p90")
    }
    return parts | {f"{name}_coverage": session["coverage"].get(name, 0.0)}
