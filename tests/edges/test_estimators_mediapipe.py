import hashlib
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from posture.errors import EstimatorError
from posture.estimators import weights
from posture.estimators.bundle import MEMBERS
from posture.estimators.mediapipe import BLAZEPOSE, MediaPipeEstimator
from posture.types import Floats, Frame, ImageBGR, Joint, Landmarks
from tests.frames import (
    SIZE_PX,
    empty_room,
    moment,
    noise,
    picture,
    sample_frames,
    sample_picture,
    side_by_side,
    times_s,
    truth,
)

pytestmark = pytest.mark.model

FRONT = ["front", "lean", "shrug"]
IRIS_CM = 1.17
SWAPPED = [Joint.NOSE] + [
    joint + 1 if joint % 2 else joint - 1 for joint in Joint if joint is not Joint.NOSE
]
ALL_ALIKE = ("joints_px", "joints_world_m", "score", "face_px", "iris_px", "outline_px")


@pytest.fixture(scope="module")
def shared() -> Iterator[MediaPipeEstimator]:
    """An estimator for single pictures, which leave nothing behind."""
    with MediaPipeEstimator() as estimator:
        yield estimator


@pytest.fixture
def fresh() -> Iterator[MediaPipeEstimator]:
    with MediaPipeEstimator() as estimator:
        yield estimator


def middle_px(landmarks: Landmarks) -> Floats:
    shoulders = landmarks.joints_px[[Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER]]
    return np.asarray(shoulders.mean(axis=0))


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


def assert_alike(one: Landmarks, other: Landmarks) -> None:
    for name in ALL_ALIKE:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)


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

SEATS = [(320.0, 290.0, "left"), (960.0, 290.0, "right")]


def side_of(landmarks: Landmarks) -> str:
    return "left" if middle_px(landmarks)[0] < landmarks.size_px[0] / 2 else "right"


@pytest.mark.parametrize(("u", "v", "side"), SEATS)
@pytest.mark.parametrize("order", [("front", "lean"), ("lean", "front")])
def test_the_seat_decides_who_is_followed_in_a_picture(
    u: float, v: float, side: str, order: tuple[str, str]
) -> None:
    with MediaPipeEstimator(seat_px=(u, v)) as estimator:
        seen = estimator.locate(picture(side_by_side(*order)))

    assert seen.people == 2
    assert side_of(seen) == side


@pytest.mark.parametrize(("u", "v", "side"), SEATS)
def test_the_seat_decides_who_is_followed_in_a_recording(u: float, v: float, side: str) -> None:
    image = side_by_side("front", "lean")
    with MediaPipeEstimator(seat_px=(u, v)) as estimator:
        seen = [estimator.locate(moment(time_s, image)) for time_s in times_s(15)]

    assert [found.people for found in seen] == [2] * 15
    assert {side_of(found) for found in seen} == {side}


def test_one_seat_serves_every_picture() -> None:
    image = side_by_side("front", "lean")
    with MediaPipeEstimator(seat_px=(320.0, 290.0)) as estimator:
        alone = np.hstack([empty_room((320, 480)), empty_room((320, 480)), sample_picture("lean")])
        sides = [side_of(estimator.locate(picture(seen))) for seen in (image, alone, image)]

    assert sides == ["left", "right", "left"]


def test_without_a_seat_the_broadest_shoulders_are_followed(shared: MediaPipeEstimator) -> None:
    near = sample_picture("front")
    far = cv2.copyMakeBorder(
        cv2.resize(sample_picture("lean"), (400, 300)), 180, 0, 120, 120, cv2.BORDER_REPLICATE
    )

    sides = [
        side_of(shared.locate(picture(np.hstack(order))))
        for order in ((near, far), (np.asarray(far, np.uint8), near))
    ]

    assert sides == ["left", "right"]


@pytest.mark.parametrize("followed", ["left", "right"])
def test_whoever_is_followed_stays_followed_when_somebody_joins(
    fresh: MediaPipeEstimator, followed: str
) -> None:
    one, room = sample_picture("lean"), np.asarray(cv2.resize(empty_room(), SIZE_PX), np.uint8)
    guest = np.asarray(cv2.resize(sample_picture("front"), None, fx=1.2, fy=1.2)[96:, 64:704])
    alone, together = (
        ([one, room], [one, guest])
        if followed == "left"
        else (
            [room, one],
            [guest, one],
        )
    )

    before = [fresh.locate(moment(t, np.hstack(alone))) for t in (0.0, 0.5, 1.0, 1.5)]
    after = [fresh.locate(moment(t, np.hstack(together))) for t in (1.8, 2.3, 2.8, 3.3, 4.0, 4.5)]
    gone = [fresh.locate(moment(t, np.hstack(alone))) for t in (6.5, 8.5, 10.5, 12.5, 12.7)]

    assert [seen.people for seen in before] == [1] * 4
    assert after[-1].people == 2
    assert gone[-1].people == 1
    assert {side_of(seen) for seen in before + after + gone} == {followed}
    np.testing.assert_allclose(middle_px(after[-1]), middle_px(before[-1]), atol=12)


def test_three_people_are_counted(shared: MediaPipeEstimator) -> None:
    assert shared.locate(picture(side_by_side("lean", "front", "shrug"))).people == 3


