"""Measurements to the figures of a day."""

from collections.abc import Iterable

from posture.config import ExposureConfig
from posture.day import Day, DayBuilder
from posture.types import Assessment, Measurement
from tests.builders_measurements import (
    BOTH,
    FORWARD,
    GONE,
    LOOKING_DOWN,
    NEAR,
    UNSEEN,
    UPRIGHT,
    assessments,
    held,
    one_after_the_other,
)


def day_of(moments: Iterable[Assessment]) -> Day:
    builder = DayBuilder(ExposureConfig())
    for moment in moments:
        builder.update(moment)
    return builder.build()


def day(*parts: tuple[Measurement, float], hz: float | None = None) -> Day:
    stream = one_after_the_other(*(held(what, minutes, hz=hz) for what, minutes in parts))
    return day_of(assessments(stream))


PARTS = (UPRIGHT, FORWARD, LOOKING_DOWN, BOTH, NEAR, GONE, UNSEEN)
