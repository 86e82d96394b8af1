"""Tables of other programs: separators, decimals, encodings and times as they come."""

from pathlib import Path

import numpy as np
import pytest

from posture.errors import SourceError
from posture.sources.tables import TimeTable, read_table

KINOVEA = '"Time (ms)","CVA","Trunk"\n"0","50.5","3.5"\n"33.3","51.5",\n"66.7","52.5","4.5"\n'
GERMAN = KINOVEA.replace(",", ";").replace(".", ",")
GNUPLOT = "#Kinovea Trajectory data export\n#T X Y\n0.0 1.5 2.5\n0.033 1.6 2.4\n"


def read(tmp_path: Path, content: str | bytes) -> TimeTable:
    path = tmp_path / "table.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_table(path)


@pytest.mark.parametrize(
    "content",
    [
        KINOVEA,
        GERMAN,
        KINOVEA.replace(",", "\t"),
        GERMAN.replace('"', "").replace("\n", "\r\n"),
        b"\xef\xbb\xbf" + KINOVEA.encode(),
        GERMAN.encode("utf-16"),
    ],
)
def test_kinovea_is_read_whatever_separates_and_marks_decimals(
    tmp_path: Path, content: str | bytes
) -> None:
    found = read(tmp_path, content)

    assert found.time_s == pytest.approx([0.0, 0.0333, 0.0667])
    assert found.columns["CVA"].tolist() == [50.5, 51.5, 52.5]
    assert found.columns["Trunk"] == pytest.approx([3.5, np.nan, 4.5], nan_ok=True)


def test_names_behind_a_hash_are_names(tmp_path: Path) -> None:
    found = read(tmp_path, GNUPLOT)

    assert found.time_s.tolist() == [0.0, 0.033]
    assert found.columns["Y"].tolist() == [2.5, 2.4]


def test_names_in_another_encoding_are_read(tmp_path: Path) -> None:
    assert "Höhe" in read(tmp_path, "t;Höhe\n0,5;1\n".encode("cp1252")).columns


@pytest.mark.parametrize(
    ("name", "cells", "expected"),
    [
        ("Time (ms)", ("0", "40"), [0.0, 0.04]),
        ("time_s", ("0", "40"), [0.0, 40.0]),
        ("Time", ("0", "0.04"), [0.0, 0.04]),
        ("Temps", ("00:01.500", "1:00:02.000"), [1.5, 3602.0]),
    ],
)
def test_the_unit_of_time_is_in_its_name_or_its_form(
    tmp_path: Path, name: str, cells: tuple[str, str], expected: list[float]
) -> None:
    text = f"{name},angle\n{cells[0]},1\n{cells[1]},2\n"

    assert read(tmp_path, text).time_s.tolist() == pytest.approx(expected)


def test_time_is_found_where_it_is_not_first_and_text_is_left_out(tmp_path: Path) -> None:
    found = read(tmp_path, "name;Time (s);angle;note\nleft;2;5;x\nleft;1;4;y\nleft;1;9;z\n;;;\n")

    assert found.time_s.tolist() == [1.0, 2.0]
    assert found.columns.keys() == {"angle"}
    assert found.columns["angle"].tolist() == [4.0, 5.0]


def test_a_clock_with_an_empty_cell_leaves_that_row_out(tmp_path: Path) -> None:
    assert read(tmp_path, "Time,a\n0:01.5,1\n,2\n0:02.5,3\n").time_s.tolist() == [1.5, 2.5]


@pytest.mark.parametrize("name", ["frame", "Frame #", "index", "Sample", "no", "picture", "", "A"])
def test_a_table_that_counts_pictures_needs_their_rate(tmp_path: Path, name: str) -> None:
    text = f"{name};CVA\n0;50\n1;51\n30;52\n"
    path = tmp_path / "table.csv"
    with pytest.raises(SourceError, match="with --rate"):
        read(tmp_path, text)

    assert read_table(path, rate_hz=30.0).time_s.tolist() == pytest.approx([0, 1 / 30, 1])


@pytest.mark.parametrize("text", [KINOVEA, "x,a\n0.0,1\n0.04,2\n", "seconds,a\n0,1\n1,2\n"])
def test_a_rate_beside_a_time_is_refused(tmp_path: Path, text: str) -> None:
    assert len(read(tmp_path, text).time_s) > 1
    with pytest.raises(SourceError, match="leave out --rate"):
        read_table(tmp_path / "table.csv", rate_hz=30.0)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "found an empty file"),
        ("# \n", "found no line of names"),
        ("hello\n", "found no line of names"),
        ("1,2\n3,4\n", "found no line of names"),
        ("Time,angle\n0,\n1,\n", "found none where the time"),
        ("Time,angle\n0:00:00:04,1\n", "h:mm:ss.fff"),
        ("Time,angle\n0,1\n33,2\n66,3\n", 'name it "Time \\(ms\\)"'),
    ],
)
def test_what_is_no_table_over_time_is_refused_with_what_would_be_one(
    tmp_path: Path, content: str, says: str
) -> None:
    with pytest.raises(SourceError, match=says):
        read(tmp_path, content)


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"nothing\.csv"):
        read_table(tmp_path / "nothing.csv")
    with pytest.raises(SourceError):
        read_table(tmp_path)
