"""session.json and the overview hold what a session knows, and say so when it knows nothing."""

import csv
import json
import math
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from posture.outputs.index import write_index
from posture.outputs.rows import most_loaded, session_row
from posture.outputs.summary import session_mapping, write_session
from posture.summed import Session, Summary
from tests.builders_session import (
    BUILDERS,
    empty_session,
    front_session,
)


def refused(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


@pytest.mark.parametrize("build", BUILDERS)
def test_session_file_is_strict_json(build: Callable[[], Session], tmp_path: Path) -> None:
    session = build()
    write_session(tmp_path / "session.json", session)
    text = (tmp_path / "session.json").read_text("utf-8")

    assert json.loads(text, parse_constant=refused) == session_mapping(session)


def test_session_file_holds_what_a_study_needs() -> None:
    session = front_session()
    mapping = session_mapping(session)

    assert mapping["started_at"] == "2026-11-23T09:14:05+00:00"
    assert mapping["camera"]["focal_source"] == "assumed"
    assert mapping["camera"]["hfov_deg"] == pytest.approx(60.0, abs=0.1)
    assert mapping["baseline"]["upright_head_forward_from"] == "average of people, ± 4°"
    assert mapping["versions"] == session.versions
    assert mapping["minutes"]["head_forward"] == pytest.approx(0.38 * 24)
    assert mapping["measures"]["head_forward_deg"]["sd_person"] == 2.6
    assert len(mapping["dose"]["time_s"]) == len(mapping["dose"]["by_muscle"]["scalenes"])
    assert mapping["dose_shares"]["scalenes"] == {"neck_flexion": 0.62, "shrug": 0.38}
    assert mapping["alerts"][0]["kind"] == "head_forward"


def test_not_a_number_becomes_null() -> None:
    nothing = Summary(
        observed_s=0.0, median=math.nan, p10=math.nan, p90=math.inf, sd_frame=0.1, sd_person=0.1
    )
    session = replace(empty_session(), summary={"head_forward_deg": nothing})
    found = session_mapping(session)["measures"]["head_forward_deg"]

    assert (found["median"], found["p90"]) == (None, None)
    assert session_row(session_mapping(session))["head_forward_deg_median"] is None


def test_every_session_gives_the_same_columns() -> None:
    assert len({tuple(session_row(session_mapping(build()))) for build in BUILDERS}) == 1


def test_row_of_an_empty_recording_claims_nothing() -> None:
    found = session_row(session_mapping(empty_session()))

    assert (found["most_loaded_muscle"], found["peak_dose"]) == (None, None)
    assert found["head_forward_deg_median"] is None
    assert found["head_forward_deg_coverage"] == 0.0


def test_most_loaded_muscle_does_not_depend_on_the_order() -> None:
    dose = {"scalenes": 0.4, "suboccipitals": 0.4, "cervical_extensors": 0.1}
    backwards = dict(reversed(dose.items()))

    assert most_loaded(dose) == "scalenes"
    assert most_loaded(backwards) == "scalenes"


class Links(HTMLParser):
    """Collects what a page refers to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.targets += [value for name, value in attrs if name in {"href", "src"} and value]


def test_index_leads_to_each_report_and_lists_what_failed(tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script>.mp4"
    results = {tmp_path / "desk front": front_session(), tmp_path / "50%#1": empty_session()}
    for folder, session in results.items():
        write_session(folder / "session.json", session)
    write_index(tmp_path, list(results), [(hostile, "expected a video, found text.")])
    page = (tmp_path / "index.html").read_text("utf-8")
    links = Links(page)
    with (tmp_path / "summary.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))

    assert [unquote(target) for target in links.targets] == [
        "summary.csv",
        "#failures",
        "desk front/report.html",
        "50%#1/report.html",
    ]
    assert "script" not in links.tags
    assert "expected a video, found text." in page
    assert [row["source"] for row in rows] == ["desk-front.mp4", "empty-chair.mp4"]
    assert rows[1]["head_forward_deg_median"] == ""


def test_index_of_failures_alone_still_says_so(tmp_path: Path) -> None:
    write_index(tmp_path, [], [("a.mp4", "expected a video, found text.")])

    assert "0 recordings analysed" in (tmp_path / "index.html").read_text("utf-8")
