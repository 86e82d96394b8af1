"""Every picture of a phantom folder with what was seen in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.fit.phantom import Picture, pictures
from posture.config import Config
from posture.features import Features, features
from posture.lens import given_lens
from posture.types import Landmarks, Lens

CONFIG = Config()


@dataclass(frozen=True)
class Seen:
    """A picture and what was seen in it."""

    picture: Picture
    landmarks: Landmarks
    features: Features
    lens: Lens


def people(folder: Path, landmarks: Mapping[str, Landmarks]) -> dict[str, Seen]:
    """Features of every picture by its id, through the true lens."""
    return {picture.id: seen(picture, landmarks[picture.id]) for picture in pictures(folder)}


def seen(picture: Picture, landmarks: Landmarks) -> Seen:
    """Features of a picture, through the true lens."""
    lens = given_lens(picture.camera["width"], focal=picture.camera["fx"], hfov_deg=None)
    assert lens is not None
    return Seen(picture, landmarks, features(landmarks, lens, CONFIG.measure), lens)
