"""Tables of named stretches say whose they are; what belongs to nobody is told."""

from pathlib import Path

import pytest

from posture.sources.study import SegmentTable
from posture.summed import Segment
from tests.program import call
from tests.recorded import save, sitting

HEADER = "name,start_s,end_s,recording\n"


def table(folder: Path, *rows: str) -> Path:
    path = folder / "tasks.csv"
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    return save(tmp_path / "desk", sitting(4))


@pytest.mark.parametrize("cell", ["inf", "nan", "-inf", "1e999"])
def test_a_stretch_without_an_end_is_refused(
    tmp_path: Path, desk: Path, capsys: pytest.CaptureFixture[str], cell: str
) -> None:
    tasks = table(tmp_path, f"typing,0,{cell},")
    ended = call(capsys, "analyze", desk, "--segments", tasks, "--out", tmp_path / "r")

    assert ended.code == 2
    assert ended.sentences == [
        f"posture: {tasks}, line 2: expected a number in end_s, found {cell!r}."
    ]


def test_stretches_of_one_recording_are_told_by_path_or_name(tmp_path: Path) -> None:
    rows = ("all,0,1,", "by path,0,1,day/a.mp4", "by name,0,1,a", "no,0,1,b", "file,0,1,a.mp4")
    found = SegmentTable(table(tmp_path, *rows)).of(tmp_path / "day" / "a.mp4")

    assert [one.name for one in found] == ["all", "by path", "by name", "file"]
    assert found[0] == Segment("all", 0.0, 1.0)


def test_a_recording_that_nobody_gave_is_named_with_what_was_meant(
    tmp_path: Path, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [f"other-{number}.mp4" for number in range(5)]
    rows = ["typing,0,2,desk/landmarks.npz", "phone,0,2,desc/landmarks.npz"]
    tasks = table(tmp_path, *rows, *(f"x,0,2,{name}" for name in names))
    ended = call(capsys, "analyze", desk, "--segments", tasks, "--out", tmp_path / "r")

    assert ended.code == 0
    assert ended.sentences == [
        f"posture: {tasks}: expected only recordings to analyse in its column recording, found "
        "'desc/landmarks.npz', 'other-0.mp4', 'other-1.mp4' and 3 more; did you mean "
        "'desk/landmarks.npz' for 'desc/landmarks.npz'? Their rows are left out."
    ]


def test_a_table_of_which_no_row_belongs_to_anything_is_refused(
    tmp_path: Path, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tasks = table(tmp_path, "typing,0,2,monday.mp4")
    ended = call(capsys, "analyze", desk, "--segments", tasks, "--out", tmp_path / "r")

    assert ended.code == 2
    assert ended.sentences == [
        f"posture: {tasks}: expected only recordings to analyse in its column recording, found "
        "'monday.mp4'; check their names."
    ]
    assert not (tmp_path / "r").exists()


def test_a_recording_that_is_not_there_was_meant_all_the_same(
    tmp_path: Path, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tasks = table(tmp_path, "typing,0,2,missing.mp4")
    words = ("--segments", tasks, "--out", tmp_path / "r")
    ended = call(capsys, "analyze", desk, tmp_path / "missing.mp4", *words)

    assert ended.code == 1
    assert len(ended.sentences) == 1
    assert "missing.mp4: expected a recording, found no such file" in ended.err


def test_tables_that_rows_of_a_study_name_are_looked_through_as_well(
    tmp_path: Path, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table(tmp_path, "typing,0,2,desk/landmarks.npz", "typing,0,2,tuesday.mp4")
    study = tmp_path / "study.csv"
    study.write_text("path,segments\ndesk/landmarks.npz,tasks.csv\n")
    ended = call(capsys, "analyze", "--table", study, "--out", tmp_path / "r")

    assert ended.code == 0
    assert "found 'tuesday.mp4'; check their names. Their rows are left out." in ended.err
