"""One call over many recordings: a table or JSON on stdout, a summary over all, an exit code."""

import csv
import json
import subprocess
from pathlib import Path

import pytest

from tests.program import call, command
from tests.recorded import save, sitting


@pytest.fixture
def two(tmp_path: Path) -> list[Path]:
    return [save(tmp_path / name, sitting(4)) for name in ("mon", "tue")]


def test_people_read_a_table_and_where_the_reports_are(
    tmp_path: Path, two: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    ended = call(capsys, "analyze", *two, "--out", tmp_path / "r")

    assert ended.code == 0
    assert ended.err == ""
    assert "mon.mp4" in ended.out
    assert ended.out.splitlines()[-1] == f"report: {tmp_path / 'r' / 'tue' / 'report.html'}"


def test_json_is_one_object_per_recording_and_nothing_else(
    tmp_path: Path, two: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "missing.mp4"

    ended = call(capsys, "analyze", *two, missing, "--json", "--out", tmp_path / "r")
    lines = [json.loads(line) for line in ended.out.splitlines()]

    assert ended.code == 1
    assert [line["source"] for line in lines] == ["mon.mp4", "tue.mp4"]
    assert [line["folder"] for line in lines] == [str(tmp_path / "r" / n) for n in ("mon", "tue")]
    session = json.loads((tmp_path / "r" / "mon" / "session.json").read_text("utf-8"))
    assert {key: lines[0][key] for key in session} == session


def test_several_recordings_get_a_summary_and_an_index(
    tmp_path: Path, two: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    call(capsys, "analyze", *two, tmp_path / "missing.mp4", "--out", tmp_path / "r")

    with (tmp_path / "r" / "summary.csv").open(encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    index = (tmp_path / "r" / "index.html").read_text("utf-8")
    assert [row["source"] for row in rows] == ["mon.mp4", "tue.mp4"]
    assert 'href="mon/report.html"' in index
    assert "missing.mp4" in index


def test_one_recording_needs_no_summary(
    tmp_path: Path, two: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    call(capsys, "analyze", two[0], "--out", tmp_path / "r")

    assert [path.name for path in (tmp_path / "r").iterdir()] == ["mon"]


def test_recordings_of_the_same_name_get_folders_of_their_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    same = [save(tmp_path / week / "desk", sitting(2)) for week in ("1", "2")]

    call(capsys, "analyze", *same, "--out", tmp_path / "r")

    made = {path.name for path in (tmp_path / "r").iterdir() if path.is_dir()}
    assert made == {"desk", "desk-2"}


def test_another_run_into_the_same_folder_replaces_the_results(
    tmp_path: Path, two: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    call(capsys, "analyze", two[0], "--out", tmp_path / "r")
    first = (tmp_path / "r" / "mon" / "measurements.csv").read_text()
    save(tmp_path / "mon", sitting(8))
    call(capsys, "analyze", two[0], "--out", tmp_path / "r")
    second = (tmp_path / "r" / "mon" / "measurements.csv").read_text()

    assert (first.count("\n"), second.count("\n")) == (21, 41)
    assert [path.name for path in (tmp_path / "r").iterdir()] == ["mon"]


def test_a_wrong_setting_of_one_recording_is_exit_2_and_the_others_are_done(
    tmp_path: Path, two: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    from tests.recorded import photographed

    shots = save(tmp_path / "shots", photographed("a.png"))

    ended = call(capsys, "analyze", shots, two[0], "--baseline", "0-3", "--out", tmp_path / "r")

    assert ended.code == 2
    assert ended.sentences == [
        "posture: shots.mp4: baseline START-END expects a recording with a time line, found "
        "pictures; name a profile instead (`posture calibrate --from PICTURE --out PROFILE.json`)."
    ]
    assert (tmp_path / "r" / "mon" / "report.html").exists()


def test_a_summary_that_cannot_be_written_is_a_sentence_beside_the_results(
    tmp_path: Path, two: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "r" / "summary.csv").mkdir(parents=True)

    ended = call(capsys, "analyze", *two, "--out", tmp_path / "r")

    assert ended.code == 1
    assert len(ended.sentences) == 1
    assert f"Cannot write {tmp_path / 'r' / 'summary.csv'}" in ended.err
    assert "report.html" in ended.out


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_a_reader_that_goes_away_is_no_reason_to_shout(
    tmp_path: Path, two: list[Path], form: list[str]
) -> None:
    words = command("analyze", *two, *form, "--out", tmp_path / "r")
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        complained = process.stderr.read()

    assert complained == b""
    assert (tmp_path / "r" / "mon" / "report.html").exists()
