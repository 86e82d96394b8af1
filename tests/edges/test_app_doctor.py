"""The doctor says what is wrong with a machine, and how to mend it."""

import json
import sys
from pathlib import Path

import pytest

from posture.app import doctor
from posture.app.settings import config_path
from tests.program import Ended, call, spawn

NAMES = {
    "posture", "python", "system", "system libraries", "numpy", "cv2", "av", "mediapipe", "plotly",
    "settings", "models", "cameras",
}  # fmt: skip


def checks(ended: Ended) -> dict[str, dict[str, object]]:
    return {str(check["name"]): check for check in json.loads(ended.out)}


@pytest.mark.model
@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such libraries")
def test_a_machine_that_is_well_is_all_ok(capsys: pytest.CaptureFixture[str]) -> None:
    ended = call(capsys, "doctor", "--json")

    assert ended.code == 0
    assert checks(ended).keys() == NAMES
    assert all(check["ok"] and check["remedy"] is None for check in checks(ended).values())


@pytest.mark.model
def test_people_read_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    ended = call(capsys, "doctor")

    assert ended.code == 0
    assert all(line.startswith("ok    ") for line in ended.out.splitlines())
    assert ended.err == ""


def test_missing_models_are_wrong_and_can_be_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("POSTURE_MODELS", str(tmp_path))

    ended = call(capsys, "doctor")

    assert ended.code == 1
    assert "wrong models: pose_detection.tflite missing" in ended.out
    assert "→ type `posture models fetch`" in ended.out
    assert list(tmp_path.glob("*.task")) == []


def test_wrong_settings_are_wrong_and_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    config_path().parent.mkdir(parents=True)
    config_path().write_text("[alrts]\n")

    ended = call(capsys, "doctor", "--json")
    settings = checks(ended)["settings"]

    assert ended.code == 1
    assert 'unknown key "alrts"' in str(settings["found"])
    assert settings["remedy"] == f"mend {config_path()} or move it away"


def test_a_missing_system_library_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(doctor.SYSTEM_LIBRARIES, "libnowhere.so.7", "libnowhere7")
    monkeypatch.setattr("sys.platform", "linux")

    assert doctor.remedy() == "type `sudo apt-get install libnowhere7` (Debian, Ubuntu)"


def test_a_library_that_does_not_load_is_a_sentence_in_every_command(tmp_path: Path) -> None:
    broken = "raise ImportError('libGL.so.1: cannot open shared object file')"
    (tmp_path / "cv2.py").write_text(broken)
    environment = {"PYTHONPATH": str(tmp_path)}

    analyze = spawn("analyze", "any.mp4", environment=environment)
    looked = spawn("doctor", environment=environment)

    assert analyze.code == 1
    assert analyze.sentences == [
        "posture: A library cannot be loaded (libGL.so.1: cannot open shared object file); "
        "`posture doctor` shows what is wrong."
    ]
    assert looked.code == 1
    assert "wrong cv2: libGL.so.1: cannot open shared object file" in looked.out
    assert looked.err == ""
