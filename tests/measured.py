"""A person in front of a camera, measured."""

from posture.config import Config
from posture.features import features
from posture.measure import measure
from posture.profile import Profile, calibrate
from posture.types import Estimate, Landmarks, Lens, Measurement
from tests.builders import LENS, Sitter, from_the_side

CONFIG = Config()


def look(
    landmarks: Landmarks, profile: Profile | None, *, lens: Lens = LENS, config: Config = CONFIG
) -> Measurement:
    now = features(landmarks, lens, config.measure)
    return measure(landmarks, now, profile, lens=lens, config=config)


def profile_of(sitter: Sitter, *, taped_cm: float | None = None) -> Profile:
    return calibrate(
        [features(sitter.landmarks(), sitter.lens, CONFIG.measure)], sitter.lens, taped_cm=taped_cm
    )


def side_profile(angle: float = 37.0) -> Profile:
    seen = features(from_the_side(head_forward_deg=angle), LENS, CONFIG.measure)
    return calibrate([seen], LENS)


def value(measurement: Measurement, name: str) -> float:
    estimate: Estimate | None = getattr(measurement, name)
    assert estimate is not None
    return estimate.value
