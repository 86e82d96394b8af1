"""A recording becomes a folder of results, and its landmarks give the same numbers again."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from posture.app.analyze import analyze, analyze_recording, find_one
from posture.app.job import Options
from posture.config import Config
from posture.errors import SourceError
from posture.sources.saved import read
from tests.contract import FILES, HEADER
from tests.frames import sample_frames, sample_picture
from tests.program import call
from tests.recorded import film, photograph, photographed, save, sitting

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Analyse two seconds of a recording, once for all that look at it."""
    folder = tmp_path_factory.mktemp("analysed")
    clip = film(folder / "desk.mp4", [frame.image for frame in sample_frames("front", 10)])
    analyze_recording(find_one(clip), Options(), folder=folder / "results" / "desk")
    return folder / "results" / "desk"


def rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "measurements.csv").open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def facts(folder: Path) -> dict[str, object]:
    """Read session.json but for what the command line adds to it."""
    known: dict[str, object] = json.loads(content(folder, "session.json"))
    return {key: value for key, value in known.items() if key != "fingerprint"}


def content(folder: Path, name: str) -> bytes:
    return (folder / name).read_bytes()


def test_every_file_is_there_and_nothing_else(results: Path) -> None:
    assert {path.name for path in results.iterdir()} == FILES


def test_the_table_has_the_columns_of_the_contract(results: Path) -> None:
    assert content(results, "measurements.csv").decode().splitlines()[0] == HEADER


def test_every_sampled_frame_has_a_row_with_numbers(results: Path) -> None:
    table = rows(results)

    assert [row["time_s"] for row in table[:3]] == ["0.000", "0.200", "0.400"]
    assert len(table) == 10
    assert all(row["people"] == "1" and row["camera_distance_cm"] for row in table)


def test_measuring_again_gives_the_same_table_to_the_byte(
    results: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = call(capsys, "analyze", results / "landmarks.npz", "--out", tmp_path)

    assert ended.code == 0
    assert content(tmp_path / "desk", "measurements.csv") == content(results, "measurements.csv")
    assert facts(tmp_path / "desk") == facts(results)
    assert {path.name for path in (tmp_path / "desk").iterdir()} == FILES - {"landmarks.npz"}


def test_measuring_again_in_the_same_folder_leaves_the_landmarks_alone(
    results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    landmarks, before = results / "landmarks.npz", content(results, "landmarks.npz")
    kept = landmarks.stat()
    (results / "measurements.csv").write_text("older results")

    call(capsys, "analyze", landmarks, "--out", results.parent)

    assert content(results, "landmarks.npz") == before
    assert landmarks.stat().st_mtime_ns == kept.st_mtime_ns
    assert content(results, "measurements.csv").decode().splitlines()[0] == HEADER
    assert {path.name for path in results.iterdir()} == FILES


def test_measuring_again_needs_no_networks(
    results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSTURE_MODELS", str(tmp_path / "none"))

    session = analyze(results / "landmarks.npz")

    assert session.frames == 10
    assert not (tmp_path / "none").exists()


def test_a_photograph_keeps_its_focal_length_when_it_is_measured_again(tmp_path: Path) -> None:
    photo = photograph(tmp_path / "me.jpg", sample_picture("front"), focal_35mm=28)

    first = analyze(photo, out=tmp_path / "results")
    again = analyze(tmp_path / "results" / "me" / "landmarks.npz", out=tmp_path / "again")

    assert first.lens.source == again.lens.source == "exif"
    assert content(tmp_path / "again" / "me", "measurements.csv") == content(
        tmp_path / "results" / "me", "measurements.csv"
    )


def test_a_folder_of_pictures_is_one_recording_in_natural_order(tmp_path: Path) -> None:
    (tmp_path / "shots").mkdir()
    for name in ("shot10.png", "shot9.png", "Shot1.png"):
        cv2.imwrite(str(tmp_path / "shots" / name), sample_picture("front"))

    session = analyze(tmp_path / "shots", out=tmp_path / "results")
    table = rows(tmp_path / "results" / "shots")

    assert [row["frame"] for row in table] == ["Shot1.png", "shot9.png", "shot10.png"]
    assert [row["time_s"] for row in table] == ["", "", ""]
    assert session.alerts == ()
    assert session.peak_dose == {}


def test_a_picture_of_8k_is_looked_at(tmp_path: Path) -> None:
    large = cv2.resize(sample_picture("front"), (7680, 4320), interpolation=cv2.INTER_CUBIC)
    grain = np.random.default_rng(1).integers(0, 24, large.shape, dtype=np.uint8)
    cv2.imwrite(str(tmp_path / "large.jpg"), cv2.add(large, grain))

    analyze(tmp_path / "large.jpg", out=tmp_path)

    assert read(tmp_path / "large" / "landmarks.npz").size_px == (7680, 4320)
    assert [row["people"] for row in rows(tmp_path / "large")] == ["1"]


def test_a_slower_rate_looks_at_fewer_frames(tmp_path: Path) -> None:
    clip = film(tmp_path / "desk.mp4", [frame.image for frame in sample_frames("front", 10)])

    assert analyze(clip, options=Options(rate_hz=1.0, config=Config())).frames == 2


@pytest.mark.parametrize(("told", "view"), [("auto", "oblique"), ("front", "front")])
def test_the_view_can_be_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], told: str, view: str
) -> None:
    turn = np.array([[0.7, 0.0, 0.7], [0.0, 1.0, 0.0], [-0.7, 0.0, 0.7]])
    turned = [replace(one, joints_world_m=one.joints_world_m @ turn) for one in sitting(2)]

    call(capsys, "analyze", save(tmp_path / "me", turned), "--view", told, "--out", tmp_path / "r")

    assert {row["view"] for row in rows(tmp_path / "r" / "me")} == {view}


def test_pictures_of_saved_landmarks_have_no_dose_and_no_alerts(tmp_path: Path) -> None:
    session = analyze(save(tmp_path / "shots", photographed("a.png", "b.png")), out=tmp_path / "r")

    assert session.pictures == ("a.png", "b.png")
    assert session.dose == {}
    assert len(content(tmp_path / "r" / "shots", "alerts.csv").splitlines()) == 1


def test_a_folder_of_several_recordings_is_no_single_one(tmp_path: Path) -> None:
    for name in ("a.mp4", "b.mp4"):
        film(tmp_path / name, [np.zeros((48, 64, 3), np.uint8)])

    with pytest.raises(SourceError, match="expected one recording, found 2"):
        analyze(tmp_path)


def test_settings_in_force_are_told_by_their_hash(results: Path) -> None:
    versions = json.loads(content(results, "session.json"))["versions"]

    assert len(versions["settings"]) == 12
    assert {"posture", "mediapipe", "pose_landmarker_full.task"} <= versions.keys()
