"""Upright features to what speaks against them as a baseline: a slouch must not become the measure.

A guided calibration waits until nothing is found, and refuses when that lasts; recordings are taken
as they are, with a warning.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter

import numpy as np

from posture.config import CalibrationConfig
from posture.contrast import contrasts, shoulders_moved
from posture.features import Features
from posture.fitted import fitted
from posture.profile import Profile, scaled, spread
from posture.types import Empty, Floats, View


class Reason(StrEnum):
    """Why a stretch is no baseline; `posture.guidance` has the words for it."""

    NOBODY = "nobody"
    DARK = "dark"
    BLURRED = "blurred"
    SEVERAL = "several"
    OBLIQUE = "oblique"
    SHOULDERS_OUT = "shoulders_out"
    FACE_HIDDEN = "face_hidden"
    NECK_HIDDEN = "neck_hidden"
    HEAD_TURNED = "head_turned"
    TRUNK_TURNED = "trunk_turned"
    LOOKING_DOWN = "looking_down"
    SLOUCHED = "slouched"
    LEANING = "leaning"
    WORSE = "worse"
    UNSTEADY = "unsteady"
    SWAYING = "swaying"
    DRIFTING = "drifting"
    CREEPING = "creeping"
    SHORT = "short"
    SKIPPED = "skipped"
    NOT_LIFTED = "not_lifted"
    NOT_HELD = "not_held"
    NOT_RESTED = "not_rested"


ACCEPTED_WHEN_FIXED = frozenset({Reason.SLOUCHED, Reason.LEANING, Reason.WORSE})
"""What somebody may say is as upright as it gets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Glimpse:
    """What one picture shows, when, and how many people are in it."""

    time_s: float | None
    people: int
    features: Features


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One reason against a stretch, and the number that was found (°, cm, s or a share)."""

    reason: Reason
    value: float


def hidden(glimpse: Glimpse) -> Reason | None:
    """Return what keeps this picture from being judged as a baseline, None when nothing does."""
    now, seen = glimpse.features, glimpse.features.reasons
    faults = {
        Reason.DARK: Empty.DARK in seen,
        Reason.BLURRED: Empty.BLURRED in seen,
        Reason.NOBODY: now.view is View.UNKNOWN,
        Reason.SEVERAL: glimpse.people > 1,
        Reason.OBLIQUE: now.view is View.OBLIQUE,
        Reason.SHOULDERS_OUT: now.view is View.FRONT and now.shoulder_width_px is None,
        Reason.FACE_HIDDEN: now.view is View.FRONT and now.eyes_cm is None,
        Reason.NECK_HIDDEN: now.view is View.SIDE and now.side_head_forward_deg is None,
    }
    return next((reason for reason, found in faults.items() if found), None)


def baseline_faults(
    glimpses: Sequence[Glimpse], config: CalibrationConfig, *, before: Profile | None = None
) -> tuple[Fault, ...]:
    """Return everything that speaks against a stretch as a baseline; pictures need no steadiness.

    ``before`` is an older profile of the same camera, with which the stretch is compared.
    """
    return (
        *visibility_faults(glimpses, config),
        *posture_faults(glimpses, config, before=before),
        *length_faults(glimpses, config),
        *steadiness_faults(glimpses, config),
    )


# -- what is seen ---------------------------------------------------------------------------------


def visibility_faults(glimpses: Sequence[Glimpse], config: CalibrationConfig) -> Iterator[Fault]:
    """Say what hid the person in too many pictures; the value is their share."""
    if not glimpses:
        yield Fault(reason=Reason.NOBODY, value=1.0)
        return
    found = [reason for glimpse in glimpses if (reason := hidden(glimpse)) is not None]
    if len(glimpses) - len(found) < config.min_seen * len(glimpses):
        most, count = Counter(found).most_common(1)[0]
        yield Fault(reason=most, value=count / len(glimpses))


def clear(glimpses: Sequence[Glimpse]) -> list[Glimpse]:
    """Return the pictures that can be judged, of the view that most of them have."""
    seen = [glimpse for glimpse in glimpses if hidden(glimpse) is None]
    views = Counter(glimpse.features.view for glimpse in seen).most_common(1)
    return [glimpse for glimpse in seen if glimpse.features.view is views[0][0]]


# -- how the person sits --------------------------------------------------------------------------


def posture_faults(
    glimpses: Sequence[Glimpse], config: CalibrationConfig, *, before: Profile | None = None
) -> Iterator[Fault]:
    """Say in which way the person is turned, bent or leaning."""
    frames = [glimpse.features for glimpse in clear(glimpses)]
    limits: dict[Reason, tuple[Callable[[Features], float | None], float]] = {
        Reason.HEAD_TURNED: (_head_yaw_deg, config.max_head_yaw_deg),
        Reason.TRUNK_TURNED: (_trunk_yaw_deg, config.max_trunk_yaw_deg),
        Reason.LOOKING_DOWN: (attrgetter("head_pitch_deg"), config.max_head_pitch_deg),
        Reason.SLOUCHED: (attrgetter("side_head_forward_deg"), config.max_head_forward_deg),
        Reason.LEANING: (attrgetter("trunk_lean_deg"), config.max_trunk_lean_deg),
        Reason.WORSE: (_since(before, config), config.max_worse_deg),
    }
    for reason, (of, limit) in limits.items():
        middle = spread([value for now in frames if (value := of(now)) is not None])
        if middle is not None and middle.value > limit:
            yield Fault(reason=reason, value=middle.value)


def _head_yaw_deg(now: Features) -> float | None:
    return None if now.head_yaw_deg is None else abs(now.head_yaw_deg)


def _trunk_yaw_deg(now: Features) -> float | None:
    """How far the shoulder line is from where a camera in front, or at the side, wants it."""
    if now.view_deg is None:
        return None
    return 90.0 - now.view_deg if now.view is View.SIDE else now.view_deg


def _since(before: Profile | None, config: CalibrationConfig) -> Callable[[Features], float | None]:
    """Return what tells how much further forward the head is than in an older profile."""
    return lambda now: (
        None if before is None else _forward_deg(now, scaled(before, now.size_px), config)
    )


def _forward_deg(now: Features, then: Profile, config: CalibrationConfig) -> float | None:
    if now.view is View.SIDE:
        upright, angle = then.value("side_head_forward_deg"), now.side_head_forward_deg
        return None if upright is None or angle is None else angle - upright
    if then.view is not View.FRONT or not _same_seat(now, then, config):
        return None
    moved = contrasts(now, then, then.lens)
    return None if moved is None else fitted("head_forward_change_deg").estimate(moved).value


def _same_seat(now: Features, then: Profile, config: CalibrationConfig) -> bool:
    """Whether camera and chair stand where they stood: else a difference is no posture."""
    moved = shoulders_moved(now, then.features())
    return moved is not None and math.hypot(*moved) <= config.same_seat


# -- how still ------------------------------------------------------------------------------------


def steadiness_faults(glimpses: Sequence[Glimpse], config: CalibrationConfig) -> Iterator[Fault]:
    """Say what moved too much within a stretch; pictures have no time and cannot be unsteady."""
    seen = clear([glimpse for glimpse in glimpses if glimpse.time_s is not None])
    angle, size = _timed(seen, _head_deg), _timed(seen, _size)
    for reason, value, limit in (
        (Reason.UNSTEADY, _sd(angle), config.max_angle_sd_deg),
        (Reason.SWAYING, _sd(size), config.max_size_sd),
        (Reason.DRIFTING, drift(angle), config.max_drift_deg),
        (Reason.CREEPING, drift(size), config.max_drift_size),
    ):
        if value > limit:
            yield Fault(reason=reason, value=value)


def length_faults(glimpses: Sequence[Glimpse], config: CalibrationConfig) -> Iterator[Fault]:
    """Say when a stretch lasts too short a time to average anything."""
    times = [glimpse.time_s for glimpse in glimpses if glimpse.time_s is not None]
    if times and max(times) - min(times) < config.min_seen * config.upright_s:
        yield Fault(reason=Reason.SHORT, value=max(times) - min(times))


def _head_deg(now: Features) -> float | None:
    return now.side_head_forward_deg if now.view is View.SIDE else now.head_pitch_deg


def _size(now: Features) -> float | None:
    """Logarithm of the face's size over the shoulders': free of the distance to the camera."""
    if now.pupils_px is None or now.shoulder_width_px is None or now.view is not View.FRONT:
        return None
    return math.log(now.pupils_px / max(now.shoulder_width_px, 1.0))


def _timed(glimpses: Sequence[Glimpse], of: Callable[[Features], float | None]) -> Floats:
    """Return time and value (N, 2) where there is one."""
    values = [(glimpse.time_s, of(glimpse.features)) for glimpse in glimpses]
    return np.array([pair for pair in values if None not in pair], np.float64).reshape(-1, 2)


def _sd(timed: Floats) -> float:
    found = spread(timed[:, 1].tolist())
    return 0.0 if found is None or found.sd is None else found.sd


def drift(timed: Floats) -> float:
    """Return how far the last third of values (N, 2: time, value) is from the first."""
    if not len(timed):
        return 0.0
    times, values = timed[:, 0], timed[:, 1]
    third_s = (times[-1] - times[0]) / 3
    first, last = values[times <= times[0] + third_s], values[times >= times[-1] - third_s]
    return abs(float(np.median(last) - np.median(first)))
