"""Measures to gauges: the three numbers that everybody is shown, and where they stand."""

import math
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from posture.config import AlertConfig, Band
from posture.messages import load_messages
from posture.outputs.dictionary import column
from posture.outputs.wording import capitalised, listed, number
from posture.states import Reading
from posture.types import Estimate

_SHARES = ("shrug_left", "shrug_right")


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

    ``low`` and ``high`` are the ends of its scale; ``recent`` holds means over some seconds, the
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
        return with_sd(self.now, self.unit)


def with_sd(estimate: Estimate | None, unit: str) -> str:
    """Write a value and one standard deviation; what is unseen is a dash.

    Examples
    --------
    >>> with_sd(Estimate(-8.24, sd_frame=1.0), "deg"), with_sd(Estimate(0.16, 0.03), "own shrug")
    ('−8.2 ± 1.0°', '16 % ± 3 %')
    >>> with_sd(None, "cm")
    '–'
    """
    if estimate is None:
        return "–"
    if unit == "own shrug":
        return f"{100 * max(0.0, estimate.value):.0f} % ± {100 * estimate.sd:.0f} %"
    decimals = 0 if abs(estimate.value) >= 10 else 1
    value, sd = (
        number(one, sign, decimals=decimals)
        for one, sign in ((estimate.value, ""), (estimate.sd, unit))
    )
    return f"{value} ± {sd}"


def measured_text(name: str, estimate: Estimate) -> str:
    """Write a measure with its unit in both numbers, for lists in which each stands alone.

    Examples
    --------
    >>> measured_text("head_yaw_deg", Estimate(-1.34, sd_frame=0.9))
    '−1.3° ± 0.9°'
    >>> measured_text("shrug_left", Estimate(0.16, sd_frame=0.03))
    '16 % ± 3 % of an own full shrug'
    """
    if name in _SHARES:
        return f"{with_sd(estimate, 'own shrug')} of an own full shrug"
    unit = column(name).unit
    return f"{number(estimate.value, unit)} ± {number(estimate.sd, unit)}"


def verdict(states: Collection[str], measures: Iterable[Gauge]) -> tuple[Zone, str]:
    """Say in a few words which postures are held; unseen is never good.

    Examples
    --------
    >>> verdict(["head_forward", "uneven_shoulders"], ())
    (<Zone.BEYOND: 'beyond'>, 'Head forward and shoulders uneven')
    """
    seen = [gauge.now is not None for gauge in measures]
    if states:
        words = listed(load_messages().state[kind].short for kind in sorted(states))
        return Zone.BEYOND, capitalised(words)
    if not any(seen):
        return Zone.UNSEEN, "Nothing can be judged"
    if all(seen):
        return Zone.FINE, "No posture is held that counts"
    return Zone.FINE, "As far as can be seen, no posture is held that counts"


def gauges(
    now: Mapping[str, Estimate],
    config: AlertConfig,
    *,
    recent: Callable[[str], tuple[float, ...]] = lambda _: (),
) -> tuple[Gauge, ...]:
    """Return head, shoulders and distance, each by the first of its measures that is seen.

    ``recent`` gives the last means of a measure by its name.
    """
    shrug, rise = (max(pair, key=lambda name: _value(now.get(name))) for pair in _SHOULDERS)
    choices: Mapping[str, Mapping[str, Band | None]] = {
        "Head forward": {"protraction_cm": config.protraction_cm, "head_forward_deg": None},
        "Shoulders up": {shrug: config.shrug, rise: None},
        "Distance": {"screen_distance_cm": config.too_close_cm, "camera_distance_cm": None},
    }
    found = {
        label: next((name for name in names if name in now), next(iter(names)))
        for label, names in choices.items()
    }
    return tuple(
        _gauge(label, name, choices[label][name], now.get(name), recent(name))
        for label, name in found.items()
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


def _gauge(
    label: str, name: str, band: Band | None, now: Estimate | None, recent: tuple[float, ...]
) -> Gauge:
    unit, low, high = _SCALES[name]
    return Gauge(
        label=label,
        unit=unit,
        low=low,
        high=high,
        now=now,
        band=band,
        recent=recent,
    )
