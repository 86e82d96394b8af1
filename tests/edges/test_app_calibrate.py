"""An upright person becomes a profile: from recordings, parts of them, and pictures."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from posture.app.analyze import analyze
from posture.features import SCALARS
from posture.types import Joint
from tests.builders import LENS, SIZE, Sitter, from_the_side, nobody
from tests.clips import write_picture
from tests.frames import sample_frames, sample_picture
from tests.program import Ended, call
from tests.recorded import film, photograph, photographed, save, sitting


def learned(
    capsys: pytest.CaptureFixture[str], out: Path, *arguments: object
) -> tuple[Ended, dict[str, Any]]:
    """Run the command and return what it said and what it wrote."""
    ended = call(capsys, "calibrate", *arguments, "--out", out)
    return ended, json.loads(out.read_text("utf-8"))


@pytest.mark.model
def test_pictures_and_a_recording_of_one_person_make_one_profile(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frames = sample_frames("front", 10)
    clip = film(tmp_path / "me.mp4", [frame.image for frame in frames])
    photos = [photograph(tmp_path / f"{n}.png", frames[n].image) for n in (1, 2)]
    sources = [word for path in (clip, *photos) for word in ("--from", path)]

    ended, profile = learned(
        capsys, tmp_path / "me.json", *sources, "--part", "0-1", "--distance-cm", 65
    )

    assert ended.code == 0
    assert ended.sentences == [
        f"posture: {clip}: only 1.0 s of sitting upright: give it more time."
    ]
    assert ended.out == f"{tmp_path / 'me.json'}: front view, {profile['origin']}\n"
    assert profile["origin"] == f"{clip}, {photos[0]}, {photos[1]}"
    assert profile["size_px"] == [640, 480]
    assert {stat["n"] for stat in profile["upright"].values()} <= {6, 7, 8}  # 6 of the part, 2 more


@pytest.mark.model
def test_a_picture_without_a_person_makes_no_profile(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wall = write_picture(tmp_path / "wall.png")

    ended = call(capsys, "calibrate", "--from", wall, "--out", tmp_path / "me.json")

    assert ended.code == 1
    assert ended.sentences == [
        f"posture: {wall}: expected an upright person, found nobody; choose recordings, or a part "
        "of them, in which somebody sits."
    ]
    assert not (tmp_path / "me.json").exists()


@pytest.mark.model
def test_a_picture_of_a_head_alone_is_stored_with_a_word_on_the_shoulders(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = cv2.resize(sample_picture("front")[60:262, 170:480], None, fx=2, fy=2)
    cv2.imwrite(str(tmp_path / "head.png"), head)

    ended, profile = learned(capsys, tmp_path / "me.json", "--from", tmp_path / "head.png")

    assert ended.code == 0
    assert "the shoulders were out of the picture: no protraction" in ended.err
    assert "eyes_cm" in profile["upright"]
    assert "shoulder_width_px" not in profile["upright"]


def test_a_hidden_neck_is_stored_with_a_word_on_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hood = save(tmp_path / "hood", [replace(from_the_side(hidden_neck=True), name="hood.png")])

    ended, profile = learned(capsys, tmp_path / "me.json", "--from", hood)

    assert ended.code == 0
    assert ended.sentences == [
        f"posture: {tmp_path / 'me.json'}: the neck was not visible: no head-forward angle; "
        "tie back hair or take off the hood."
    ]
    assert profile["view"] == "side"
    assert "side_head_forward_deg" not in profile["upright"]


def test_a_profile_says_everything_that_measuring_subtracts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seen = save(tmp_path / "me", sitting(4))

    ended, profile = learned(
        capsys, tmp_path / "me.json", "--from", seen, "--focal-px", LENS.focal_px
    )

    assert ended.code == 0
    assert profile["version"] == 1
    assert profile["created_at"].endswith("+00:00")
    assert profile["size_px"] == list(SIZE)
    assert (profile["focal_px"], profile["focal_source"]) == (LENS.focal_px, "given")
    assert profile["taped_cm"] is None
    assert {"tragus_z_cm", "shoulder_width_px", "head_pitch_deg"} <= profile["upright"].keys()
    assert profile["upright"].keys() <= set(SCALARS)
    for stat in profile["upright"].values():
        assert stat["n"] == 20
        assert stat["sd"] >= 0


def test_one_picture_has_no_spread(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seen = save(tmp_path / "me", photographed("me.png"))

    _, profile = learned(capsys, tmp_path / "me.json", "--from", seen)

    assert {(stat["sd"], stat["n"]) for stat in profile["upright"].values()} == {(None, 1)}


def test_a_taped_distance_solves_the_focal_length_and_holds_for_the_recording(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seen = save(tmp_path / "me", sitting(4, Sitter(distance_cm=50.0)))

    _, profile = learned(capsys, tmp_path / "me.json", "--from", seen, "--distance-cm", 50)
    session = analyze(seen, tmp_path / "me.json")

    assert profile["focal_source"] == "taped"
    assert profile["focal_px"] == pytest.approx(LENS.focal_px, rel=0.06)
    assert profile["taped_cm"] == 50.0
    assert session.summary["camera_distance_cm"].median == pytest.approx(50.0, rel=0.01)
    assert session.lens.source == "taped"


def test_a_profile_holds_for_another_size_of_the_same_camera(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    half = replace(LENS, focal_px=LENS.focal_px / 2)
    small = Sitter(size=(640, 360), lens=half, head_ahead_cm=3.0)
    learned(
        capsys, tmp_path / "me.json", "--from", save(tmp_path / "a", sitting(4)),
        "--focal-px", LENS.focal_px,
    )  # fmt: skip

    same = analyze(
        save(tmp_path / "b", sitting(4, Sitter(head_ahead_cm=3.0))), tmp_path / "me.json"
    )
    other = analyze(save(tmp_path / "c", sitting(4, small)), tmp_path / "me.json")

    for name in ("camera_distance_cm", "protraction_cm", "head_forward_deg"):
        assert other.summary[name].median == pytest.approx(
            same.summary[name].median, rel=0.03, abs=0.3
        )


def test_frames_of_another_size_are_left_out_with_a_word(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    many = save(tmp_path / "many", sitting(2))
    other = save(tmp_path / "other", photographed("a.png", sitter=Sitter(size=(640, 480))))

    ended, profile = learned(capsys, tmp_path / "me.json", "--from", other, "--from", many)

    assert ended.code == 0
    assert profile["size_px"] == list(SIZE)
    assert "1 frame of another size than 1280 × 720 was left out" in ended.err
    assert {stat["n"] for stat in profile["upright"].values()} == {10}


def test_only_the_part_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    later = [
        replace(seen, index=seen.index + 20, time_s=(seen.time_s or 0) + 4)
        for seen in sitting(4, Sitter(pitch_deg=20.0))
    ]
    seen = save(tmp_path / "me", [*sitting(4), *later])

    _, upright = learned(capsys, tmp_path / "a.json", "--from", seen, "--part", "0-3.9")
    _, nodding = learned(capsys, tmp_path / "b.json", "--from", seen, "--part", "4-8")

    change_deg = (
        nodding["upright"]["head_pitch_deg"]["value"]
        - upright["upright"]["head_pitch_deg"]["value"]
    )
    assert change_deg == pytest.approx(20.0, abs=1.0)


@pytest.mark.parametrize(
    ("part", "code", "finding"),
    [
        ("nonsense", 2, "--part nonsense: expected START-END in seconds such as 0-12.5."),
        ("0-0.5", 2, "--part 0-0.5: expected START-END of at least 1 s, found 0.5 s"),
        ("50-60", 1, "expected an upright person, found nobody"),
    ],
)
def test_a_part_that_cannot_be_is_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], part: str, code: int, finding: str
) -> None:
    seen = save(tmp_path / "me", sitting(2))

    ended = call(capsys, "calibrate", "--from", seen, "--part", part, "--out", tmp_path / "x.json")

    assert ended.code == code
    assert len(ended.sentences) == 1
    assert finding in ended.err


def test_an_empty_chair_makes_no_profile(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chair = save(tmp_path / "chair", [nobody(index=0, time_s=0.0)])

    assert call(capsys, "calibrate", "--from", chair, "--out", tmp_path / "x.json").code == 1


def test_a_missing_recording_stops_before_anything_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there, gone = save(tmp_path / "me", sitting(2)), tmp_path / "gone.mp4"

    ended = call(capsys, "calibrate", "--from", there, "--from", gone, "--out", tmp_path / "x.json")

    assert ended.code == 1
    assert ended.err.startswith(f"posture: {gone}: expected a recording")
    assert not (tmp_path / "x.json").exists()


def test_json_is_the_profile_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seen = save(tmp_path / "me", sitting(2))

    ended, profile = learned(capsys, tmp_path / "me.json", "--from", seen, "--json")

    assert json.loads(ended.out) == profile


def test_somebody_whose_shoulders_are_not_seen_is_noted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hidden = np.ones(len(Joint))
    hidden[[Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER]] = 0.1
    seen = save(tmp_path / "me", [replace(one, score=hidden) for one in sitting(2)])

    ended, _ = learned(capsys, tmp_path / "me.json", "--from", seen)

    assert ended.code == 0
    assert "no shoulder elevation" in ended.err
