from collections.abc import Callable

import cv2
import numpy as np
import pytest

from posture.estimators.mediapipe import MediaPipeEstimator
from posture.types import Frame, ImageBGR, Joint, Landmarks
from tests.frames import (
    SIZE_PX,
    empty_room,
    moment,
    noise,
    picture,
    sample_frames,
    sample_picture,
    side_by_side,
    truth,
)
from tests.people import assert_alike, middle_px

pytestmark = pytest.mark.model

FRONT = ["front", "lean", "shrug"]
IRIS_CM = 1.17
SWAPPED = [Joint.NOSE] + [
    joint + 1 if joint % 2 else joint - 1 for joint in Joint if joint is not Joint.NOSE
]


def iris_px(landmarks: Landmarks) -> float:
    rims = landmarks.iris_px
    return float(np.linalg.norm(rims[:, 1] - rims[:, 3], axis=1).mean())


def assert_nobody(seen: Landmarks) -> None:
    assert not seen.seen
    assert seen.people == 0
    assert np.isnan(seen.joints_px).all()
    assert np.isnan(seen.joints_world_m).all()
    assert np.isnan(seen.face_px).all()
    assert np.isnan(seen.iris_px).all()
    assert (seen.score == 0).all()
    assert seen.outline_px.shape == (0, 2)


# -- what is seen ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*FRONT, "side"])
def test_a_person_is_found_in_a_picture(shared: MediaPipeEstimator, name: str) -> None:
    seen = shared.locate(picture(sample_picture(name)))

    assert seen.people == 1
    assert seen.size_px == SIZE_PX
    assert seen.name == "picture.png"
    found = seen.joints_px[seen.score > 0.9]
    assert len(found) >= 9
    assert (found > 0).all()
    assert (found < SIZE_PX).all()
    assert 1 < np.ptp(seen.joints_world_m[:, 1]) / 0.5 < 3
    assert seen.luma == pytest.approx(float(sample_picture(name).mean()), rel=0.1)
    assert seen.sharpness is not None
    assert seen.sharpness > 50


@pytest.mark.parametrize("name", [*FRONT, "side"])
def test_a_person_is_found_in_every_moment_of_a_recording(
    fresh: MediaPipeEstimator, name: str
) -> None:
    frames = sample_frames(name, 12, rate_hz=2.0)

    seen = [fresh.locate(frame) for frame in frames]

    assert [found.time_s for found in seen] == [frame.time_s for frame in frames]
    assert [found.people for found in seen] == [1] * len(frames)
    jumps = np.diff([middle_px(found) for found in seen], axis=0)
    assert np.abs(jumps).max() < 15


@pytest.mark.parametrize("name", FRONT)
def test_the_iris_is_as_large_as_its_distance_makes_it(
    shared: MediaPipeEstimator, name: str
) -> None:
    known = truth(name)
    distance_cm = known["frames"][0]["camera_distance_cm"]

    seen = shared.locate(picture(sample_picture(name)))

    expected_px = known["camera"]["fx"] * IRIS_CM / distance_cm
    assert iris_px(seen) == pytest.approx(expected_px, rel=0.1)


@pytest.mark.parametrize("name", FRONT)
def test_the_left_of_the_person_is_at_the_right_of_the_picture(
    shared: MediaPipeEstimator, name: str
) -> None:
    seen = shared.locate(picture(sample_picture(name)))

    u = seen.joints_px[:, 0]
    for left in (Joint.LEFT_EYE, Joint.LEFT_EAR, Joint.MOUTH_LEFT, Joint.LEFT_SHOULDER):
        assert u[left] > u[left + 1]
    eyes = seen.joints_px[[Joint.LEFT_EYE, Joint.RIGHT_EYE]]
    np.testing.assert_allclose(seen.iris_px[:, 0], eyes, atol=6)


@pytest.mark.parametrize("name", FRONT)
def test_the_rim_lies_around_the_iris(shared: MediaPipeEstimator, name: str) -> None:
    seen = shared.locate(picture(sample_picture(name)))

    centres, rims = seen.iris_px[:, :1], seen.iris_px[:, 1:]
    radii = np.linalg.norm(rims - centres, axis=2)
    np.testing.assert_allclose(radii, radii.mean(), rtol=0.25)
    np.testing.assert_allclose(rims.mean(axis=1), centres[:, 0], atol=1)


@pytest.mark.parametrize("name", [*FRONT, "side"])
def test_a_mirrored_picture_swaps_left_and_right(shared: MediaPipeEstimator, name: str) -> None:
    image = sample_picture(name)
    mirror = np.array([-1, 1]), np.array([image.shape[1], 0])

    seen = shared.locate(picture(image))
    mirrored = shared.locate(picture(np.ascontiguousarray(image[:, ::-1])))

    clear = (seen.score > 0.9) & (mirrored.score[SWAPPED] > 0.9)
    back = mirrored.joints_px[SWAPPED] * mirror[0] + mirror[1]
    off = np.linalg.norm(back - seen.joints_px, axis=1)[clear]
    assert np.median(off) < 5
    assert off.max() < (25 if name == "side" else 12)
    irises = mirrored.iris_px[::-1] * mirror[0] + mirror[1]
    if name != "side":
        np.testing.assert_allclose(irises[:, 0], seen.iris_px[:, 0], atol=1)


def test_a_profile_has_no_face_mesh(shared: MediaPipeEstimator) -> None:
    seen = shared.locate(picture(sample_picture("side")))

    assert seen.seen
    assert np.isnan(seen.face_px).all()
    assert np.isnan(seen.iris_px).all()


