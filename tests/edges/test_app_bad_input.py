"""What cannot be analysed is named in one sentence, and everything else of the call is done."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.clips import cut, even_times_s, write_clip, write_picture, write_sound
from tests.program import call, spawn
from tests.recorded import save, sitting


def missing(folder: Path) -> Path:
    return folder / "missing.mp4"


def folder_without_recordings(folder: Path) -> Path:
    (folder / "papers").mkdir()
    (folder / "papers" / "notes.txt").write_text("no recording")
    return folder / "papers"


def text(folder: Path) -> Path:
    (folder / "text.mp4").write_text("this is no video\n" * 50)
    return folder / "text.mp4"


def truncated(folder: Path) -> Path:
    return cut(write_clip(folder / "truncated.mp4", even_times_s(30)), share=0.3)


def only_sound(folder: Path) -> Path:
    return write_sound(folder / "sound.wav")


def empty(folder: Path) -> Path:
    (folder / "empty.mp4").touch()
    return folder / "empty.mp4"


def damaged_picture(folder: Path) -> Path:
    (folder / "damaged.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(200))
    return folder / "damaged.jpg"


def damaged_landmarks(folder: Path) -> Path:
    return cut(save(folder / "damaged", sitting(2)), share=0.5)


def name_too_long(folder: Path) -> Path:
    return folder / ("x" * 400)


BAD: dict[Callable[[Path], Path], str] = {
    missing: "found no such file or folder; check spelling",
    folder_without_recordings: "found 1 files that are neither; name the folder",
    text: "found a file that is none (Invalid data found when processing input); check what it is",
    truncated: "found an MP4 without its index, as a cut-off recording or copy leaves it; copy it",
    only_sound: "found a file without moving pictures; name a recording that has some",
    empty: "found an empty file; copy or record it again",
    damaged_picture: "found a damaged file or a format that OpenCV cannot read; save it again",
    damaged_landmarks: "found a damaged or cut-off file",
    name_too_long: "File name too long); check path",
}


@pytest.mark.model
@pytest.mark.parametrize("make", BAD, ids=lambda make: getattr(make, "__name__", ""))
def test_the_bad_one_is_named_and_the_good_one_is_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], make: Callable[[Path], Path]
) -> None:
    bad, good = make(tmp_path), save(tmp_path / "good", sitting(2))

    ended = call(capsys, "analyze", bad, good, "--out", tmp_path / "results")

    assert ended.code == 1
    assert [line for line in ended.sentences if str(bad) in line] == ended.sentences
    assert len(ended.sentences) == 1
    assert ended.sentences[0].startswith(f"posture: {bad}: expected ")
    assert BAD[make] in ended.sentences[0]
    assert ended.sentences[0].endswith(".")
    made = {path.name for path in (tmp_path / "results").iterdir()}
    assert made == {"good", "index.html", "plotly.min.js", "summary.csv"}


@pytest.mark.model
def test_nothing_of_it_shows_a_traceback_in_a_process_of_its_own(tmp_path: Path) -> None:
    bad = [make(tmp_path) for make in BAD]

    ended = spawn("analyze", *bad, "--out", tmp_path / "results")

    assert ended.code == 1
    assert len(ended.sentences) == len(bad)
    assert all(line.startswith("posture: ") for line in ended.sentences)
    assert ended.out == ""


def test_when_nothing_is_left_to_do_no_summary_and_no_folder_remain(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [missing(tmp_path), damaged_landmarks(tmp_path)]

    ended = call(capsys, "analyze", *arguments, "--out", tmp_path / "new" / "results")

    assert ended.code == 1
    assert not (tmp_path / "new").exists()


@pytest.mark.model
def test_a_video_of_one_pixel_is_analysed_and_empty(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dot = write_clip(tmp_path / "dot.mkv", even_times_s(5), codec=("ffv1", "bgr0"), size_px=(1, 1))

    ended = call(capsys, "analyze", dot, "--out", tmp_path)

    assert ended.code == 0
    assert "expected a person whose posture can be judged, found none" in ended.err
    assert (tmp_path / "dot" / "report.html").exists()


@pytest.mark.model
def test_a_video_without_a_person_is_analysed_empty_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    room = write_clip(tmp_path / "room.mp4", even_times_s(10))

    ended = call(capsys, "analyze", room, "--out", tmp_path)
    table = (tmp_path / "room" / "measurements.csv").read_text().splitlines()

    assert ended.code == 0
    assert ended.sentences == [
        f"posture: {room}: expected a person whose posture can be judged, found none (no_person); "
        "every number is empty."
    ]
    assert len(table) == 6
    assert all(row.split(",")[4:-3] == [""] * 31 for row in table[1:])


@pytest.mark.model
def test_a_broken_picture_among_others_is_named_and_the_others_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shots = tmp_path / "shots"
    shots.mkdir()
    damaged_picture(shots)
    write_picture(shots / "empty.png")

    ended = call(capsys, "analyze", shots, "--out", tmp_path / "results")

    assert ended.code == 0
    assert ended.sentences[0].startswith(f"posture: {shots / 'damaged.jpg'}: expected a picture")
    assert (tmp_path / "results" / "shots" / "measurements.csv").read_text().count("\n") == 2


def test_a_folder_of_results_is_no_recording(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = save(tmp_path / "desk", sitting(2)).parent

    ended = call(capsys, "analyze", results, "--out", tmp_path / "results")

    assert ended.code == 1
    assert f"name {results / 'landmarks.npz'} to measure them again" in ended.err


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ('"focal_px": NaN', "focal_px is nan, not a number"),
        ('"focal_px": "wide"', "focal_px is 'wide', not a number"),
        ('"size_px": 5', "not iterable"),
        ('"size_px": [0, 720]', "size_px is 0, not above 0"),
        ('"focal_px": -5', "focal_px is -5, not above 0"),
        ('"taped_cm": 0', "taped_cm is 0, not above 0"),
        ('"upright": []', "no attribute 'items'"),
        ('"upright": {"eyes_cm": {"value": NaN, "sd": 1.0, "n": 3}}', "eyes_cm.value is nan"),
        ('"upright": {"nose_cm": {"value": 1.0, "sd": 1.0, "n": 3}}', "upright.nose_cm is unknown"),
        ('"version": 99', "version is 99, this program reads 1"),
        ('"view": "above"', "'above' is not a valid View"),
    ],
)
def test_a_profile_with_impossible_values_is_refused_with_its_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], changes: str, finding: str
) -> None:
    good = (
        '"version": 1, "view": "front", "size_px": [1280, 720], "focal_px": 1100.0, '
        '"focal_relative_sd": 0.01, "focal_source": "given", "upright": {}'
    )
    (tmp_path / "me.json").write_text(f"{{{good}, {changes}}}")
    seen = save(tmp_path / "me", sitting(2))

    ended = call(capsys, "analyze", seen, "--baseline", tmp_path / "me.json", "--out", tmp_path)

    assert ended.code == 1
    assert len(ended.sentences) == 1
    assert ended.err.startswith(f"posture: {tmp_path / 'me.json'}: expected a profile written by")
    assert finding in ended.err
    assert "make a new one with `posture calibrate" in ended.err


@pytest.mark.parametrize(
    ("content", "finding"),
    [(b"", "expected a profile in JSON"), (b"[1]", "found a list"), (b"\xff\xfe", "in JSON")],
)
def test_a_file_that_is_no_profile_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, finding: str
) -> None:
    (tmp_path / "me.json").write_bytes(content)

    ended = call(capsys, "analyze", "any.mp4", "--baseline", tmp_path / "me.json")

    assert ended.code == 1
    assert len(ended.sentences) == 1
    assert finding in ended.err


@pytest.mark.model
def test_a_network_of_the_users_own_that_is_missing_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.toml").write_text('[estimator]\npose_model = "gone.task"\n')
    picture = write_picture(tmp_path / "me.png")

    ended = call(capsys, "analyze", picture, "--config", tmp_path / "mine.toml")

    assert ended.code == 1
    assert len(ended.sentences) == 1
    assert ended.err.startswith("posture: gone.task: expected a")
