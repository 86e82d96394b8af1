"""Several people: all are counted, and the one who sits where the profile was made is followed."""

import csv
from pathlib import Path

import cv2
import numpy as np
import pytest

from posture.app.analyze import analyze
from posture.app.calibrate import calibrate_from
from posture.app.reference import Setup
from posture.config import Config
from posture.profile import Profile
from posture.sources.recordings import find
from posture.sources.saved import read
from posture.types import ImageBGR
from tests.frames import sample_picture
from tests.recorded import film

pytestmark = pytest.mark.model

WIDTH_PX = 1280


def smaller(image: ImageBGR) -> ImageBGR:
    """Move somebody back: the picture at four fifths of its size, on grey."""
    height_px, width_px = image.shape[:2]
    shrunk = cv2.resize(image, None, fx=0.8, fy=0.8)
    whole = np.full((height_px, width_px, 3), 128, np.uint8)
    whole[-shrunk.shape[0] :, : shrunk.shape[1]] = shrunk
    return whole


def two_people() -> ImageBGR:
    return np.hstack([sample_picture("front"), smaller(sample_picture("lean"))])


@pytest.fixture(scope="module")
def right_seat(tmp_path_factory: pytest.TempPathFactory) -> Profile:
    """Make the profile of the smaller one, who sits on the right of the picture."""
    alone = np.hstack([np.full((480, 640, 3), 128, np.uint8), smaller(sample_picture("lean"))])
    path = tmp_path_factory.mktemp("profile") / "right.png"
    cv2.imwrite(str(path), alone)
    return calibrate_from(find([str(path)])[0], Setup(), Config()).profile


def shoulders_u_px(folder: Path) -> list[float]:
    return [float(seen.joints_px[7:9, 0].mean()) for seen in read(folder).landmarks()]


def people(folder: Path) -> list[str]:
    with (folder / "measurements.csv").open(encoding="utf-8") as handle:
        return [row["people"] for row in csv.DictReader(handle)]


def test_both_people_of_a_picture_are_counted(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "two.png"), two_people())

    analyze(tmp_path / "two.png", out=tmp_path)

    assert people(tmp_path / "two") == ["2"]
    assert max(shoulders_u_px(tmp_path / "two" / "landmarks.npz")) < WIDTH_PX / 2


def test_who_sits_where_the_profile_was_made_is_followed_in_a_picture(
    tmp_path: Path, right_seat: Profile
) -> None:
    cv2.imwrite(str(tmp_path / "two.png"), two_people())

    analyze(tmp_path / "two.png", right_seat, out=tmp_path)

    assert min(shoulders_u_px(tmp_path / "two" / "landmarks.npz")) > WIDTH_PX / 2


def test_the_seat_is_found_in_a_recording_of_another_size(
    tmp_path: Path, right_seat: Profile
) -> None:
    clip = film(tmp_path / "two.mp4", [cv2.resize(two_people(), (960, 360))] * 3)

    analyze(clip, right_seat, out=tmp_path)

    assert min(shoulders_u_px(tmp_path / "two" / "landmarks.npz")) > 960 / 2
    assert people(tmp_path / "two") == ["2", "2", "2"]
