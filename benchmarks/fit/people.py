"""Every picture of a phantom folder looked at once, with its features."""

from dataclasses import dataclass
from pathlib import Path

from benchmarks.fit.phantom import Picture, pictures
from posture.config import MeasureConfig
from posture.estimators.mediapipe import MediaPipeEstimator
from posture.features import Features, features
from posture.types import Lens


@dataclass(frozen=True)
class Seen:
    """A picture, what was seen in it, and the neutral picture of the same person and camera."""

    picture: Picture
    features: Features

    @property
    def lens(self) -> Lens:
        return Lens(focal_px=self.picture.camera["fx"], relative_sd=0.0, source="given")


def look(folder: Path) -> dict[str, Seen]:
    """Features of every picture by its id."""
    with MediaPipeEstimator() as estimator:
        found = {}
        for picture in pictures(folder):
            lens = Lens(focal_px=picture.camera["fx"], relative_sd=0.0, source="given")
            landmarks = estimator.locate(picture.frame())
            found[picture.id] = Seen(picture, features(landmarks, lens, MeasureConfig()))
    return found
