"""Nobody, half a body, a poster, a camera that zooms: nothing is measured that is not there."""

from collections.abc import Callable, Iterator, Sequence

import cv2
import numpy as np
import pytest

from posture.estimators.mediapipe import MediaPipeEstimator
from posture.profile import Profile
from posture.types import Assessment, Empty, Frame, ImageBGR, Presence, View
from tests import scenes
from tests.frames import moment, sample_frames, sample_picture, side_by_side, times_s
from tests.looking import apart, measured, seen, upright, watched

pytestmark = pytest.mark.model

RATE_HZ = 5.0
Scene = Callable[[], ImageBGR]
HIDDEN = {
    "turned away": ("front", scenes.turned_away),
    "hand before the face": ("front", scenes.hand_before_face),
    "under a hood": ("side", scenes.hooded),
}
NOBODY = {
    "an empty chair": scenes.empty_chair,
    "a face on the wall": lambda: scenes.poster(scale=0.4),
    "a portrait on the wall": lambda: scenes.poster(of="portrait", scale=0.45),
    "a small portrait": lambda: scenes.poster(of="portrait", scale=0.3),
}


@pytest.fixture(scope="module")
def estimator() -> Iterator[MediaPipeEstimator]:
    with MediaPipeEstimator() as networks:
        yield networks


@pytest.fixture(scope="module")
def profiles(estimator: MediaPipeEstimator) -> dict[str, Profile]:
    return {name: upright(estimator, name, sample_picture(name)) for name in ("front", "side")}


def still(image: ImageBGR, seconds: float) -> Sequence[Frame]:
    return [moment(time_s, image) for time_s in times_s(round(seconds), rate_hz=1.0)]


@pytest.mark.parametrize(("name", "scene"), HIDDEN.values(), ids=HIDDEN)
def test_what_is_hidden_stays_empty(
    estimator: MediaPipeEstimator, profiles: dict[str, Profile], name: str, scene: Scene
) -> None:
    moments = watched(estimator, name, still(scene(), 20), profiles[name])

    for found in moments:
        assert not seen(found.measurement)
        assert not found.states
        assert found.measurement.people == 1
        assert found.measurement.presence is not Presence.AWAY
        assert found.measurement.empty_because & {Empty.HEAD_TURNED, Empty.NECK_HIDDEN}


@pytest.mark.parametrize("scene", NOBODY.values(), ids=NOBODY)
def test_an_empty_chair_stays_empty_whatever_hangs_on_the_wall(
    estimator: MediaPipeEstimator, profiles: dict[str, Profile], scene: Scene
) -> None:
    moments = watched(estimator, "front", still(scene(), 17), profiles["front"])

    for found in moments:
        assert not seen(found.measurement)
        assert not found.states
        assert found.measurement.empty_because == {Empty.NO_PERSON}
        assert found.measurement.view is View.UNKNOWN
    assert moments[-1].measurement.presence is Presence.AWAY


@pytest.mark.parametrize("of", ["face", "portrait"])
def test_a_poster_behind_somebody_changes_nothing(
    estimator: MediaPipeEstimator, profiles: dict[str, Profile], of: str
) -> None:
    alone = sample_picture("front")
    with_poster = scenes.poster(of=of, scale=0.4, onto=alone)

    before, after = (
        measured(estimator, "front", i, profiles["front"]) for i in (alone, with_poster)
    )
    differences = apart(before, after)
    assert max(differences.values()) < 1, differences


def test_two_people_are_counted(estimator: MediaPipeEstimator) -> None:
    assert measured(estimator, "front", side_by_side("front", "shrug"), None).people == 2


# -- a camera that frames by itself ---------------------------------------------------------------


def enlarged(image: ImageBGR, factor: float) -> ImageBGR:
    """The part of a picture about the face, as large as the whole."""
    height, width = image.shape[:2]
    left, top = (1 - 1 / factor) / 2 * width, (1 - 1 / factor) * 0.3 * height
    half = (factor - 1) / 2
    part = np.array([[factor, 0, half - factor * left], [0, factor, half - factor * top]])
    return np.asarray(cv2.warpAffine(image, part, (width, height)), np.uint8)


@pytest.fixture(scope="module")
def reframed(estimator: MediaPipeEstimator, profiles: dict[str, Profile]) -> Sequence[Assessment]:
    """Three seconds as they are, then from 1.0 to 1.4 times within 0.4 s."""
    frames = sample_frames("front", 30, rate_hz=RATE_HZ)
    times = [frame.time_s or 0.0 for frame in frames]
    factors = np.interp(times, [3.0, 3.4], [1.0, 1.4])
    zoomed = [
        Frame(index=frame.index, time_s=frame.time_s, image=enlarged(frame.image, factor))
        for frame, factor in zip(frames, factors.tolist(), strict=True)
    ]
    return watched(estimator, "front", zoomed, profiles["front"])


def test_a_camera_that_zooms_makes_distances_unknown(reframed: Sequence[Assessment]) -> None:
    for found in reframed:
        time_s = found.measurement.time_s or 0.0
        if time_s <= 3.0:
            assert found.measurement.camera_distance_cm is not None
            assert Empty.NO_BASELINE not in found.measurement.empty_because
        if time_s >= 3.4:
            assert seen(found.measurement) <= {"head_pitch_deg", "head_yaw_deg", "head_roll_deg"}
            assert Empty.NO_BASELINE in found.measurement.empty_because


def test_a_camera_that_zooms_does_not_turn_the_head(reframed: Sequence[Assessment]) -> None:
    before, after = reframed[10].measurement, reframed[-1].measurement

    for name in ("head_pitch_deg", "head_yaw_deg", "head_roll_deg"):
        one, other = getattr(before, name), getattr(after, name)
        assert abs(one.value - other.value) < 2 * max(one.sd, other.sd)