@pytest.mark.parametrize("name", FRONT)
def test_the_face_lies_within_the_head(shared: MediaPipeEstimator, name: str) -> None:
    seen = shared.locate(picture(sample_picture(name)))

    ears = np.sort(seen.joints_px[[Joint.LEFT_EAR, Joint.RIGHT_EAR], 0])
    assert (seen.face_px[:, 0] > ears[0] - 10).all()
    assert (seen.face_px[:, 0] < ears[1] + 10).all()
    assert (seen.face_px[:, 1] < middle_px(seen)[1]).all()


def test_the_whole_mesh_can_be_asked_for() -> None:
    with MediaPipeEstimator(face_points=range(468)) as estimator:
        seen = estimator.locate(picture(sample_picture("front")))

    assert seen.face_px.shape == (468, 3)
    corners_of_mouth = seen.face_px[[291, 61], :2]
    mouth = seen.joints_px[[Joint.MOUTH_LEFT, Joint.MOUTH_RIGHT]]
    np.testing.assert_allclose(corners_of_mouth, mouth, atol=14)


@pytest.mark.parametrize("name", [*FRONT, "side"])
def test_the_outline_holds_head_and_trunk(shared: MediaPipeEstimator, name: str) -> None:
    seen = shared.locate(picture(sample_picture(name)))

    polygon = seen.outline_px.astype(np.float32)
    for point in (middle_px(seen), seen.joints_px[Joint.NOSE], seen.joints_px[Joint.LEFT_EAR]):
        assert cv2.pointPolygonTest(polygon, point.tolist(), measureDist=True) > -3
    assert cv2.pointPolygonTest(polygon, (5.0, 5.0), measureDist=False) < 0
    area = cv2.contourArea(polygon) / (SIZE_PX[0] * SIZE_PX[1])
    assert 0.08 < area < 0.5


def test_the_same_picture_gives_the_same_numbers(shared: MediaPipeEstimator) -> None:
    frame = picture(sample_picture("lean"))
    first = shared.locate(frame)
    shared.locate(picture(sample_picture("front")))

    assert_alike(shared.locate(frame), first)


def test_a_picture_in_between_leaves_a_recording_alone() -> None:
    frames, other = sample_frames("front", 4), picture(side_by_side("lean", "shrug"))
    with MediaPipeEstimator() as one, MediaPipeEstimator() as two:
        for frame in frames:
            plain = one.locate(frame)
            two.locate(other)
            mixed = two.locate(frame)

            assert_alike(plain, mixed)
            assert mixed.people == plain.people


# -- nobody, and pictures of all kinds ------------------------------------------------------------


UNUSUAL: dict[str, Callable[[], ImageBGR]] = {
    "an empty room": empty_room,
    "black": lambda: np.zeros((480, 640, 3), np.uint8),
    "one pixel": lambda: np.full((1, 1, 3), 120, np.uint8),
    "one line": lambda: np.full((1, 1000, 3), 120, np.uint8),
    "one column": lambda: np.full((2500, 1, 3), 120, np.uint8),
    "noise": noise,
    "an odd size": lambda: noise((333, 77)),
}


@pytest.mark.parametrize("time_s", [None, 0.0])
@pytest.mark.parametrize("kind", UNUSUAL)
def test_nobody_is_seen_where_nobody_is(
    fresh: MediaPipeEstimator, kind: str, time_s: float | None
) -> None:
    image = UNUSUAL[kind]()

    assert_nobody(fresh.locate(Frame(index=3, time_s=time_s, image=image)))


def test_somebody_who_leaves_is_soon_seen_no_more(fresh: MediaPipeEstimator) -> None:
    room = np.asarray(cv2.resize(empty_room(), SIZE_PX), np.uint8)
    sitting = [fresh.locate(frame) for frame in sample_frames("front", 5)]

    gone = [fresh.locate(moment(time_s, room)) for time_s in (1.0, 1.2, 1.4, 1.6)]

    assert all(seen.seen for seen in sitting)
    assert_nobody(gone[-1])
    assert_nobody(gone[-2])


@pytest.mark.parametrize(("width", "height"), [(1920, 1440), (7680, 5760), (1279, 959)])
def test_a_large_picture_gives_the_same_person(
    shared: MediaPipeEstimator, width: int, height: int
) -> None:
    image = sample_picture("front")
    large = np.asarray(cv2.resize(image, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)
    times = np.array([width, height]) / SIZE_PX

    small, seen = shared.locate(picture(image)), shared.locate(picture(large))

    assert seen.size_px == (width, height)
    clear = small.score > 0.9
    np.testing.assert_allclose((seen.joints_px / times)[clear], small.joints_px[clear], atol=4)
    np.testing.assert_allclose(seen.iris_px / times, small.iris_px, atol=0.5)
    outlines = [points.astype(np.float32) for points in (small.outline_px, seen.outline_px / times)]
    areas = [cv2.contourArea(outline) for outline in outlines]
    assert areas[1] == pytest.approx(areas[0], rel=0.01)
    assert seen.outline_px[:, 1].max() == height


def test_a_picture_that_is_a_view_of_another_is_read_rightly(shared: MediaPipeEstimator) -> None:
    image = sample_picture("front")
    wide = np.zeros((480, 1280, 3), np.uint8)
    wide[:, ::2] = image

    assert_alike(shared.locate(picture(wide[:, ::2])), shared.locate(picture(image)))


# -- several people -------------------------------------------------------------------------------


# -- time -----------------------------------------------------------------------------------------


# -- models ---------------------------------------------------------------------------------------
