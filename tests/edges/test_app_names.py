"""Files may be called anything: names are shown, never interpreted."""

import json
import os
import sys
from pathlib import Path

import pytest

from posture.app.terminal import visible
from tests.program import call, spawn
from tests.recorded import save, sitting

ODD = ["[red]me", ":smile:", "--out", "-v", "ein Tag im Büro 🪑", "a\nb", "x" * 200, "%s {0}"]
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")


@pytest.mark.parametrize("name", ODD, ids=ascii)
def test_an_odd_name_is_analysed_and_shown_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    seen = save(tmp_path / name, sitting(2))

    ended = call(capsys, "analyze", "--out", tmp_path / "r", "--", seen)

    assert ended.code == 0
    assert f"report: {visible(tmp_path / 'r' / name / 'report.html')}" in ended.out
    assert (tmp_path / "r" / name / "measurements.csv").exists()


@pytest.mark.parametrize("name", ODD, ids=ascii)
def test_an_odd_name_that_is_missing_is_shown_as_it_is(
    capsys: pytest.CaptureFixture[str], name: str
) -> None:
    ended = call(capsys, "analyze", "--", f"{name}.mp4")

    assert ended.code == 1
    assert ended.err.startswith(f"posture: {visible(name)}.mp4: expected ")
    assert len(ended.sentences) == 1


@linux_only
def test_bytes_that_are_no_text_are_shown_as_codes(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9")
    both = [save(tmp_path / week / name, sitting(2)) for week in ("1", "2")]

    ended = spawn("analyze", *both, tmp_path / f"{name}.mp4", "--json", cwd=tmp_path)
    results = tmp_path / "posture-results"

    assert ended.code == 1
    assert ended.sentences[0].startswith(f"posture: {tmp_path}/caf\\udce9.mp4: expected")
    assert [json.loads(line)["folder"] for line in ended.out.splitlines()] == [
        f"posture-results/{name}",
        f"posture-results/{name}-2",
    ]
    assert 'href="caf%E9/report.html"' in (results / "index.html").read_text("utf-8")


@linux_only
def test_an_escape_sequence_in_a_name_does_not_reach_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seen = save(tmp_path / "a\x1b[31mb", sitting(2))

    ended = call(capsys, "analyze", seen, tmp_path / "\x1b[2J.mp4", "--out", tmp_path / "r")

    assert "\x1b" not in ended.out + ended.err
    assert "\\x1b[2J.mp4" in ended.err


def test_a_terminal_that_knows_only_ascii_gets_codes(tmp_path: Path) -> None:
    seen = save(tmp_path / "Büro", sitting(2))

    ended = spawn("analyze", seen, "Ü.mp4", cwd=tmp_path, environment={"PYTHONIOENCODING": "ascii"})

    assert ended.code == 1
    assert "\\xdc.mp4" in ended.err
    assert "report: posture-results/B\\xfcro/report.html" in ended.out
