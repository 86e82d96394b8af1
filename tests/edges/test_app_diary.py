"""`posture diary`: pain in the user's own words, listed as association and never as cause."""

import json
from pathlib import Path

import pytest

from tests.program import call
from tests.typed import typed


def test_what_is_written_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    call(capsys, "diary", "add", 4, "--tag", "sleep", "--tag", "stress", "--note", "deadline [red]")
    call(capsys, "diary", "add", 0)

    first, second = json.loads(call(capsys, "diary", "list", "--json").out)

    assert (first["pain"], first["tags"]) == (4, ["sleep", "stress"])
    assert (first["note"], first["moment"], first["muscle"]) == ("deadline [red]", "diary", None)
    assert (second["pain"], second["tags"], second["note"]) == (0, [], None)
    assert first["at"] <= second["at"]


def test_the_table_speaks_of_no_cause(capsys: pytest.CaptureFixture[str]) -> None:
    call(capsys, "diary", "add", 4, "--tag", "injury")
    ended = call(capsys, "diary", "list")

    assert "injury" in ended.out
    assert "need not be the cause" in ended.out


def test_an_empty_diary_is_an_empty_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(call(capsys, "diary", "list", "--json").out) == []


@pytest.mark.parametrize("arguments", [("11",), ("-1",), ("much",), ("3", "--tag", "moon")])
def test_impossible_entries_are_refused(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    assert call(capsys, "diary", "add", *arguments).code == 2
    assert json.loads(call(capsys, "diary", "list", "--json").out) == []


@pytest.mark.parametrize(("key", "pain"), [("4", 4), ("0", 0), ("x", 10)])
def test_one_key_writes_the_pain_of_today_and_a_second_time_it_stays(
    tmp_path: Path, key: str, pain: int
) -> None:
    first = typed("diary", "today", script=[("imaginable?", key)], home=tmp_path)
    second = typed("diary", "today", script=[], home=tmp_path)

    assert first.code == second.code == 0
    assert f"pain {pain} of 10" in first.out
    assert f"pain {pain} of 10" in second.out
    assert "written already" in second.out


def test_another_key_writes_nothing(tmp_path: Path) -> None:
    left = typed("diary", "today", script=[("imaginable?", "q")], home=tmp_path)

    assert left.code == 0
    assert "written" not in left.out


def test_without_a_terminal_the_number_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    ended = call(capsys, "diary", "today")

    assert ended.code == 2
    assert "posture diary add 4" in " ".join(ended.err.split())
