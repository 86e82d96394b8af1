"""What a picture is like must not change what is measured in it: pixels, light, noise, mirror."""

from collections.abc import Callable, Iterator
from dataclasses import fields, replace

import cv2
import numpy as np
import pytest

from posture.estimators.mediapipe import MediaPipeEstimator
from posture.profile import Profile
from posture.types import ImageBGR, Measurement
from tests.frames import sample_frames
from tests.looking import apart, measured, upright

pytestmark = pytest.mark.model

MOVED = {"front": 3, "shrug": 2, "side": 3}  # which of the frames, 20 s apart, shows a posture
MIRRORED_SIGN = {"head_yaw_deg", "head_roll_deg", "shoulder_tilt_deg"}
Change = Callable[[ImageBGR], ImageBGR]


@pytest.fixture(scope="module")
def estimator() -> Iterator[MediaPipeEstimator]:
    with MediaPipeEstimator() as networks:
        yield networks


@pytest.fixture(scope="module", params=MOVED)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def profile(estimator: MediaPipeEstimator, name: str) -> Profile:
    return upright(estimator, name, frame(name, 0))


@pytest.fixture(scope="module")
def original(estimator: MediaPipeEstimator, name: str, profile: Profile) -> Measurement:
    return measured(estimator, name, frame(name, MOVED[name]), profile)


def frame(name: str, number: int) -> ImageBGR:
    return sample_frames(name, 4, rate_hz=0.05)[number].image


def resized(height_px: int) -> Change:
    def change(image: ImageBGR) -> ImageBGR:
        way = cv2.INTER_AREA if height_px < image.shape[0] else cv2.INTER_CUBIC
        width_px = round(height_px * image.shape[1] / image.shape[0])
        return np.asarray(cv2.resize(image, (width_px, height_px), interpolation=way), np.uint8)

    return change


def compressed(quality: int) -> Change:
    def change(image: ImageBGR) -> ImageBGR:
        _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
        return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)

    return change


def lit(*, gain: float = 1.0, gamma: float = 1.0) -> Change:
    return lambda image: np.clip(255 * (image / 255) ** gamma * gain, 0, 255).astype(np.uint8)


def noisy(sd: float) -> Change:
    def change(image: ImageBGR) -> ImageBGR:
        grain = np.random.default_rng(1).normal(0, sd, image.shape)
        return np.clip(image + grain, 0, 255).astype(np.uint8)

    return change


def rolled(degrees: float) -> Change:
    def change(image: ImageBGR) -> ImageBGR:
        height, width = image.shape[:2]
        turn = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), degrees, 1.0)
        return warped(image, turn)

    return change


def shifted(across: float, down: float) -> Change:
    return lambda image: warped(image, np.array([[1.0, 0.0, across], [0.0, 1.0, down]]))


def warped(image: ImageBGR, matrix: np.ndarray) -> ImageBGR:
    size = image.shape[1], image.shape[0]
    return np.asarray(
        cv2.warpAffine(image, matrix, size, borderMode=cv2.BORDER_REPLICATE), np.uint8
    )


def mirrored(image: ImageBGR) -> ImageBGR:
    return np.ascontiguousarray(image[:, ::-1])


OF_THE_PICTURE = {
    **{f"{height} rows": resized(height) for height in (360, 720, 1080, 2160)},
    **{f"JPEG {quality}": compressed(quality) for quality in (95, 70, 40, 20)},
    "half as bright": lit(gain=0.5),
    "overexposed": lit(gain=1.6),
    "gamma 0.6": lit(gamma=0.6),
    "gamma 1.7": lit(gamma=1.7),
    "noise": noisy(12.0),
}
OF_THE_CAMERA = {
    "rolled left": rolled(3.0),
    "rolled right": rolled(-3.0),
    "shifted": shifted(-12.0, -8.0),
    "shifted back": shifted(8.0, 5.0),
}
CAMERA_FRAME = {"head_roll_deg", "head_yaw_deg", "head_pitch_deg", "trunk_lean_deg"}


@pytest.mark.parametrize("change", OF_THE_PICTURE.values(), ids=OF_THE_PICTURE)
def test_what_a_picture_is_like_does_not_matter(
    estimator: MediaPipeEstimator,
    name: str,
    profile: Profile,
    original: Measurement,
    change: Change,
) -> None:
    """The upright person was seen in a picture of the usual size and light."""
    image = change(frame(name, MOVED[name]))

    differences = apart(measured(estimator, name, image, profile), original)
    assert max(differences.values()) < 1.1, differences  # JPEG 20: one of 14 is 1.0


@pytest.mark.parametrize("change", OF_THE_CAMERA.values(), ids=OF_THE_CAMERA)
def test_how_the_camera_is_mounted_drops_out_of_every_change(
    estimator: MediaPipeEstimator, name: str, original: Measurement, change: Change
) -> None:
    before = upright(estimator, name, change(frame(name, 0)))
    after = measured(estimator, name, change(frame(name, MOVED[name])), before)

    differences = apart(after, original)
    changes = {key: value for key, value in differences.items() if key not in CAMERA_FRAME}
    assert changes
    assert max(changes.values()) < 1, differences


def test_the_mirror_image_is_the_mirrored_posture(
    estimator: MediaPipeEstimator, name: str, original: Measurement
) -> None:
    before = upright(estimator, name, mirrored(frame(name, 0)))
    after = measured(estimator, name, mirrored(frame(name, MOVED[name])), before)

    differences = apart(unmirrored(after), original)
    assert max(differences.values()) < 1, differences


def unmirrored(measurement: Measurement) -> Measurement:
    values = {field.name: getattr(measurement, field.name) for field in fields(measurement)}
    turned = {name: replace(e, value=-e.value) for name in MIRRORED_SIGN if (e := values[name])}
    swapped = {
        name: values[opposite]
        for name in values
        if (opposite := name.replace("left", "?").replace("right", "left").replace("?", "right"))
        != name
    }
    return replace(measurement, **turned, **swapped)
