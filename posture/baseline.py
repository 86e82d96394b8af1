"""Recording to baseline: the most upright sustained stretch, where there is no profile.

Such a baseline is *self-referenced*: who slouches throughout is compared with the own slouch.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from posture.config import BaselineConfig
from posture.contrast import contrasts
from posture.errors import CalibrationError
from posture.features import Features
from posture.fitted import fitted
from posture.profile import Profile, calibrate
from posture.types import Floats, Lens, View

_MIN_SEEN = 0.7  # share of a stretch in which posture must be visible


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A part of a recording: seconds, how forward the head was, and how steady (degrees)."""

    start_s: float
    end_s: float
    forward_deg: float
    sd_deg: float


Timed = tuple[float, Features]


def part(timed: Sequence[Timed], start_s: float, end_s: float) -> list[Features]:
    """Return the features from start to end."""
    return [found for time_s, found in timed if start_s <= time_s <= end_s]


def most_upright(timed: Sequence[Timed], lens: Lens, config: BaselineConfig) -> Stretch:
    """Return the stretch in which the head was carried furthest back, and steadily.

    Not the single most upright one but the one at the upright tenth of all stretches, so that one
    look at the ceiling does not become the measure of everything.
    """
    times = np.array([time_s for time_s, _ in timed])
    forward = _forward_deg(timed, lens)
    stretches = list(_stretches(times, forward, config))
    if not stretches:
        raise CalibrationError(
            f"baseline: expected {config.window_s:g} s in a row in which head and shoulders can be "
            "judged, found none; choose a part yourself (`--baseline START-END`) or make a "
            "profile (`posture calibrate`)."
        )
    ranked = sorted(stretches, key=lambda stretch: stretch.forward_deg + stretch.sd_deg)
    return ranked[int((1 - config.upright_share) * (len(ranked) - 1))]


def _stretches(times: Floats, forward: Floats, config: BaselineConfig) -> Sequence[Stretch]:
    if len(times) == 0 or times[-1] <= times[0]:  # a moment is no stretch
        return []
    window_s = min(config.window_s, float(times[-1] - times[0]))
    found = []
    for start_s in np.arange(times[0] + config.settle_s, times[-1] - window_s + 1e-6, window_s / 4):
        inside = (times >= start_s) & (times <= start_s + window_s)
        values = forward[inside]
        seen = values[np.isfinite(values)]
        if len(seen) and len(seen) >= _MIN_SEEN * len(values):
            found.append(
                Stretch(
                    start_s=float(start_s),
                    end_s=float(start_s + window_s),
                    forward_deg=float(np.median(seen)),
                    sd_deg=float(np.std(seen)),
                )
            )
    return found


def _forward_deg(timed: Sequence[Timed], lens: Lens) -> Floats:
    """How far forward the head is in every frame, against the middle of the recording."""
    found = [features for _, features in timed]
    usable = [features for features in found if features.view is not View.UNKNOWN]
    if not usable:
        return np.full(len(found), np.nan)
    middle = calibrate(usable, lens)
    return np.array([_one_forward_deg(features, middle, lens) for features in found])


def _one_forward_deg(now: Features, middle: Profile, lens: Lens) -> float:
    if now.view is View.SIDE:
        angle = now.side_head_forward_deg
        return float("nan") if angle is None else angle
    moved = contrasts(now, middle, lens)
    if now.view is not View.FRONT or moved is None:
        return float("nan")
    return fitted("head_forward_change_deg").estimate(moved).value
