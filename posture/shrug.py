"""Lifted shoulders to the own full shrug: how far each one rises, as it is measured.

Lifts are rows (N, 3), one or more: time in s, left and right shoulder above rest in cm.
"""

from collections.abc import Iterator, Mapping

import numpy as np

from posture.config import CalibrationConfig, Config
from posture.contrast import contrasts
from posture.evidence import Seen
from posture.features import Features
from posture.measure import shoulder_elevation_left_cm, shoulder_elevation_right_cm
from posture.profile import SIDES, Profile, Stat, spread
from posture.suitability import Fault, Reason, drift
from posture.types import Floats


def lift_cm(now: Features, upright: Profile, config: Config) -> tuple[float, float] | None:
    """Measure both shoulders against the upright person; None where they cannot be judged."""
    moved = contrasts(now, upright, upright.lens)
    seen = Seen(now, upright, upright.lens, moved, config)
    left, right = shoulder_elevation_left_cm(seen), shoulder_elevation_right_cm(seen)
    return None if left is None or right is None else (left.value, right.value)


def lift_faults(lifts: Floats, config: CalibrationConfig) -> Iterator[Fault]:
    """Say why a stretch is no full shrug: hardly lifted, or not held."""
    higher_cm = lifts[:, 1:].max(axis=1)
    if not np.mean(higher_cm >= config.min_shrug_cm) >= config.min_seen:
        yield Fault(reason=Reason.NOT_LIFTED, value=float(np.median(higher_cm)))
        return
    moved_cm = drift(np.column_stack([lifts[:, 0], higher_cm]))
    if moved_cm > config.max_rest_cm:
        yield Fault(reason=Reason.NOT_HELD, value=moved_cm)


def rest_faults(lifts: Floats, config: CalibrationConfig) -> Iterator[Fault]:
    """Say that the shoulders are not where they rested before: then one of both was no rest."""
    off_cm = float(np.abs(np.median(lifts[:, 1:], axis=0)).max())
    if off_cm > config.max_rest_cm:
        yield Fault(reason=Reason.NOT_RESTED, value=off_cm)


def full_shrug_cm(lifts: Floats, config: CalibrationConfig) -> Mapping[str, Stat]:
    """Return the full shrug of each side that was lifted; the other one keeps the usual."""
    sides = lifts[lifts[:, 1:].max(axis=1) >= config.min_shrug_cm, 1:].T
    found = {side: spread(values.tolist()) for side, values in zip(SIDES, sides, strict=True)}
    return {
        side: stat
        for side, stat in found.items()
        if stat is not None and stat.value >= config.min_shrug_cm
    }
