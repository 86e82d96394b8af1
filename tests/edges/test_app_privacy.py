"""The doctor says who is spoken to and what is kept, and the program does what it says."""

import ast
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from posture.app.settings import config_path
from tests.buckets import Buckets, serving
from tests.edges.test_privacy import ROOT, finish, imported, leaving, run, strace, words
from tests.program import call, command
from tests.recorded import save, sitting

SPEAKERS = {"aiohttp", "boto3", "botocore", "distributed", "fsspec", "http", "requests", "s3fs",
            "smtplib", "socket", "socketserver", "ssl"}  # fmt: skip


@pytest.fixture
def buckets() -> Iterator[Buckets]:
    with serving() as buckets:
        yield buckets


def test_everybody_who_is_spoken_to_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    ended = call(capsys, "doctor", "--privacy", "--json")
    found = {check["name"]: check["found"] for check in json.loads(ended.out)}

    assert ended.code == 0
    assert list(found) == [
        "uploads", "models", "cameras", "recordings and results", "cluster", "prompts", "pictures",
        "kept on this machine", "anything else",
    ]  # fmt: skip
    assert found["prompts"] == "they go to this desktop"


def test_what_the_settings_and_the_disk_hold_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("POSTURE_MODELS", str(tmp_path / "models"))
    config_path().parent.mkdir(parents=True)
    config_path().write_text('[notify]\ncommand = "tell-my-team"\n')

    said = call(capsys, "doctor", "--privacy").out

    assert "your program tell-my-team, which may tell others" in said
    assert "not here yet: pip will fetch them once" in said
    assert f"kept on this machine: {config_path().parent}" in said


def test_settings_that_cannot_be_read_are_a_fault(capsys: pytest.CaptureFixture[str]) -> None:
    config_path().parent.mkdir(parents=True)
    config_path().write_text("[alrts]\n")

    ended = call(capsys, "doctor", "--privacy")

    assert ended.code == 1
    assert "wrong prompts: " in ended.out


def test_few_modules_can_speak_to_another_machine() -> None:
    speakers = {
        path.relative_to(ROOT / "posture").as_posix()
        for path in (ROOT / "posture").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if imported(node) & SPEAKERS
    }

    assert speakers == {"app/cluster.py", "app/provision.py", "remote/carrier.py"}


@pytest.mark.trace
@pytest.mark.skipif(sys.platform != "linux", reason="strace watches Linux only")
def test_an_analysis_of_files_says_nothing_to_anybody(tmp_path: Path) -> None:
    trace, source = tmp_path / "trace.txt", save(tmp_path / "desk", sitting(4))

    finish(run([*strace(trace), *command("analyze", source, "--out", tmp_path / "out")]))

    assert [word.line for word in words(trace)] == []


@pytest.mark.trace
@pytest.mark.skipif(sys.platform != "linux", reason="strace watches Linux only")
def test_a_recording_in_a_bucket_is_asked_for_there_and_nowhere_else(
    tmp_path: Path, buckets: Buckets
) -> None:
    trace = tmp_path / "trace.txt"
    url = buckets.put("in/desk/landmarks.npz", save(tmp_path / "desk", sitting(4)))

    finish(run([*strace(trace), *command("analyze", url, "--out", "s3://study/out")]))

    assert leaving(trace) == []
    assert {word.port for word in words(trace)} == {int(buckets.url.rpartition(":")[2])}
