"""The models command: what is used, whether it is whole, and where it lies."""

import json
from pathlib import Path

import pytest

from posture.estimators import weights
from tests.frames import sample_picture
from tests.program import call, spawn
from tests.recorded import film, save, sitting


@pytest.fixture
def nothing_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("POSTURE_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"


def test_the_list_names_origin_and_licence(capsys: pytest.CaptureFixture[str]) -> None:
    ended = call(capsys, "models", "list", "--json")

    assert ended.code == 0
    assert {"pose_detection.tflite", "pose_landmarker_full.task"} <= {
        row["file"] for row in json.loads(ended.out)
    }
    assert all(row["licence"] and row["origin"] for row in json.loads(ended.out))


def test_people_read_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    ended = call(capsys, "models", "list")

    assert ended.code == 0
    assert "licence" in ended.out


@pytest.mark.model
def test_whole_models_verify(capsys: pytest.CaptureFixture[str]) -> None:
    weights.ensure()

    ended = call(capsys, "models", "verify", "--json")

    assert ended.code == 0
    assert {row["state"] for row in json.loads(ended.out)} == {"ok"}


@pytest.mark.usefixtures("nothing_fetched")
def test_missing_models_are_told_with_the_remedy(capsys: pytest.CaptureFixture[str]) -> None:
    ended = call(capsys, "models", "verify")

    assert ended.code == 1
    assert all(line.startswith("missing") for line in ended.out.splitlines())
    assert "posture models fetch" in ended.err


@pytest.mark.model
def test_fetching_what_is_there_says_where(capsys: pytest.CaptureFixture[str]) -> None:
    ended = call(capsys, "models", "fetch")

    assert ended.code == 0
    assert ended.out == f"complete: {weights.folder()}\n"


def test_the_path_is_a_line_for_scripts(
    nothing_fetched: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(capsys, "models", "path").out == f"{nothing_fetched}\n"


def test_without_networks_and_without_an_index_saved_landmarks_are_still_measured(
    tmp_path: Path,
) -> None:
    clips = [film(tmp_path / name, [sample_picture("front")]) for name in ("a.mp4", "b.mp4")]
    saved = save(tmp_path / "desk", sitting(2))
    offline = {"POSTURE_MODELS": str(tmp_path / "models"), "PIP_NO_INDEX": "1"}

    ended = spawn("analyze", *clips, saved, "--out", tmp_path / "r", environment=offline)

    assert ended.code == 1
    assert len(ended.sentences) == 1  # once, not once a recording
    assert "No matching distribution found for mediapipe" in ended.err
    assert {path.name for path in (tmp_path / "r").iterdir()} == {
        "desk",
        "index.html",
        "plotly.min.js",
        "summary.csv",
    }
