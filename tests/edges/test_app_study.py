"""A study is a table; each row has its own options, and results are called after it."""

import csv
import json
import os
import re
from pathlib import Path

import pytest

from posture.sources.study import read_study
from tests.builders import LENS
from tests.program import call
from tests.recorded import photographed, save, sitting


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def study(tmp_path: Path) -> Path:
    for name in ("a", "b", "c"):
        save(tmp_path / name, sitting(12))
    return write(
        tmp_path / "study.csv",
        "path,participant,condition,focal_px,distance_cm,baseline,segments\n"
        "a/landmarks.npz,P01,old chair,900,,0-5,typing 0-6; phone 6-12\n"
        "b/landmarks.npz,P01,new chair,,70,,tasks.csv\n"
        "\n"
        "c/landmarks.npz,,,,,,\n",
    )


def test_results_are_keyed_by_participant_and_condition(
    tmp_path: Path, study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(
        tmp_path / "tasks.csv", "name,start_s,end_s,recording\nreading,0,4,\nelse,0,4,other.mp4\n"
    )
    results = tmp_path / "r"
    ended = call(capsys, "analyze", "--table", study, "--out", results)
    first, second, third = (
        json.loads((results / name / "session.json").read_text("utf-8"))
        for name in ("P01-old chair", "P01-new chair", "c")
    )
    with (results / "summary.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    with (results / "P01-old chair" / "segments.csv").open(encoding="utf-8") as handle:
        tasks = list(csv.DictReader(handle))

    assert ended.code == 0
    assert (first["camera"]["focal_px"], first["baseline"]["kind"]) == (900.0, "part")
    assert second["baseline"]["taped_cm"] == 70.0
    assert [task["name"] for task in second["segments"]] == ["reading"]
    assert third["study"] == {"participant": None, "condition": None}
    assert [(row["participant"], row["condition"]) for row in rows] == [
        ("P01", "old chair"),
        ("P01", "new chair"),
        ("", ""),
    ]
    assert "<td>new chair</td>" in (results / "index.html").read_text("utf-8")
    assert [task["name"] for task in tasks] == ["typing", "phone"]
    assert float(tasks[0]["minutes"]) == pytest.approx(0.1)
    assert "phone" in (results / "P01-old chair" / "report.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("path,focal\na.mp4,9\n", "expected the columns path, participant, .* found 'focal'"),
        ("participant\nP01\n", "expected the columns path, found no path"),
        ("path,participant\n,P01\n", "line 2: expected something in path, found nothing"),
        ("path,focal_px\na.mp4,wide\n", "line 2: expected a number in focal_px, found 'wide'"),
        ("path,distance_cm\na.mp4,nan\n", "line 2: expected a number in distance_cm, found 'nan'"),
        ("path\na,b\n", "line 2: expected a cell for each column of the header, found more"),
        ("path\n", "expected a row for each recording, found none below the header"),
        ("path,segments\na,typing\n", "expected segments such as"),
        ("path,profile,baseline\na,me,0-9\n", "profile and baseline say the same thing twice"),
        ("path,focal_px,hfov_deg\na,9,60\n", "say the same thing twice"),
    ],
)
def test_a_wrong_table_is_a_sentence_and_nothing_is_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    ended = call(capsys, "analyze", "--table", write(tmp_path / "t.csv", text), "--out", tmp_path)

    assert ended.code == 2
    assert re.search(said, ended.err)
    assert len(ended.sentences) == 1


def test_recordings_and_a_table_are_not_named_together(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    neither = call(capsys, "analyze", "--out", tmp_path)
    both = call(capsys, "analyze", "a.mp4", "--table", tmp_path / "t.csv")

    assert (neither.code, both.code) == (2, 2)
    assert "found neither; give one of them" in neither.err
    assert "found both; give one of them" in both.err


def test_a_missing_recording_of_a_study_is_named_and_the_others_are_done(
    tmp_path: Path, study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "tasks.csv", "name,start_s,end_s\nreading,0,4\n")
    (tmp_path / "a" / "landmarks.npz").unlink()
    ended = call(capsys, "analyze", "--table", study, "--out", tmp_path / "r")

    assert ended.code == 1
    assert "a/landmarks.npz: expected a recording" in ended.err
    assert (tmp_path / "r" / "P01-new chair" / "report.html").exists()


def test_a_wrong_cell_is_named_and_the_other_rows_are_done(
    tmp_path: Path, study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with study.open("a", encoding="utf-8") as table:
        table.write("a/landmarks.npz,P02,,,,anna.json,\na/landmarks.npz,P03,,,,0-x,\n")
    write(tmp_path / "tasks.csv", "name,start_s,end_s\nreading,0,4\n")
    ended = call(capsys, "analyze", "--table", study, "--pseudonymise", "--out", tmp_path / "r")
    page = (tmp_path / "r" / "index.html").read_text("utf-8")

    assert ended.code == 1
    assert [line.partition(": --base")[0] for line in ended.sentences[-2:]] == [
        f"posture: {study}, line 6",
        f"posture: {study}, line 7",
    ]
    assert len(list((tmp_path / "r").glob("*/report.html"))) == 3
    assert "anna" not in page


def test_spreadsheets_may_write_semicolons_and_a_mark_in_front(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_bytes("path;participant\na.mp4;Zoë\n".encode("utf-8-sig"))

    (row,) = read_study(table)

    assert (row.path, row.participant) == (tmp_path / "a.mp4", "Zoë")


def test_names_are_hidden_in_everything_but_the_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    anna = save(tmp_path / "anna", sitting(4))
    shots = save(tmp_path / "shots", photographed("anna-1.png", "anna-2.png"))
    results = tmp_path / "r"
    words = ("analyze", "--pseudonymise", "--out", results)
    call(capsys, *words, shots, anna, tmp_path / "annabel.mp4")
    ended = call(capsys, *words, save(tmp_path / "bert", sitting(2)), anna, "--resume")
    written = {
        path: path.read_bytes()
        for path in results.rglob("*")
        if path.is_file() and path.name != "plotly.min.js"
    }
    key = written.pop(results / "pseudonyms.csv").decode()

    assert not [path for path, content in written.items() if b"anna" in content]
    assert {path.name for path in results.iterdir() if path.is_dir()} == {
        "participant-001",
        "participant-002",
        "participant-004",
    }
    assert f"participant-002,{anna}" in key
    assert (results / "pseudonyms.csv").stat().st_mode & 0o077 == 0
    assert str(results / "pseudonyms.csv") in ended.err
    table = (results / "participant-001" / "measurements.csv").read_text()
    assert [line.split(",")[0] for line in table.splitlines()[1:]] == ["picture-001", "picture-002"]


def test_participants_of_a_study_get_numbers_too(
    tmp_path: Path, study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "tasks.csv", "name,start_s,end_s\nreading,0,4\n")
    call(capsys, "analyze", "--table", study, "--pseudonymise", "--out", tmp_path / "r")
    summary = (tmp_path / "r" / "summary.csv").read_text("utf-8")

    assert {path.name for path in (tmp_path / "r").iterdir() if path.is_dir()} == {
        "participant-001-old chair",
        "participant-001-new chair",
        "participant-002",
    }
    assert "P01" not in summary


def test_recordings_of_one_condition_keep_apart_from_call_to_call(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    days = ("mon", "tue", "wed")
    for day in days:
        seen = save(tmp_path / day, sitting(2), source=day)
        row = f"path,participant,condition\n{seen},P01,desk\n"
        table = write(tmp_path / "t.csv", row)
        call(capsys, "analyze", "--table", table, "--pseudonymise", "--out", tmp_path / "r")
    with (tmp_path / "r" / "pseudonyms.csv").open(encoding="utf-8", newline="") as handle:
        key = {row["name"]: row["pseudonym"] for row in csv.DictReader(handle)}

    assert [key[str(tmp_path / day / "landmarks.npz")] for day in days] == [
        "participant-001-desk",
        "participant-001-desk-2",
        "participant-001-desk-3",
    ]
    assert all(
        (tmp_path / "r" / key[name] / "session.json").is_file() for name in key if "/" in name
    )


def test_a_name_within_a_longer_name_tells_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = [write(tmp_path / f"{name}.mp4", name) for name in ("anna", "johanna", "anna.mp4-2")]
    words = ("--pseudonymise", "--out", tmp_path / "r")
    call(capsys, "analyze", save(tmp_path / "desk", sitting(2)), *wrong, *words)
    page = (tmp_path / "r" / "index.html").read_text("utf-8")

    assert "participant-004: expected" in page
    assert "joh" not in page
    assert str(tmp_path) not in page


def test_a_damaged_key_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path / "pseudonyms.csv", "who\n1\n")
    source = save(tmp_path / "anna", sitting(1))

    ended = call(capsys, "analyze", source, "--pseudonymise", "--out", tmp_path)

    assert ended.code == 1
    assert "expected the key to earlier pseudonyms" in ended.err


def test_check_tells_what_to_expect_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = save(tmp_path / "desk", sitting(30), duration_s=30.0)
    before = set(tmp_path.rglob("*"))
    words = ("analyze", "--check", desk, tmp_path / "missing.mp4", "--out", tmp_path / "r")
    table = call(capsys, *words)
    ended = call(capsys, *words, "--json")
    (line,) = [json.loads(text) for text in ended.out.splitlines()]

    assert ended.code == 1
    assert "desk" in table.out
    assert (line["view"], line["focal_source"], line["shoulders_seen"]) == ("front", "assumed", 1.0)
    assert line["minutes"] == 0.5
    assert line["head_forward_sd_deg"] > 0
    assert line["distance_sd_cm"] > 0
    assert line["px_per_cm"] == pytest.approx(LENS.focal_px / 65, rel=0.1)
    assert set(tmp_path.rglob("*")) - before <= {tmp_path / "home"}


def test_check_tells_how_long_all_of_them_take_and_prints_no_more_than_anybody_reads(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = save(tmp_path / "r000", sitting(6), duration_s=6.0)
    many = [first.parent.with_name(f"r{number:03d}") / first.name for number in range(102)]
    for other in many[1:]:
        other.parent.mkdir()
        os.link(first, other)
    told = call(capsys, "analyze", "--check", *many, "--jobs", 1).out

    assert told.count("assumed") == 100
    assert "… and 2 more, all of them with --json." in told
    assert "102 recordings, 10.2 min; they need about " in told
