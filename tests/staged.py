"""Landmarks of somebody who sits there, for all stages behind each other."""

from collections.abc import Iterator

from posture.config import MeasureConfig
from posture.features import features
from posture.profile import Profile, calibrate
from posture.types import Assessment, Landmarks
from tests.builders import LENS, Sitter


def profile() -> Profile:
    return calibrate([features(Sitter().landmarks(), LENS, MeasureConfig())], LENS)


def sitting(seconds: float, rate_hz: float = 5.0, **posture: float) -> list[Landmarks]:
    sitter = Sitter(**posture)  # type: ignore[arg-type]  # all of them numbers
    return [sitter.landmarks(index=i, time_s=i / rate_hz) for i in range(int(seconds * rate_hz))]


def last(moments: Iterator[Assessment]) -> Assessment:
    *_, moment = moments
    return moment
