"""Assessments to minutes: what is kept of a day, one row a minute of the clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from posture.types import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Minute:
    """One minute of the clock, or the part of it that was watched.

    The seconds by presence sum up to the time that is accounted for: what was not seen, because
    the camera was released or nobody could be judged, is ``unknown``. ``measures`` holds the mean
    of each measure over the seconds in which it was observed, ``dose`` the dose at the end.
    """

    at: datetime  # beginning of the minute, UTC
    seconds: Mapping[str, float]  # by presence and by posture state
    measures: Mapping[str, Estimate]
    observed_s: Mapping[str, float]  # by measure
    dose: Mapping[str, float]
    dose_interval: Mapping[str, tuple[float, float]]
    coverage: float | None
    view: str
