"""Analyses to stdout: a table to look at, or one JSON object per recording."""

import json
from collections.abc import Sequence
from pathlib import Path

from rich import box
from rich.table import Table

from posture.app.analyze import Analysis
from posture.app.terminal import out, visible
from posture.outputs.summary import session_mapping, session_row

_COLUMNS = ("recording", "view", "minutes", "head forward", "distance", "most loaded", "alerts")


def print_json(analysis: Analysis) -> None:
    """Print session.json in one line, and where the files lie."""
    line = {"folder": str(analysis.folder), **session_mapping(analysis.session)}
    print(json.dumps(line, allow_nan=False), flush=True)


def print_table(analyses: Sequence[Analysis]) -> None:
    """Print a row per recording, then where the reports lie."""
    table = Table(*_COLUMNS, box=box.SIMPLE)
    for analysis in analyses:
        table.add_row(*_cells(analysis))
    out.print(table)
    for analysis in analyses:
        if analysis.folder is not None:
            out.print(f"report: {visible(analysis.folder / 'report.html')}", soft_wrap=True)


def _cells(analysis: Analysis) -> list[str]:
    row = session_row(analysis.session)
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
