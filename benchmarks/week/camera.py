"""Truth to measurements: the errors that benchmarks/README.md reports, in parts by their time.

Each measure is shrunk a little, as fitted measures are, and wrong by a part that stays all day, a
part that drifts over half an hour to two hours, and a part of each second. Together they are as
large as the mean absolute errors under "Accuracy". The standard deviations are those that the
product states, which does not know how the parts are divided.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from benchmarks.week.people import AWAY, DAY_S, GAP, HIDDEN, REST_CM, Day, _drifting
from posture.types import Estimate, Floats, Measurement, Presence, View

AWAY_AFTER_S = 15  # an empty chair is unknown until then
CM_TO_DEG = 2.6  # what a centimetre forward changes at C7


@dataclass(frozen=True, slots=True)
class Error:
    """How one measure goes wrong: its gain, and three standard deviations."""

    gain: float
    day: float
    drift: float
    second: float


ERRORS = {
    "protraction_cm": Error(0.87, 0.30, 0.45, 0.25),
    "forward_deg": Error(0.80, 1.1, 2.2, 1.0),
    "pitch_deg": Error(0.95, 1.0, 1.4, 0.8),
    "shrug_left": Error(0.88, 0.03, 0.06, 0.03),
    "shrug_right": Error(0.88, 0.03, 0.06, 0.03),
    "tilt_deg": Error(0.95, 0.2, 0.6, 0.3),
    "distance_share": Error(1.0, 0.024, 0.01, 0.01),
    "yaw_deg": Error(1.0, 0.5, 1.0, 0.7),
}


class Camera:
    """One day of one camera: errors drawn once, measurements made second by second."""

    def __init__(self, rng: Generator, day: Day) -> None:
        self._day = day
        self._wrong = {name: _error(rng, error) for name, error in ERRORS.items()}
        together = self._wrong["protraction_cm"] / ERRORS["protraction_cm"].drift
        self._wrong["forward_deg"] = 0.5 * self._wrong["forward_deg"] + 1.3 * together
        self._absent_s = 0

    def measurements(self, step_s: int = 1) -> Iterator[Measurement]:
        """Yield what is measured; nothing while the camera gives no pictures."""
        for second in range(0, DAY_S, step_s):
            what = self._day.presence[second]
            self._absent_s = self._absent_s + step_s if what == AWAY else 0
            if what == GAP:
                continue
            yield self._empty(second) if what in (AWAY, HIDDEN) else self._seen(second)

    def _empty(self, second: int) -> Measurement:
        away = self._absent_s >= AWAY_AFTER_S
        return Measurement(
            index=second,
            time_s=float(second),
            presence=Presence.AWAY if away else Presence.UNKNOWN,
            view=View.UNKNOWN,
        )

    def _seen(self, second: int) -> Measurement:
        true = {name: float(values[second]) for name, values in self._day.values.items()}
        true["forward_deg"] = CM_TO_DEG * true["protraction_cm"]
        got = {
            name: ERRORS[name].gain * true[name] + float(wrong[second])
            for name, wrong in self._wrong.items()
            if name in true
        }
        cm = (REST_CM - true["near_cm"]) * (1 + float(self._wrong["distance_share"][second]))
        distance = Estimate(cm, 0.015 * cm, 0.035 * cm)
        return Measurement(
            index=second,
            time_s=float(second),
            presence=Presence.SEATED,
            view=View.FRONT,
            protraction_cm=Estimate(got["protraction_cm"], 0.63, 0.29),
            head_forward_change_deg=_angle(got["forward_deg"]),
            head_pitch_change_deg=Estimate(got["pitch_deg"], 1.2 + 0.12 * abs(got["pitch_deg"])),
            head_yaw_change_deg=Estimate(got["yaw_deg"], 1.0 + 0.11 * abs(got["yaw_deg"])),
            shrug_left=_shrug(got["shrug_left"]),
            shrug_right=_shrug(got["shrug_right"]),
            shoulder_tilt_change_deg=Estimate(got["tilt_deg"], 0.75),
            camera_distance_cm=distance,
            screen_distance_cm=distance,
            arms_raised=False,
            people=1,
        )


def exact(day: Day, step_s: int = 4) -> Iterator[Measurement]:
    """Yield the truth as if it had been measured without any error."""
    for second in range(0, DAY_S, step_s):
        true = {name: Estimate(float(v[second]), 0.0) for name, v in day.values.items()}
        yield Measurement(
            index=second,
            time_s=float(second),
            presence=Presence.AWAY if day.presence[second] == AWAY else Presence.SEATED,
            view=View.FRONT,
            protraction_cm=true["protraction_cm"],
            head_pitch_change_deg=true["pitch_deg"],
            head_yaw_change_deg=true["yaw_deg"],
            shrug_left=true["shrug_left"],
            shrug_right=true["shrug_right"],
            shoulder_tilt_change_deg=true["tilt_deg"],
            screen_distance_cm=Estimate(REST_CM - true["near_cm"].value, 0.0),
        )


def _error(rng: Generator, error: Error) -> Floats:
    tau_s = 60 * rng.uniform(30, 120)
    slow = rng.normal(0, error.day) + _drifting(rng, error.drift, tau_s)
    return np.asarray(slow + rng.normal(0, error.second, DAY_S))


def _angle(deg: float) -> Estimate:
    sd = 2.6 + 1.07 * min(1.0, abs(deg) / 5.0)
    return Estimate(deg, 0.91 * sd, 0.415 * sd)


def _shrug(share: float) -> Estimate:
    share = min(1.0, max(0.0, share))
    return Estimate(share, 0.06 + 0.05 * min(1.0, 3 * share), 0.2 * share)
