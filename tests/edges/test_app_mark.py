"""Tragus and C7 are marked once, kept in a profile and used ever after."""

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from posture.app.analyze import analyze
from posture.app.job import Options
from posture.app.reference import Setup
from posture.app.wiring import read_profile
from posture.sources.optics import bent_px
from posture.sources.saved import read
from posture.types import ImageBGR, Joint, Landmarks
from tests.builders import from_the_side
from tests.frames import sample_frames, sample_picture
from tests.lenses import OPTICS, bent, calibration
from tests.program import Ended, call
from tests.recorded import RATE_HZ, film, photograph, save, sitting

OWN_DEG = 43.0  # by the marks; the contour alone says 37°


def seen_at(angle: float, seconds: float = 4.0, *, first_s: float = 0.0) -> list[Landmarks]:
    count, first = round(seconds * RATE_HZ), round(first_s * RATE_HZ)
    return [
        from_the_side(head_forward_deg=angle, index=first + n, time_s=(first + n) / RATE_HZ)
        for n in range(count)
    ]


def places() -> tuple[str, str]:
    """Tragus and C7 of the upright person, C7 as far away as it is but further back."""
    ear = from_the_side().joints_px[Joint.LEFT_EAR]
    tragus = ear + np.array([-2.0, 2.6]) * 6
    away = np.array([math.sin(math.radians(OWN_DEG)), -math.cos(math.radians(OWN_DEG))])
    c7 = tragus - 14.0 * 6 * away
    return f"{tragus[0]},{tragus[1]}", f"{c7[0]},{c7[1]}"


def marked(
    capsys: pytest.CaptureFixture[str], recording: Path, out: Path, *more: object
) -> tuple[Ended, dict[str, Any]]:
    tragus, c7 = places()
    ended = call(capsys, "mark", recording, "--tragus", tragus, "--c7", c7, "--out", out, *more)
    return ended, json.loads(out.read_text("utf-8"))


