"""A guided calibration as users run it: before a live source, on a terminal or without one."""

import json
from collections.abc import Callable
from pathlib import Path
from threading import Timer
from typing import Any

import pytest

from posture.app import guided
from posture.errors import SourceError
from posture.guidance import Step
from posture.instructions import say
from posture.types import Frame, Landmarks
from tests.builders import SIZE, Sitter, nobody
from tests.cameras import connect
from tests.clips import even_times_s, write_clip
from tests.frames import SAMPLES, sample_frames
from tests.guided import SHRUGGING, UPRIGHT, Act, played
from tests.program import call
from tests.recorded import film
from tests.streaming import streaming
from tests.terminal import typing_at

QUICK = """[calibration]
upright_s = 1.0
shrug_s = 0.5
relax_s = 0.3
settle_s = 0.2
patience_s = 3.0
"""
PLAY = [(2.2, UPRIGHT), (1.8, SHRUGGING), (60.0, UPRIGHT)]  # slack for slow machines
Stage = Callable[..., list[str]]


class Actor:
    """Sees a play instead of the picture."""

    def __init__(self, acts: list[Act]) -> None:
        self._seen = list(played(acts, hz=20.0))
        self.versions: dict[str, str] = {}

    def locate(self, frame: Frame) -> Landmarks:
        return self._seen[round((frame.time_s or 0.0) * 20.0)]

    def __enter__(self) -> "Actor":
        return self

    def __exit__(self, *exc: object) -> None:
        return None


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Give what sets a play up and returns the words of the command."""
    (tmp_path / "quick.toml").write_text(QUICK, "utf-8")
    write_clip(tmp_path / "desk.mp4", even_times_s(120), size_px=SIZE)
    monkeypatch.setattr(guided, "fetch_networks", lambda _config: None)

    def set_up(acts: list[Act]) -> list[str]:
        monkeypatch.setattr(guided, "estimator_for", lambda _look: Actor(acts))
        words = [
            "calibrate",
            "--source",
            tmp_path / "desk.mp4",
            "--config",
            tmp_path / "quick.toml",
        ]
        return list(map(str, words))

    return set_up


def stored(tmp_path: Path, name: str = "desk") -> dict[str, Any]:
    path = tmp_path / "home" / "profiles" / f"{name}.json"
    return dict(json.loads(path.read_text("utf-8")))


def test_without_out_the_profile_is_named_after_the_camera_and_says_what_it_holds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], stage: Stage
) -> None:
    ended = call(capsys, *stage(PLAY))
    profile = stored(tmp_path)

    assert ended.code == 0
    assert profile["full_shrug_cm"]["left"]["value"] > 2.0
    assert profile["notes"] == []
    assert "full shrug" in ended.out
    assert "posture analyze RECORDING --baseline desk" in ended.out
    said = [line.partition(".mp4: ")[2] for line in ended.sentences]
    asked = [say(step) for step in Step]
    assert [line for line in said if line in asked] == asked  # hints may stand between them


def test_json_is_the_profile_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], stage: Stage
) -> None:
    ended = call(capsys, *stage(PLAY), "--out", tmp_path / "me.json", "--json")

    assert json.loads(ended.out) == json.loads((tmp_path / "me.json").read_text("utf-8"))


def test_a_refusal_is_a_sentence_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], stage: Stage
) -> None:
    ended = call(capsys, *stage([(60.0, Sitter(yaw_deg=30.0).landmarks())]))

    assert ended.code == 1
    assert "found a head turned by 30° against the camera: turn to the screen" in ended.err
    assert ended.sentences[-1].endswith("; nothing was written.")
    assert not (tmp_path / "home").exists()


def test_an_empty_chair_is_refused_and_an_older_profile_stays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], stage: Stage
) -> None:
    call(capsys, *stage(PLAY))
    before = stored(tmp_path)

    ended = call(capsys, *stage([(60.0, nobody())]))

    assert ended.code == 1
    assert "nobody who can be judged: sit down in front of the camera" in ended.err
    assert stored(tmp_path) == before


def test_a_second_calibration_is_compared_with_the_first_unless_the_posture_is_fixed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], stage: Stage
) -> None:
    forward: list[Act] = [(60.0, Sitter(head_ahead_cm=8.0, head_rise_cm=-4.0).landmarks())]
    call(capsys, *stage(PLAY), "--distance-cm", "65")

    refused = call(capsys, *stage(forward))
    accepted = call(capsys, *stage(forward), "--fixed-posture")

    assert "further forward than in your profile" in refused.err
    assert refused.code == 1
    assert accepted.code == 0
    assert stored(tmp_path)["notes"][0].startswith("a fixed posture: a head")
    assert stored(tmp_path)["focal_source"] == "taped"  # what the first one learnt of the camera


@pytest.mark.parametrize(("key", "code"), [("q", 130), ("s", 1)])
def test_keys_quit_and_skip(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    stage: Stage,
    monkeypatch: pytest.MonkeyPatch,
    key: str,
    code: int,
) -> None:
    with typing_at(monkeypatch, key):
        ended = call(capsys, *stage(PLAY))

    assert ended.code == code
    assert "nothing was written" in ended.sentences[-1]
    assert not (tmp_path / "home").exists()


def test_no_camera_is_a_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(monkeypatch)

    ended = call(capsys, "calibrate")

    assert ended.code == 1
    assert ended.err.startswith("posture: 0: expected a camera")


def test_a_source_that_breaks_off_is_a_sentence(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    stage: Stage,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    words = stage(PLAY)
    monkeypatch.setattr(Actor, "locate", _unplugged)

    ended = call(capsys, *words)

    assert ended.code == 1
    assert ended.sentences[-1] == "posture: desk: unplugged."
    assert not (tmp_path / "home").exists()


def test_a_stream_that_is_killed_in_the_middle_is_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], stage: Stage
) -> None:
    words = stage([(60.0, nobody())])
    with streaming() as (url, server):
        words[words.index("--source") + 1] = url
        killer = Timer(3.0, server.kill)
        killer.start()
        ended = call(capsys, *words, "--config", patient(tmp_path))
        killer.join()

    assert ended.code == 1
    assert f"posture: {url}: expected a stream that goes on, it broke off" in ended.sentences[-1]
    assert not (tmp_path / "home").exists()


def patient(tmp_path: Path) -> Path:
    (tmp_path / "patient.toml").write_text("[calibration]\npatience_s = 60.0\n", "utf-8")
    return tmp_path / "patient.toml"


def _unplugged(_self: Actor, _frame: Frame) -> Landmarks:
    raise SourceError("desk: unplugged.")


# -- with the real networks ------------------------------------------------------------------------


@pytest.mark.model
def test_a_guided_profile_is_that_of_the_same_seconds_of_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "quick.toml").write_text(
        "[calibration]\nupright_s = 5.0\nsettle_s = 1.0\npatience_s = 1.0\n", "utf-8"
    )
    sample = SAMPLES / "desk-front.mp4"
    words = ["calibrate", "--config", tmp_path / "quick.toml", "--hfov-deg", 62, "--out"]

    live = call(capsys, *words, tmp_path / "live.json", "--source", sample, "--json")
    frames = film(tmp_path / "same.mp4", [one.image for one in sample_frames("front", 31)[5:]])
    file = call(capsys, *words, tmp_path / "file.json", "--from", frames, "--json")

    assert (live.code, file.code) == (0, 0)
    a, b = (json.loads(one.out)["upright"] for one in (live, file))
    assert a["eyes_cm"]["value"] == pytest.approx(b["eyes_cm"]["value"], rel=0.01)
    assert a["head_pitch_deg"]["value"] == pytest.approx(b["head_pitch_deg"]["value"], abs=1.0)
    assert a["shoulder_width_px"]["value"] == pytest.approx(
        b["shoulder_width_px"]["value"], rel=0.02
    )


@pytest.mark.model
def test_a_filmed_shrug_becomes_the_own_full_shrug(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "quick.toml").write_text(
        "[calibration]\nupright_s = 4.0\nshrug_s = 2.0\nrelax_s = 1.0\nsettle_s = 0.6\n", "utf-8"
    )
    whole = sample_frames("shrug", 660)
    acts = [*whole[:26], *whole[400:417], *whole[620:660]]
    clip = film(tmp_path / "shrug.mp4", [one.image for one in acts])

    ended = call(
        capsys, "calibrate", "--source", clip, "--config", tmp_path / "quick.toml", "--json",
        "--hfov-deg", 62,
    )  # fmt: skip
    shrug = json.loads(ended.out)["full_shrug_cm"]

    assert ended.code == 0
    assert shrug["left"]["value"] == pytest.approx(2.9, abs=0.7)  # of which 2.5–2.8 are measured
    assert shrug["right"]["value"] == pytest.approx(2.9, abs=0.7)
