"""Measurements to calmer measurements: a One Euro filter on every number, with real time stamps."""

import math
from dataclasses import fields, replace
from typing import Any

from posture.config import SmoothConfig
from posture.types import Estimate, Measurement

FILTERED: tuple[str, ...] = tuple(f.name for f in fields(Measurement) if "Estimate" in str(f.type))


class OneEuro:
    """Low-pass filter whose cut-off rises with speed [Casiez 2012].

    Numbers are counted in their own standard deviations, so that one pair of parameters serves
    degrees, centimetres and shares alike.

    Examples
    --------
    >>> calm = OneEuro(SmoothConfig())
    >>> calm.update(0.0, 10.0, unit=1.0), round(calm.update(0.2, 11.0, unit=1.0), 2)
    (10.0, 10.62)
    """

    def __init__(self, config: SmoothConfig) -> None:
        self._config = config
        self._time_s: float | None = None
        self._value = 0.0
        self._speed = 0.0

    def update(self, time_s: float, value: float, *, unit: float) -> float:
        """Return the filtered value; after a long gap the filter starts anew."""
        last_s, self._time_s = self._time_s, time_s
        if last_s is None or time_s - last_s > self._config.reset_after_s or time_s <= last_s:
            self._value, self._speed = value, 0.0
            return value
        step_s = time_s - last_s
        speed = (value - self._value) / step_s
        self._speed += _share(self._config.derivative_cutoff_hz, step_s) * (speed - self._speed)
        cutoff_hz = self._config.min_cutoff_hz + self._config.beta * abs(self._speed) / unit
        self._value += _share(cutoff_hz, step_s) * (value - self._value)
        return self._value


def _share(cutoff_hz: float, step_s: float) -> float:
    return 1.0 / (1.0 + 1.0 / (2 * math.pi * cutoff_hz * step_s))


class Smoother:
    """Filter every measure of a recording; pictures pass as they are."""

    def __init__(self, config: SmoothConfig) -> None:
        self._filters = {name: OneEuro(config) for name in FILTERED}

    def update(self, measurement: Measurement) -> Measurement:
        """Return the measurement with its numbers smoothed; unseen stays unseen."""
        if measurement.time_s is None:
            return measurement
        calm: dict[str, Any] = {}
        for name, one_euro in self._filters.items():
            estimate: Estimate | None = getattr(measurement, name)
            if estimate is None:
                continue
            unit = max(estimate.sd_frame, 1e-6)
            value = one_euro.update(measurement.time_s, estimate.value, unit=unit)
            calm[name] = replace(estimate, value=value)
        return replace(measurement, **calm)
