"""Index of several recordings: summary.csv and a page that leads to each report."""

import csv
from collections.abc import Sequence
from os import fsencode
from os.path import relpath
from pathlib import Path, PurePath
from urllib.parse import quote

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from posture.outputs.files import atomic
from posture.outputs.summary import most_loaded, session_row
from posture.outputs.wording import duration, measured, muscle_name, percent
from posture.shipped import data_text
from posture.types import Session

REPORT = "report.html"


def write_index(
    folder: Path, results: Sequence[tuple[Session, Path]], failures: Sequence[tuple[str, str]]
) -> None:
    """Write summary.csv and index.html into ``folder``.

    ``results`` are sessions with the folders of their files, ``failures`` the recordings that could
    not be analysed with the reason.
    """
    _write_summary(folder / "summary.csv", [session for session, _ in results])
    with atomic(folder / "index.html") as handle:
        handle.write(_page(folder, results, failures))


def _write_summary(path: Path, sessions: Sequence[Session]) -> None:
    rows = [session_row(session) for session in sessions]
    with atomic(path) as handle:
        table = csv.writer(handle, lineterminator="\n")
        table.writerows([rows[0].keys()] if rows else [])
        table.writerows([_cell(value) for value in row.values()] for row in rows)


def _cell(value: str | float | None) -> str:
    if value is None:
        return ""
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _page(
    folder: Path, results: Sequence[tuple[Session, Path]], failures: Sequence[tuple[str, str]]
) -> str:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    template = environment.from_string(data_text("index.html.j2"))
    return template.render(
        css=Markup(data_text("report.css")),
        rows=[_row(session, place, folder) for session, place in results],
        failures=failures,
    )


def _row(session: Session, place: Path, folder: Path) -> dict[str, str]:
    muscle = most_loaded(session)
    load = "–" if muscle is None else f"{percent(session.peak_dose[muscle])}, {muscle_name(muscle)}"
    return {
        "name": PurePath(session.source).name or session.source,
        "link": quote(fsencode(PurePath(relpath(place / REPORT, folder)).as_posix())),
        "length": duration(session.duration_s) if session.duration_s > 0 else "–",
        "view": session.view.value,
        "forward": measured(session, "head_forward_deg") or "–",
        "load": load,
        "alerts": str(len(session.alerts)),
        "seen": percent(session.coverage.get("head_forward_deg", 0.0)),
    }
