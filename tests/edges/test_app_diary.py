"""`posture diary`: pain in the user's own words, listed as association and never as cause."""

import json

import pytest

from tests.program import call


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