def test_the_third_person_is_followed_when_the_seat_says_so() -> None:
    image = side_by_side("lean", "front", "shrug")
    for u in (320.0, 960.0, 1600.0):
        with MediaPipeEstimator(seat_px=(u, 290.0)) as estimator:
            seen = [estimator.locate(moment(time_s, image)) for time_s in times_s(4)]

        assert max(abs(middle_px(found)[0] - u) for found in seen) < 40


# -- time -----------------------------------------------------------------------------------------


def test_frames_less_than_a_millisecond_apart_are_all_seen(fresh: MediaPipeEstimator) -> None:
    image = sample_picture("front")

    seen = [fresh.locate(moment(number * 0.0004, image)) for number in range(8)]

    assert all(found.seen for found in seen)
    assert [found.time_s for found in seen] == [number * 0.0004 for number in range(8)]


def test_time_may_go_on_after_a_burst(fresh: MediaPipeEstimator) -> None:
    image = sample_picture("front")
    times = [0.0, 0.0001, 0.0002, 0.0003, 0.002, 0.2, 0.2001, 5.0, 9000.0]

    assert all(fresh.locate(moment(time_s, image)).seen for time_s in times)


def test_time_that_starts_over_begins_a_new_recording() -> None:
    with MediaPipeEstimator() as used, MediaPipeEstimator() as new:
        for frame in sample_frames("shrug", 6):
            used.locate(frame)

        for frame in sample_frames("lean", 6):
            assert_alike(used.locate(frame), new.locate(frame))


def test_a_second_recording_is_searched_for_people_at_once(fresh: MediaPipeEstimator) -> None:
    for frame in sample_frames("front", 6):
        fresh.locate(frame)

    assert fresh.locate(moment(0.0, side_by_side("front", "lean"))).people == 2


# -- models ---------------------------------------------------------------------------------------


def test_versions_name_every_model_with_its_hash(shared: MediaPipeEstimator) -> None:
    versions = dict(shared.versions)

    assert versions.pop("mediapipe")[0].isdigit()
    assert versions["pose_detection.tflite"].startswith("9ba9dd3d42ef")
    assert {"pose_landmarker_full.task", "face_landmark_with_attention.tflite"} <= versions.keys()
    for name, value in versions.items():
        content = (weights.folder() / name).read_bytes()
        assert value == hashlib.sha256(content).hexdigest()


def test_an_own_model_is_used_and_named_with_its_hash(
    tmp_path: Path, shared: MediaPipeEstimator
) -> None:
    own = tmp_path / "pose_landmarker_own.task"
    own.write_bytes(weights.ensure().pose_task.read_bytes())
    frame = picture(sample_picture("front"))

    with MediaPipeEstimator(pose_model=str(own)) as estimator:
        versions = estimator.versions
        assert_alike(estimator.locate(frame), shared.locate(frame))

    assert versions[own.name] == hashlib.sha256(own.read_bytes()).hexdigest()
    assert "pose_landmarker_full.task" not in versions
    assert "pose_landmark_full.tflite" not in versions
    assert "face_landmark_with_attention.tflite" in versions


def no_bundle(path: Path) -> None:
    path.write_text("not a bundle")


def other_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("something.txt", "else")


def empty_networks(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        for member in MEMBERS:
            packed.writestr(member, b"no network" * 100)


@pytest.mark.parametrize("broken", [None, no_bundle, other_zip, empty_networks])
def test_a_broken_own_model_is_one_sentence(tmp_path: Path, broken: object) -> None:
    path = tmp_path / "mine.task"
    if callable(broken):
        broken(path)

    with (
        pytest.raises(EstimatorError, match=r"mine\.task: expected a .*\.$") as caught,
        MediaPipeEstimator(pose_model=str(path)) as estimator,
    ):
        estimator.locate(picture(sample_picture("front")))

    assert "\n" not in str(caught.value)


def threads() -> int:
    return len(list(Path("/proc/self/task").iterdir()))


def lowest(count: Callable[[], int], at_first: int) -> int:
    """Wait a moment for what ends a little later."""
    found = at_first
    for _ in range(20):
        time.sleep(0.02)
        found = min(found, count())
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="counts threads in /proc")
def test_leaving_the_context_ends_its_threads() -> None:
    frames = [moment(0.0, sample_picture("front")), picture(sample_picture("front"))]
    counts, during = [], 0

    for _ in range(4):
        with MediaPipeEstimator() as estimator:
            for frame in frames:
                estimator.locate(frame)
            during = threads()
        counts.append(lowest(threads, during))

    assert counts[-1] < during
    assert counts[-1] <= counts[0]


def test_an_estimator_can_be_used_again_after_its_context() -> None:
    estimator = MediaPipeEstimator()
    frame = moment(0.0, sample_picture("front"))
    with estimator:
        first = estimator.locate(frame)

    with estimator:
        assert_alike(estimator.locate(frame), first)


def test_every_joint_has_a_row_of_its_own() -> None:
    assert set(BLAZEPOSE) == set(Joint)
    assert len(set(BLAZEPOSE.values())) == len(Joint)


def test_the_picture_itself_is_left_alone(shared: MediaPipeEstimator) -> None:
    image: ImageBGR = sample_picture("front").copy()
    before = image.copy()

    shared.locate(picture(image))

    np.testing.assert_array_equal(image, before)
