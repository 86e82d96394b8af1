import struct
import warnings
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import ExifTags, Image

from posture.errors import SourceError
from posture.sources.images import exif_focal_px, pictures, read_picture
from tests.clips import corner_of, corner_picture, cut, write_picture


def write_photo(
    path: Path,
    *,
    orientation: int = 1,
    focal_mm: int | None = None,
    size_px: tuple[int, int] = (64, 48),
) -> Path:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    if focal_mm is not None:
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.FocalLengthIn35mmFilm] = focal_mm
    Image.fromarray(corner_picture(size_px)[:, :, ::-1]).save(path, exif=exif, quality=95)
    return path


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".bmp", ".webp", ".tiff", ".ppm"])
def test_pictures_of_any_format_are_read(tmp_path: Path, suffix: str) -> None:
    image = read_picture(write_picture(tmp_path / f"desk{suffix}"))

    assert image.shape == (48, 64, 3)
    assert image.dtype == np.uint8
    assert corner_of(image) == "upper left"


@pytest.mark.parametrize("suffix", [".png", ".tiff"])
@pytest.mark.parametrize("channels", [1, 4])
def test_grey_deep_and_transparent_pictures_become_colour(
    tmp_path: Path, suffix: str, channels: int
) -> None:
    deep = np.full((5, 7, channels), 2**15, dtype=np.uint16)
    cv2.imwrite(str(tmp_path / f"deep{suffix}"), deep)
    image = read_picture(tmp_path / f"deep{suffix}")

    assert image.shape == (5, 7, 3)
    assert np.all(image == 128)


def test_pictures_are_independent_and_carry_their_names(tmp_path: Path) -> None:
    paths = [write_picture(tmp_path / name) for name in ("b.png", "a.jpg")]
    problems: list[SourceError] = []
    frames = list(pictures(paths, on_problem=problems.append))

    assert problems == []
    assert [frame.name for frame in frames] == ["b.png", "a.jpg"]
    assert [frame.index for frame in frames] == [0, 1]
    assert {frame.time_s for frame in frames} == {None}


@pytest.mark.parametrize(
    ("orientation", "corner"),
    list(enumerate(["upper left", "upper right", "lower right", "lower left"] * 2, start=1)),
)
def test_photo_is_turned_upright(tmp_path: Path, orientation: int, corner: str) -> None:
    image = read_picture(write_photo(tmp_path / "photo.jpg", orientation=orientation))

    assert corner_of(image) == corner
    assert image.shape[:2] == ((64, 48) if orientation > 4 else (48, 64))


def test_unreadable_picture_is_reported_and_the_others_go_on(tmp_path: Path) -> None:
    paths = [write_picture(tmp_path / f"{number}.jpg") for number in range(5)]
    cut(paths[1], share=0.3)
    paths[2].write_text("this is no picture")
    paths[3].write_bytes(b"")
    paths.append(tmp_path / "missing.jpg")
    problems: list[SourceError] = []
    frames = list(pictures(paths, on_problem=problems.append))

    assert [frame.index for frame in frames] == [0, 4]
    assert [str(problem).split(":")[0] for problem in problems] == [
        str(path) for path in (*paths[1:4], paths[5])
    ]
    assert all("expected a picture, found" in str(problem) for problem in problems)


def test_picture_larger_than_opencv_allows_is_a_sentence(tmp_path: Path) -> None:
    path = write_picture(tmp_path / "wide.bmp")
    header = bytearray(path.read_bytes())
    header[18:26] = struct.pack("<ii", 2**20 + 1, 2**20 + 1)
    path.write_bytes(header)

    with pytest.raises(SourceError, match="expected a picture, found a damaged file"):
        read_picture(path)


def test_huge_picture_is_read_whole(tmp_path: Path) -> None:
    path = write_picture(tmp_path / "8k.jpg", size_px=(7680, 4320))

    assert read_picture(path).shape == (4320, 7680, 3)


def test_single_pixel_is_a_picture(tmp_path: Path) -> None:
    assert read_picture(write_picture(tmp_path / "dot.png", size_px=(1, 1))).shape == (1, 1, 3)


def test_focal_length_is_taken_by_the_diagonal(tmp_path: Path) -> None:
    film = write_photo(tmp_path / "film.jpg", focal_mm=36, size_px=(600, 400))
    phone = write_photo(tmp_path / "phone.jpg", focal_mm=26, size_px=(640, 480))

    assert exif_focal_px(film, 600) == pytest.approx(600)
    assert exif_focal_px(phone, 640) == pytest.approx(26 * 800 / 43.267, rel=1e-4)
    assert exif_focal_px(phone, 320) == pytest.approx(26 * 400 / 43.267, rel=1e-4)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_focal_length_belongs_to_the_upright_picture(tmp_path: Path, orientation: int) -> None:
    path = write_photo(tmp_path / "photo.jpg", orientation=orientation, focal_mm=26)
    width_px = read_picture(path).shape[1]

    assert exif_focal_px(path, width_px) == pytest.approx(26 * 80 / 43.267, rel=1e-4)


def test_focal_length_that_nobody_wrote_is_unknown(tmp_path: Path) -> None:
    text = tmp_path / "text.jpg"
    text.write_text("this is no picture")

    assert exif_focal_px(write_photo(tmp_path / "none.jpg"), 64) is None
    assert exif_focal_px(write_photo(tmp_path / "zero.jpg", focal_mm=0), 64) is None
    assert exif_focal_px(write_picture(tmp_path / "plain.png"), 64) is None
    assert exif_focal_px(text, 64) is None
    assert exif_focal_px(tmp_path / "missing.jpg", 64) is None


def test_reading_the_focal_length_of_a_huge_picture_does_not_warn(tmp_path: Path) -> None:
    path = tmp_path / "huge.png"
    Image.new("1", (10_000, 10_000)).save(path)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        focal_px = exif_focal_px(path, 10_000)

    assert focal_px is None
    assert caught == []
