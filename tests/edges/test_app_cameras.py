"""The cameras are listed, and a machine without one gets a sentence."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cameras import Listed, connect
from tests.others import held_by_another
from tests.program import call


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "video2"
    path.touch()
    with held_by_another(path):
        yield path


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can be asked so far")
def test_every_camera_is_listed_with_who_holds_it(
    held: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    free = held.with_name("video0")
    cameras = (Listed(202, "Logi C920", str(held)), Listed(200, "Built-in", str(free)))
    connect(monkeypatch, *cameras, Listed(204, "A phone", ""))

    listed = json.loads(call(capsys, "cameras", "--json").out)

    names = ("number", "camera", "device", "in_use", "by_default")
    assert [tuple(one[name] for name in names) for one in listed] == [
        (0, "Built-in", str(free), False, True),
        (2, "Logi C920", str(held), True, False),
        (4, "A phone", None, None, False),
    ]


def test_people_read_a_table(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    connect(monkeypatch, Listed(200, "Built-in [red]", ""))

    ended = call(capsys, "cameras")

    assert ended.code == 0
    assert [line.split() for line in ended.out.splitlines() if "Built-in" in line] == [
        ["0", "Built-in", "[red]", "–", "cannot", "tell", "by", "default"]
    ]


def test_where_none_is_taken_by_default_one_must_be_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    connect(monkeypatch, Listed(203, "Logi C920", ""))

    assert "none is number 0: name one, as in `posture watch 3`" in call(capsys, "cameras").out


def test_without_a_camera_there_is_a_sentence_and_an_empty_list(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    connect(monkeypatch)

    ended = call(capsys, "cameras")

    assert (ended.code, ended.out) == (0, "")
    assert ended.err.startswith("no camera: connect one")
    assert json.loads(call(capsys, "cameras", "--json").out) == []


def test_a_system_that_lists_none_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse() -> None:
        raise RuntimeError("access denied")

    monkeypatch.setattr("posture.sources.devices.enumerate_cameras", refuse)

    ended = call(capsys, "cameras")

    assert ended.code == 1
    assert "Expected a list of the cameras, the system gives none (access denied)" in ended.err
