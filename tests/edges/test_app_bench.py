"""What an analysis costs on this machine, said in a table and in JSON."""

import json
from pathlib import Path

import pytest

from posture.app.bench import Bench, Cost
from tests.clips import write_picture
from tests.frames import sample_frames
from tests.program import call
from tests.recorded import film

MEASURED = Bench(
    recording="desk.mp4",
    duration_s=100.0,
    size_px=(1280, 720),
    rate_hz=5.0,
    looks=500,
    held=100,
    processors=4,
    jobs=2,
    read_s=3.0,
    network_s={"pose": 0.015, "detector": 0.01, "face": 0.003},
    analysis=Cost(wall_s=10.0, cpu_s=18.0),
    start_s=0.3,
    memory_mb=300.0,
)


def test_the_floor_is_reading_and_networks_shared_by_the_processors_in_use() -> None:
    reading_s, looking_s, census_s = 3.0, 400 * 0.018, 50 * 0.01

    assert MEASURED.floor_s == pytest.approx((reading_s + looking_s + census_s) / 2)
    assert MEASURED.mapping["share_of_floor"] == pytest.approx(MEASURED.floor_s / 10.0)
    assert MEASURED.mapping["times_real_time"] == 10.0


@pytest.mark.model
def test_a_video_is_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clip = film(tmp_path / "desk.mp4", [frame.image for frame in sample_frames("front", 10)])

    ended = call(capsys, "bench", clip, "--jobs", 1, "--json")
    found = json.loads(ended.out)

    assert (ended.code, found["looks"]) == (0, 10)
    assert found["network_s"].keys() == {"pose", "detector", "face"}
    assert 0 < found["floor_s"] < found["analysis"]["cpu_s"]


@pytest.mark.model
def test_the_table_says_how_near_the_floor_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clip = film(tmp_path / "desk.mp4", [frame.image for frame in sample_frames("front", 3)])

    ended = call(capsys, "bench", clip, "--jobs", 1)

    assert "of the floor" in " ".join(ended.out.split())


@pytest.mark.model
def test_only_videos_are_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ended = call(capsys, "bench", write_picture(tmp_path / "one.png"))

    assert ended.code == 1
    assert "expected a video to measure with, found pictures" in ended.err