def test_marks_become_a_profile_and_its_angle_that_of_the_recording(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recording = save(tmp_path / "side", [*seen_at(37.0), *seen_at(45.0, first_s=4.0)])

    ended, profile = marked(capsys, recording, tmp_path / "me.json")
    session = analyze(recording, tmp_path / "me.json", out=tmp_path / "out")

    assert ended.code == 0
    assert ended.out == (
        f"{tmp_path / 'me.json'}: tragus and C7 marked in side.mp4, 0.00 s: head forward 43.0° "
        "(craniovertebral angle 47.0°)\n"
    )
    assert profile["marks"]["upright_deg"] == pytest.approx(OWN_DEG)
    rows = session.series["head_forward_deg"]
    assert rows[1] == pytest.approx(OWN_DEG, abs=0.2)
    assert rows[-1] == pytest.approx(OWN_DEG + 8.0, abs=3.0)
    about = json.loads((tmp_path / "out" / "side" / "session.json").read_text())["baseline"]
    assert about["marks"] == "side.mp4, 0.00 s"
    report = (tmp_path / "out" / "side" / "report.html").read_text("utf-8")
    assert "tragus and C7 as they were marked in side.mp4" in report
    assert about["upright_head_forward_from"] == "marks of tragus and C7"
    assert session.summary["head_forward_deg"].sd_person < 4.0


def test_through_a_lens_the_straightened_points_are_marked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    straight = save(tmp_path / "straight", seen_at(37.0))
    crooked = save(tmp_path / "crooked", map(bent, seen_at(37.0)))
    seen = bent_px(np.array([[float(x) for x in place.split(",")] for place in places()]), OPTICS)
    tragus, c7 = (f"{u:.3f},{v:.3f}" for u, v in seen)

    _, true = marked(capsys, straight, tmp_path / "true.json")
    call(
        capsys, "mark", crooked, "--tragus", tragus, "--c7", c7, "--out", tmp_path / "me.json",
        "--lens", calibration(tmp_path / "cam.yml"),
    )  # fmt: skip
    marks = read_profile(tmp_path / "me.json").marks
    again = analyze(crooked, tmp_path / "me.json")

    assert marks is not None
    assert marks.head_forward_deg == pytest.approx(true["marks"]["upright_deg"], abs=0.02)
    assert again.series["head_forward_deg"] == pytest.approx(OWN_DEG, abs=0.1)


def test_json_is_the_profile_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    recording = save(tmp_path / "side", seen_at(37.0))

    ended, profile = marked(capsys, recording, tmp_path / "me.json", "--json")

    assert json.loads(ended.out) == profile


def test_a_profile_that_is_there_keeps_what_is_upright(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The marked frame is 8° further forward than the profile's person: upright is less."""
    upright = save(tmp_path / "upright", seen_at(29.0))
    slumped = save(tmp_path / "slumped", seen_at(37.0))
    call(capsys, "calibrate", "--from", upright, "--out", tmp_path / "me.json")
    before = read_profile(tmp_path / "me.json")

    _, profile = marked(capsys, slumped, tmp_path / "me.json")

    after = read_profile(tmp_path / "me.json")
    assert replace(after, marks=None) == before
    assert profile["marks"]["upright_deg"] == pytest.approx(OWN_DEG - 8.0, abs=3.0)


def test_marks_from_the_side_give_the_front_view_its_upright_angle(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    front = save(tmp_path / "front", sitting(4))
    call(capsys, "calibrate", "--from", front, "--out", tmp_path / "me.json")
    marked(capsys, save(tmp_path / "side", seen_at(37.0)), tmp_path / "me.json")

    session = analyze(front, tmp_path / "me.json")

    assert session.summary["head_forward_deg"].median == pytest.approx(OWN_DEG, abs=1.0)


def test_the_frame_is_the_one_at_the_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recording = save(tmp_path / "side", [*seen_at(45.0), *seen_at(37.0, first_s=4.0)])

    _, profile = marked(capsys, recording, tmp_path / "me.json", "--at", "4.1")

    assert profile["marks"]["origin"] == "side.mp4, 4.20 s"
    assert profile["upright"]["side_head_forward_deg"]["value"] == pytest.approx(37.0, abs=2.0)


def test_without_a_time_it_is_the_first_that_shows_the_neck_from_the_side(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hidden = [
        replace(from_the_side(hidden_neck=True), index=n, time_s=4.0 + n / RATE_HZ)
        for n in range(20, 25)
    ]
    later = [replace(one, index=one.index + 40) for one in seen_at(37.0, first_s=10.0)]
    recording = save(tmp_path / "side", [*sitting(4), *hidden, *later])

    _, profile = marked(capsys, recording, tmp_path / "me.json")

    assert profile["marks"]["origin"] == "side.mp4, 10.00 s"


@pytest.mark.parametrize(
    ("arguments", "code", "finding"),
    [
        (["--tragus", "1,2"], 2, "expected --tragus and --c7, found one of them"),
        (["--tragus", "a,b", "--c7", "1,2"], 2, "--tragus a,b: expected X,Y in pixels"),
        (["--tragus", "1;2", "--c7", "1,2"], 2, "--tragus 1;2: expected X,Y in pixels"),
        (["--tragus", "1,2", "--c7", "5000,2"], 2, "C7: expected a point inside the picture"),
        ([], 2, "expected a picture to click in, found saved landmarks"),
        (["--tragus", places()[0], "--c7", places()[1], "--sticker"], 2, "shows the stickers"),
        (["--at", "99", "--tragus", "1,2", "--c7", "3,4"], 1, "found none from 99 s on"),
    ],
)
def test_what_cannot_be_is_a_sentence_and_writes_nothing(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    finding: str,
) -> None:
    recording = save(tmp_path / "side", seen_at(37.0))

    ended = call(capsys, "mark", recording, "--out", tmp_path / "me.json", *arguments)

    assert ended.code == code
    assert len(ended.sentences) == 1
    assert finding in ended.err
    assert not (tmp_path / "me.json").exists()


@pytest.mark.parametrize(
    ("people", "finding"),
    [
        (sitting(2), "expected a person seen from the side, found none"),
        (
            [replace(from_the_side(hidden_neck=True), time_s=0.0)],
            "expected a neck whose contour can be followed, found it hidden",
        ),
    ],
    ids=["front", "hidden neck"],
)
def test_somebody_who_cannot_be_marked_is_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], people: list[Landmarks], finding: str
) -> None:
    recording = save(tmp_path / "side", people)
    tragus, c7 = places()

    ended = call(
        capsys, "mark", recording, "--tragus", tragus, "--c7", c7, "--out", tmp_path / "me.json"
    )

    assert ended.code == 1
    assert finding in ended.err
    assert not (tmp_path / "me.json").exists()


def test_a_time_in_pictures_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    photo = photograph(tmp_path / "me.png", sample_picture("side"))

    ended = call(capsys, "mark", photo, "--at", "1", "--out", tmp_path / "me.json")

    assert ended.code == 2
    assert "--at expects a recording with a time line, found pictures" in ended.err


def test_an_out_file_that_is_no_profile_stays_as_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "notes.json"
    other.write_text("[]")

    ended = call(capsys, "mark", save(tmp_path / "side", seen_at(37.0)), "--out", other)

    assert ended.code == 1
    assert "expected a profile, found a list" in ended.err
    assert other.read_text() == "[]"


def stuck(image: ImageBGR, *at: tuple[float, float]) -> ImageBGR:
    image = image.copy()
    for u, v in at:
        cv2.circle(image, (round(u * 16), round(v * 16)), 4 * 16, (60, 240, 80), -1, 16, 4)
    return image


@pytest.mark.model
def test_stickers_are_followed_and_measured_again_without_pixels(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both stickers move by the same 3 px to and fro, which changes no angle."""
    images = [
        stuck(frame.image, (352.0 + 3 * (n % 2), 150.0), (376.0 + 3 * (n % 2), 194.0))
        for n, frame in enumerate(sample_frames("side", 6))
    ]
    recording = film(tmp_path / "side.mp4", images)
    profile = tmp_path / "me.json"

    ended = call(
        capsys, "mark", recording, "--tragus", "352.5,150.5", "--c7", "376.5,194.5", "--sticker",
        "--out", profile,
    )  # fmt: skip
    session = analyze(recording, profile, out=tmp_path / "out")
    again = tmp_path / "out" / "side" / "landmarks.npz"

    assert ended.code == 0, ended.err
    found = np.array([one.stickers_px for one in read(again).landmarks()])
    assert found[:, 0, 0] == pytest.approx([352.5, 355.5] * 3, abs=0.7)
    assert found[:, 1, 1] == pytest.approx([194.5] * 6, abs=0.7)
    assert analyze(again, profile).summary == session.summary
    assert analyze(again, options=Options(setup=Setup())).summary != session.summary


@pytest.mark.model
def test_a_photograph_is_marked_without_a_screen_or_says_how(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    photo = photograph(tmp_path / "me.png", sample_picture("side"))

    ended = call(capsys, "mark", photo, "--out", tmp_path / "me.json")

    assert ended.code == 2
    assert f"{photo}: expected a screen to click on" in ended.err
    assert not (tmp_path / "me.json").exists()
