"""A calibrated lens: what it bent is straightened once, and a file that is none is a sentence."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posture.app.analyze import analyze
from posture.app.calibrate import calibrate_from
from posture.app.job import Options
from posture.app.reference import Setup
from posture.app.wiring import profile_text, read_profile
from posture.config import Config
from posture.errors import ConfigError
from posture.lens import Optics, resized_optics
from posture.sources.optics import bent_px, read_optics, straight_px
from posture.sources.recordings import find
from posture.summed import Session
from posture.types import ImageBGR
from tests.builders import LENS, SIZE, Sitter
from tests.frames import SIZE_PX, sample_picture
from tests.lenses import BARREL, OPTICS, bent, calibration
from tests.program import call
from tests.recorded import photograph, save, sitting

coordinates = st.tuples(st.floats(20, SIZE[0] - 20), st.floats(20, SIZE[1] - 20))


def measured(path: Path, setup: Setup) -> Session:
    return analyze(path, options=Options(setup=setup))


@settings(max_examples=50)
@given(places=st.lists(coordinates, min_size=1, max_size=5))
def test_straight_and_bent_are_the_way_there_and_back(places: list[tuple[float, float]]) -> None:
    points = np.array(places)

    assert straight_px(bent_px(points, OPTICS), OPTICS) == pytest.approx(points, abs=0.02)


def test_unseen_points_stay_unseen() -> None:
    points = np.array([[np.nan, np.nan], [100.0, 100.0]])

    straight = straight_px(points, OPTICS)

    assert np.isnan(straight[0]).all()
    assert np.isfinite(straight[1]).all()


def test_a_lens_that_is_not_in_the_middle_is_moved_there() -> None:
    aside = replace(OPTICS, matrix=(*OPTICS.matrix[:2], 650.5, 340.5), distortion=(0.0,) * 5)

    moved = straight_px(np.array([[651.0, 341.0]]), aside)

    assert moved[0] == pytest.approx(np.array(SIZE) / 2)


@pytest.mark.parametrize("suffix", [".yml", ".xml", ".json"])
@pytest.mark.parametrize("matrix", ["camera_matrix", "cameraMatrix", "K"])
def test_the_file_comes_in_opencvs_formats_and_spellings(
    tmp_path: Path, suffix: str, matrix: str
) -> None:
    assert read_optics(calibration(tmp_path / f"cam{suffix}", matrix=matrix)) == OPTICS


def test_a_bent_recording_with_its_lens_measures_as_the_straight_one(tmp_path: Path) -> None:
    sitter = Sitter(head_ahead_cm=4.0, distance_cm=55.0)
    seen = [*sitting(8), *sitting(4, sitter)]
    frames = [replace(one, index=n, time_s=n / 5) for n, one in enumerate(seen)]
    straight = save(tmp_path / "straight", frames)
    crooked = save(tmp_path / "crooked", map(bent, frames))
    lens = read_optics(calibration(tmp_path / "cam.yml"))

    true = measured(straight, Setup(focal_px=LENS.focal_px))
    mended = measured(crooked, Setup(lens=lens))
    plain = measured(crooked, Setup(focal_px=LENS.focal_px))

    assert mended.lens.source == "given"
    assert mended.lens.focal_px == pytest.approx(LENS.focal_px)
    assert mended.summary.keys() == true.summary.keys()
    for name in true.summary.keys() - {"camera_distance_cm", "screen_distance_cm"}:
        assert mended.summary[name].median == pytest.approx(true.summary[name].median, abs=5e-3)
    distance = [one.summary["camera_distance_cm"].median for one in (true, mended, plain)]
    assert distance[1] == pytest.approx(distance[0], rel=1e-3)
    assert abs(distance[2] - distance[0]) > 10 * abs(distance[1] - distance[0])


def test_measured_again_nothing_is_straightened_twice(tmp_path: Path) -> None:
    """The file keeps what was seen and the lens beside it."""
    fact = {"matrix": OPTICS.matrix, "distortion": BARREL, "size_px": SIZE}
    path = save(tmp_path / "me", map(bent, sitting(4)), lens=fact)

    again, once_more = measured(path, Setup()), measured(path, Setup(lens=OPTICS))

    assert again.summary == once_more.summary
    assert again.lens == once_more.lens
    assert again.lens.source == "given"


def test_a_profile_keeps_the_lens_that_it_was_made_with(tmp_path: Path) -> None:
    path = save(tmp_path / "me", map(bent, sitting(4)))
    made = calibrate_from(find([str(path)])[0], Setup(lens=OPTICS), Config()).profile
    (tmp_path / "me.json").write_text(profile_text(made))
    profile = read_profile(tmp_path / "me.json")

    stated = measured(path, Setup(lens=OPTICS, profile=profile))

    assert profile.optics == OPTICS
    assert measured(path, Setup(profile=profile)).summary == stated.summary


def test_the_lens_holds_for_another_size_of_the_same_proportions() -> None:
    half = resized_optics(OPTICS, (640, 360))

    straight = straight_px(np.array([[100.0, 60.0]]), half)

    assert 2 * straight == pytest.approx(straight_px(np.array([[200.0, 120.0]]), OPTICS))


@pytest.mark.parametrize(
    ("without", "finding"),
    [
        ("camera_matrix", "no 3 × 3 camera matrix"),
        ("distortion_coefficients", "no 4, 5, 8, 12 or 14 coefficients"),
        ("image_width", "no picture size"),
    ],
)
def test_a_calibration_that_lacks_something_is_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], without: str, finding: str
) -> None:
    path = calibration(tmp_path / "cam.yml", without=without)

    ended = call(capsys, "analyze", save(tmp_path / "me", sitting(2)), "--lens", path)

    assert ended.code == 2
    assert len(ended.sentences) == 1
    assert f"{path}: expected a camera calibration by OpenCV, found {finding}" in ended.err


@pytest.mark.parametrize("content", [None, b"", b"focal: 3", b"\x00\xff\x00", b"%YAML:1.0\n- ["])
def test_a_file_that_is_no_calibration_is_a_sentence(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "cam.yml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(ConfigError, match=r"cam\.yml: expected a camera calibration by OpenCV"):
        read_optics(path)


def test_pictures_of_other_proportions_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = save(tmp_path / "me", sitting(2, Sitter(size=(640, 480))))
    lens = calibration(tmp_path / "cam.yml")

    ended = call(capsys, "analyze", path, "--lens", lens, "--out", tmp_path / "out")

    assert ended.code == 2
    assert "expected pictures with the proportions of its calibration" in ended.err


def test_two_words_on_the_focal_length_are_refused() -> None:
    with pytest.raises(ConfigError, match="--lens say the same thing twice"):
        Setup(lens=OPTICS, hfov_deg=60.0)


@pytest.mark.model
def test_a_bent_picture_with_its_lens_measures_as_the_plain_one(tmp_path: Path) -> None:
    """The head stands aside and the lens is a strong one, so that the distance shows it."""
    focal = 420.0
    wide = Optics(matrix=(focal, focal, 319.5, 239.5), distortion=(-0.3, 0.08, 0, 0, 0),
                  size_px=SIZE_PX)  # fmt: skip
    plain = np.roll(sample_picture("front"), -90, axis=1)
    paths = [
        photograph(tmp_path / f"{name}.png", image)
        for name, image in (("plain", plain), ("bent", through(plain, wide)))
    ]

    true = measured(paths[0], Setup(focal_px=focal))
    mended = measured(paths[1], Setup(lens=wide))
    crooked = measured(paths[1], Setup(focal_px=focal))

    for name in ("camera_distance_cm", "head_pitch_deg", "head_yaw_deg", "head_roll_deg"):
        sd = max(true.summary[name].sd_frame, 1e-6)
        assert abs(mended.summary[name].median - true.summary[name].median) < sd, name
    off = {
        name: abs(crooked.summary[name].median - true.summary[name].median)
        for name in ("camera_distance_cm", "head_yaw_deg")
    }
    assert off["camera_distance_cm"] > 1.5 * true.summary["camera_distance_cm"].sd_frame
    assert off["head_yaw_deg"] > true.summary["head_yaw_deg"].sd_frame


def through(image: ImageBGR, optics: Optics) -> ImageBGR:
    """See a picture through a lens: where each pixel of the bent picture comes from."""
    width, height = optics.size_px
    grid = np.stack(np.meshgrid(np.arange(width), np.arange(height)), axis=-1) + 0.5
    sources = (straight_px(grid.astype(np.float64), optics) - 0.5).astype(np.float32)
    return np.asarray(cv2.remap(image, sources, None, cv2.INTER_LINEAR), np.uint8)
