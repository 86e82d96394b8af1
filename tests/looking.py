"""Pictures to measurements with the real networks, and how two measurements differ."""

import math
from collections.abc import Sequence

from posture.config import Config
from posture.features import features
from posture.pipeline import follow
from posture.ports import PoseEstimator
from posture.profile import Profile, calibrate
from posture.types import MEASURES, Assessment, Frame, ImageBGR, Lens, Measurement
from tests.frames import SIZE_PX, picture, truth

CONFIG = Config()


def lens_of(name: str, image: ImageBGR) -> Lens:
    """The true lens of a sample, for a picture of it that may have been resized."""
    focal_px = truth(name)["camera"]["fx"] * image.shape[1] / SIZE_PX[0]
    return Lens(focal_px=focal_px, relative_sd=0.01, source="given")


def upright(estimator: PoseEstimator, name: str, image: ImageBGR) -> Profile:
    lens = lens_of(name, image)
    return calibrate(
        [features(estimator.locate(picture(image)), lens, CONFIG.measure)], lens, origin=name
    )


def measured(
    estimator: PoseEstimator, name: str, image: ImageBGR, profile: Profile | None
) -> Measurement:
    (moment,) = watched(estimator, name, [picture(image)], profile)
    return moment.measurement


def watched(
    estimator: PoseEstimator, name: str, frames: Sequence[Frame], profile: Profile | None
) -> Sequence[Assessment]:
    lens = lens_of(name, frames[0].image)
    return list(follow(map(estimator.locate, frames), profile, CONFIG, lens=lens))


def seen(measurement: Measurement) -> set[str]:
    """Names of the measures that have a value."""
    return {name for name in MEASURES if getattr(measurement, name) is not None}


def apart(one: Measurement, other: Measurement) -> dict[str, float]:
    """How far two measurements differ, in the standard deviation of that difference."""
    assert seen(one) == seen(other)
    pairs = {name: (getattr(one, name), getattr(other, name)) for name in seen(one)}
    return {name: abs(a.value - b.value) / math.hypot(a.sd, b.sd) for name, (a, b) in pairs.items()}
