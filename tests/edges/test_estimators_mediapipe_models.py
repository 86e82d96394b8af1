"""The estimator as a resource: time, models, threads."""

import hashlib
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from posture.errors import EstimatorError
from posture.estimators import weights
from posture.estimators.bundle import MEMBERS
from posture.estimators.mediapipe import BLAZEPOSE, MediaPipeEstimator
from posture.types import ImageBGR, Joint
from tests.frames import (
    moment,
    picture,
    sample_frames,
    sample_picture,
    side_by_side,
)
from tests.people import assert_alike

pytestmark = pytest.mark.model


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
