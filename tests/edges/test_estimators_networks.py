import cv2
import numpy as np
import pytest

from posture.estimators import weights
from posture.estimators.crop import Region
from posture.estimators.networks import (
    FRONT_LOOKS,
    POINTS,
    Look,
    Person,
    PoseDetector,
    PoseLandmarks,
    mirrored_find,
)
from posture.types import ImageBGR
from tests.frames import empty_room, sample_picture, side_by_side

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def detector() -> PoseDetector:
    return PoseDetector(weights.ensure().pose_detector.read_bytes())


@pytest.fixture(scope="module")
def landmarks() -> PoseLandmarks:
    return PoseLandmarks(weights.ensure().pose_landmarks.read_bytes())


def rgb(name: str = "front") -> ImageBGR:
    return np.ascontiguousarray(sample_picture(name)[:, :, ::-1])


def look(landmarks: PoseLandmarks, region: Region, *looks: Look, name: str = "front") -> Person:
    person = landmarks.look(rgb(name), region, looks or (Look(),))
    assert person is not None
    return person


@pytest.mark.parametrize("names", [("front",), ("lean", "front"), ("lean", "front", "shrug")])
def test_everybody_has_a_region_of_their_own(
    detector: PoseDetector, names: tuple[str, ...]
) -> None:
    picture = np.ascontiguousarray(side_by_side(*names)[:, :, ::-1])

    regions = detector.find(picture)

    assert len(regions) == len(names)
    places = sorted(region.x for region in regions)
    assert places == pytest.approx([320 + 640 * i for i in range(len(names))], abs=90)


def test_an_empty_room_has_no_region(detector: PoseDetector) -> None:
    assert detector.find(np.ascontiguousarray(empty_room())) == []


def test_the_mirror_image_gives_the_same_region(detector: PoseDetector) -> None:
    here, there = detector.find(rgb())[0], mirrored_find(detector, rgb(), min_score=0.5)[0]

    assert (there.x, there.y) == pytest.approx((here.x, here.y), abs=40)
    assert there.size == pytest.approx(here.size, rel=0.2)


@pytest.mark.parametrize("name", ["front", "side"])
def test_looks_agree_and_four_are_steadier_than_one(
    detector: PoseDetector, landmarks: PoseLandmarks, name: str
) -> None:
    region = detector.find(rgb(name))[0]
    once = look(landmarks, region, name=name)
    often = look(landmarks, region, *FRONT_LOOKS, name=name)
    mirrored = look(landmarks, region, Look(1.0, True), name=name)

    clear = once.visibility > 0.9
    for other in (often, mirrored):
        off = np.linalg.norm(other.points_px - once.points_px, axis=1)[clear]
        assert np.median(off) < 6
    assert once.scatter_px == 0.0
    assert 0.0 < often.scatter_px < 15
    assert often.points_px.shape == (POINTS, 2)


def test_the_next_region_finds_the_same_person(
    detector: PoseDetector, landmarks: PoseLandmarks
) -> None:
    first = look(landmarks, detector.find(rgb())[0])
    second = look(landmarks, first.next_region)

    off = np.linalg.norm(first.points_px - second.points_px, axis=1)[first.visibility > 0.9]
    assert np.median(off) < 5


def test_the_mask_lies_where_the_person_is(
    detector: PoseDetector, landmarks: PoseLandmarks
) -> None:
    person = look(landmarks, detector.find(rgb())[0])
    mask = person.mask_in((640, 480))

    rows, columns = mask.shape
    nose = person.points_px[0] * [columns / 640, rows / 480]
    assert max(mask.shape) == 480
    assert mask[int(nose[1]), int(nose[0])] > 0.9
    assert mask[5, 5] < 0.1
    assert 0.1 < mask.mean() < 0.5
    assert person.has_body


def test_where_nobody_is_nobody_is_seen(landmarks: PoseLandmarks) -> None:
    room = np.asarray(cv2.resize(empty_room(), (640, 480)), np.uint8)

    assert landmarks.look(room, Region(320, 400, 700, 0.0)) is None


def test_a_turned_picture_gives_turned_points_and_directions(
    detector: PoseDetector, landmarks: PoseLandmarks
) -> None:
    upright = look(landmarks, detector.find(rgb())[0])
    turn = cv2.getRotationMatrix2D((320, 240), 15, 1.0)
    picture = np.asarray(cv2.warpAffine(rgb(), turn, (640, 480), borderMode=cv2.BORDER_REPLICATE))
    tilted = landmarks.look(picture, detector.find(picture)[0])

    assert tilted is not None
    shoulders = [
        upright.points_px[[11, 12]] @ turn[:, :2].T + turn[:, 2],
        tilted.points_px[[11, 12]],
    ]
    assert np.abs(shoulders[0] - shoulders[1]).max() < 25
    directions = [np.subtract(*person.world_m[[11, 12], :2]) for person in (upright, tilted)]
    angles = [np.degrees(np.arctan2(d[1], d[0])) for d in directions]
    assert angles[1] - angles[0] == pytest.approx(-15, abs=8)
