"""Status to view: what the screen of a running watch shows at one moment."""

import math
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from posture.config import AlertConfig, Band
from posture.knowledge import load_knowledge
from posture.messages import load_messages
from posture.outputs.wording import number, percent
from posture.phrases import WORTH_NAMING
from posture.states import Reading
from posture.status import Status
from posture.types import Empty, Estimate

TREND_BINS, TREND_BIN_S = 24, 10.0  # four minutes: as long as a posture is held before a prompt


class Zone(StrEnum):
    """Where a value stands against the threshold of its posture."""

    FINE = "fine"
    EDGE = "at the edge"
    BEYOND = "beyond"
    OPEN = "no threshold"
    UNSEEN = "not seen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge:
    """One of the three measures: its value now, where its posture begins, how it went lately.

    ``low`` and ``high`` are the ends of its scale; ``recent`` holds means over `TREND_BIN_S`, the
    newest last, NaN where unseen.
    """

    label: str
    unit: str
    low: float
    high: float
    now: Estimate | None
    band: Band | None
    recent: tuple[float, ...]

    @property
    def zone(self) -> Zone:
        """Where the value stands; only what is sure enough is beyond."""
        if self.now is None:
            return Zone.UNSEEN
        if self.band is None:
            return Zone.OPEN
        reading = Reading(self.now, self.band, self.unit)
        if reading.enters:
            return Zone.BEYOND
        return Zone.EDGE if reading.stays else Zone.FINE

    @property
    def value(self) -> str:
        """The value and its standard deviation in words."""
        if self.now is None:
            return "–"
        if self.unit == "own shrug":
            return f"{percent(max(0.0, self.now.value))} ± {percent(self.now.sd)}"
        decimals = 0 if abs(self.now.value) >= 10 else 1
        value, sd = (number(one, "", decimals=decimals) for one in (self.now.value, self.now.sd))
        return number(0, self.unit, decimals=0).replace("0", f"{value} ± {sd}", 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchView:
    """Everything that the screen of a watch shows; ``at`` is the time of day."""

    at: datetime
    status: Status
    gauges: tuple[Gauge, ...]
    unseen: tuple[str, ...] = ()  # what is not seen, why, and what to do about it
    muscle: str | None = None  # the one that is loaded most
    dose: float = 0.0  # its share of our guide value
    break_in_min: float | None = None
    held: tuple[str, ...] = field(default=())  # the postures, in words


class Trend:
    """Means of the measures over the last minutes; a stretch without a value stays a gap.

    Examples
    --------
    >>> trend = Trend()
    >>> for time_s, cm in ((0.0, 2.0), (5.0, 4.0), (31.0, 1.0)):
    ...     trend.update(time_s, {"protraction_cm": Estimate(cm, sd_frame=1.0)})
    >>> trend.of("protraction_cm")
    (3.0, nan, nan, 1.0)
    """

    def __init__(self) -> None:
        self._bins: deque[tuple[int, dict[str, list[float]]]] = deque(maxlen=TREND_BINS)

    def update(self, time_s: float, now: Mapping[str, Estimate]) -> None:
        """Take in what is seen at a moment."""
        index = int(time_s // TREND_BIN_S)
        if not self._bins or self._bins[-1][0] != index:
            self._bins.append((index, {}))
        for name, estimate in now.items():
            self._bins[-1][1].setdefault(name, []).append(estimate.value)

    def of(self, name: str) -> tuple[float, ...]:
        """Return the means of a measure, the newest last, NaN where unseen."""
        if not self._bins:
            return ()
        found = dict(self._bins)
        last = self._bins[-1][0]
        first = max(self._bins[0][0], last - TREND_BINS + 1)
        return tuple(_mean(found.get(i, {}).get(name, ())) for i in range(first, last + 1))


def _mean(values: tuple[float, ...] | list[float]) -> float:
    return sum(values) / len(values) if values else math.nan


def view_of(
    status: Status, trend: Trend, empty: frozenset[Empty], config: AlertConfig, *, at: datetime
) -> WatchView:
    """Return what is shown of a status; ``empty`` says why measures of the last frame are empty."""
    messages, gauges = load_messages(), _gauges(status, trend, config)
    lost = any(gauge.now is None for gauge in gauges)
    muscle = max(status.dose, key=lambda name: status.dose[name], default=None)
    dose = 0.0 if muscle is None else status.dose[muscle]
    return WatchView(
        at=at,
        status=status,
        gauges=gauges,
        unseen=tuple(messages.unseen[code] for code in Empty if lost and code in empty),
        muscle=load_knowledge().muscle(muscle).name if muscle and dose >= WORTH_NAMING else None,
        dose=dose,
        break_in_min=_break_in_min(status.seated_min, config.long_sitting_min),
        held=tuple(messages.state[kind].short for kind in status.states),
    )


def _break_in_min(seated_min: float | None, after_min: float) -> float | None:
    return None if seated_min is None else max(0.0, after_min - seated_min)


def _gauges(status: Status, trend: Trend, config: AlertConfig) -> tuple[Gauge, ...]:
    """Return head, shoulders and distance, each by the first of its measures that is seen."""
    shrug, rise = (max(pair, key=lambda name: _value(status.now.get(name))) for pair in _SHOULDERS)
    choices: Mapping[str, Mapping[str, Band | None]] = {
        "Head forward": {"protraction_cm": config.protraction_cm, "head_forward_deg": None},
        "Shoulders up": {shrug: config.shrug, rise: None},
        "Distance": {"screen_distance_cm": config.too_close_cm, "camera_distance_cm": None},
    }
    found = {
        label: next((name for name in names if name in status.now), next(iter(names)))
        for label, names in choices.items()
    }
    return tuple(
        _gauge(label, name, choices[label][name], status, trend) for label, name in found.items()
    )


_SHOULDERS = (
    ("shrug_left", "shrug_right"),
    ("shoulder_elevation_left_cm", "shoulder_elevation_right_cm"),
)
_SCALES = {  # unit and ends of the scale: from good to as bad as desks see
    "protraction_cm": ("cm", 0.0, 6.0),
    "head_forward_deg": ("deg", 20.0, 70.0),
    "shrug_left": ("own shrug", 0.0, 1.0),
    "shrug_right": ("own shrug", 0.0, 1.0),
    "shoulder_elevation_left_cm": ("cm", 0.0, 6.0),
    "shoulder_elevation_right_cm": ("cm", 0.0, 6.0),
    "screen_distance_cm": ("cm", 30.0, 90.0),
    "camera_distance_cm": ("cm", 30.0, 90.0),
}


def _value(estimate: Estimate | None) -> float:
    return -math.inf if estimate is None else estimate.value


def _gauge(label: str, name: str, band: Band | None, status: Status, trend: Trend) -> Gauge:
    unit, low, high = _SCALES[name]
    return Gauge(
        label=label,
        unit=unit,
        low=low,
        high=high,
        now=status.now.get(name),
        band=band,
        recent=trend.of(name),
    )
