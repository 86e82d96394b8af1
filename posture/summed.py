"""What a recording comes to: one session, its tasks, and how its measures were distributed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from posture.types import Alert, Floats, Lens, View


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """How one measure was distributed over the observed time."""

    observed_s: float
    median: float
    p10: float
    p90: float
    sd_frame: float
    sd_person: float


@dataclass(frozen=True, slots=True)
class Segment:
    """A named stretch of a recording, such as a task: from ``start_s`` until before ``end_s``."""

    name: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentSum:
    """One stretch of a recording, summed up.

    ``minutes`` is how much of it the recording holds, ``observed_min`` how long anything could be
    measured, ``gained`` the dose by muscle at its end less that at its beginning.
    """

    name: str
    start_s: float
    end_s: float
    minutes: float
    observed_min: float
    summary: Mapping[str, Summary]
    gained: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One recording, summed up; the only thing that outputs receive when it is over.

    ``minutes`` counts by state (presence and posture states), ``coverage`` is the share of frames
    with a value by measure, ``empty`` the share of frames by reason, ``dose`` the dose by muscle at
    ``dose_time_s`` (once a minute and at the end), ``day`` the sums of `posture.day`, ``series`` a
    table of means over one second.
    Pictures have no time: their series has a row a picture and no dose.
    """

    source: str
    started_at: datetime | None
    duration_s: float
    frames: int
    size_px: tuple[int, int]
    view: View
    minutes: Mapping[str, float]
    coverage: Mapping[str, float]
    empty: Mapping[str, float]
    summary: Mapping[str, Summary]
    peak_dose: Mapping[str, float]
    peak_interval: Mapping[str, tuple[float, float]]
    dose_time_s: tuple[float, ...]
    dose: Mapping[str, tuple[float, ...]]
    shares: Mapping[str, Mapping[str, float]]
    alerts: tuple[Alert, ...]
    day: Mapping[str, float]
    series: Mapping[str, Floats]
    lens: Lens
    baseline: Mapping[str, str | float | None]
    versions: Mapping[str, str]
    pictures: tuple[str, ...] = ()  # file name of each row of the series; none in recordings
    segments: tuple[SegmentSum, ...] = ()
