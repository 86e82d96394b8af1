"""Index of several recordings: summary.csv and a page that leads to each report.

Both are written row by row from the session.json of each, so that memory stays flat.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from os import fsencode
from os.path import relpath
from pathlib import Path, PurePath
from urllib.parse import quote

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from posture.outputs.dictionary import column
from posture.outputs.files import atomic
from posture.outputs.rows import (
    SessionFacts,
    Value,
    most_loaded,
    read_session,
    session_row,
    write_summary,
)
from posture.outputs.wording import duration, muscle_name, percent, with_sd
from posture.shipped import data_text

REPORT = "report.html"


def write_index(folder: Path, results: Sequence[Path], failures: Sequence[tuple[str, str]]) -> None:
    """Write summary.csv and index.html into ``folder``.

    ``results`` are the folders of finished recordings, ``failures`` the recordings that could not
    be analysed with the reason.
    """
    write_summary(folder / "summary.csv", (_summary_row(place, folder) for place in results))
    with atomic(folder / "index.html") as handle:
        handle.writelines(_page(folder, results, failures))


def _summary_row(place: Path, folder: Path) -> Mapping[str, Value]:
    return {"folder": _relative(place, folder), **session_row(read_session(place))}


def _page(
    folder: Path, results: Sequence[Path], failures: Sequence[tuple[str, str]]
) -> Iterator[str]:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    template = environment.from_string(data_text("index.html.j2"))
    return template.generate(
        css=Markup(data_text("report.css")),
        count=len(results),
        is_study=any("study" in read_session(place) for place in results[:1]),
        rows=(_row(read_session(place), place, folder) for place in results),
        failures=failures,
    )


def _row(session: SessionFacts, place: Path, folder: Path) -> dict[str, str]:
    dose, study = session["peak_dose"], session.get("study", {})
    muscle = most_loaded(dose)
    load = "–" if muscle is None else f"{percent(dose[muscle])}, {muscle_name(muscle)}"
    link = _relative(place / REPORT, folder)
    return {
        "name": PurePath(session["source"]).name or session["source"],
        "participant": study.get("participant") or "–",
        "condition": study.get("condition") or "–",
        "link": quote(fsencode(link)),
        "length": duration(session["duration_s"]) if session["duration_s"] > 0 else "–",
        "view": session["view"],
        "forward": _measured(session, "head_forward_deg"),
        "distance": _measured(session, "screen_distance_cm"),
        "load": load,
        "alerts": str(len(session["alerts"])),
        "seen": percent(session["coverage"].get("head_forward_deg", 0.0)),
    }


def _measured(session: SessionFacts, name: str) -> str:
    found = session["measures"].get(name)
    if found is None or found["median"] is None:
        return "–"
    sd = math.hypot(found["sd_frame"], found["sd_person"])
    return with_sd(found["median"], sd, column(name).unit)


def _relative(path: Path, folder: Path) -> str:
    return PurePath(relpath(path, folder)).as_posix()
