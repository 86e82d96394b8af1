"""Measurement to load: how fast a posture fills our guide value, channel by channel.

Each channel has a holding time: minutes until our guide value is reached when the posture is held
without a break. A rate is dose per minute, 1 / holding time.

A measure loads by its probability, never by which side of a threshold it happened to fall on: rates
are asked for in five equally likely worlds, in which everything is measured too well or too badly
by the same number of ``sd_person``. That error stays for a day, so each world keeps its own dose
(`posture.exposure`). ``sd_frame`` does not enter: it already scatters the values from frame to
frame, and counted twice it would load an upright person by noise. But a change since upright that
is smaller than 2.5 ``sd_frame`` cannot be told from none, however long it lasts, and loads nothing.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from statistics import NormalDist

from posture.config import ExposureConfig
from posture.knowledge import Channel, Side
from posture.types import Estimate, Measurement, View

DETECTABLE_SDS = 2.5  # a change since upright that is smaller cannot be told from none
MAX_DISTANCE_RELATIVE_SD = 0.10  # a distance from an assumed lens says nothing about 50 cm
FREE_MIN = 55.0  # holding time without load: an hour at the screen less the break (HSE, INDG36)

NECK_DEAD_DEG = 5.0  # smallest change that is real
ISO_FROM_DEG, ISO_FROM_MIN = 25.0, 8.0  # ISO 11226: static head inclination, from here …
ISO_TO_DEG, ISO_TO_MIN = 85.0, 1.0  # … to here on a straight line
CHIN_DEAD_DEG, CHIN_FULL_DEG = 5.0, 10.0  # ISO 11226 accepts no unsupported extension at all
SHRUG_DEAD, SHRUG_FULL_MIN = 0.15, 4.0  # four minutes are sustained activity (Hanvold 2013)
TILT_DEAD_DEG, TILT_STATIC_DEG = 3.0, 10.0
TURN_DEAD_DEG, TURN_STATIC_DEG = 15.0, 20.0
STATIC_MIN, STATIC_LEAST_MIN = 10.0, 5.0  # RULA: static when held for ten minutes
LIFT_FROM_DEG, LIFT_FROM_MIN = 20.0, 3.0  # ISO 11226: an upper arm without support, from here …
LIFT_TO_DEG, LIFT_TO_MIN = 60.0, 1.0  # … to here on a straight line; no more than that
NEAR_CM, NEAR_MIN = 50.0, 20.0  # OSHA: 50 cm and more; a look away every 20 minutes
VERY_NEAR_CM, VERY_NEAR_MIN = 40.0, 10.0

WORLDS: tuple[float, ...] = tuple(
    NormalDist().inv_cdf(share) for share in (0.1, 0.3, 0.5, 0.7, 0.9)
)
"""By how many ``sd_person`` the posture is worse than measured, in worlds of equal probability."""

Rate = Callable[[float], float]
Loads = Mapping[Channel, float | None]


def known(estimate: Estimate | None) -> Estimate | None:
    """Return the estimate if it says anything: neither unseen nor NaN.

    Examples
    --------
    >>> known(Estimate(float("nan"), sd_frame=1.0)) is None
    True
    """
    if estimate is None or not math.isfinite(estimate.value + estimate.sd):
        return None
    return estimate


def screen_distance(m: Measurement) -> Estimate | None:
    """Return the distance to the screen in cm, where view and lens allow to rely on it."""
    seen = known(m.screen_distance_cm)
    if seen is None or m.view is not View.FRONT:
        return None
    return seen if seen.sd <= MAX_DISTANCE_RELATIVE_SD * seen.value else None


def size(estimate: Estimate | None) -> Estimate | None:
    """Return how large something is to either side."""
    return None if estimate is None else _at(abs(estimate.value), estimate)


def head_turn(m: Measurement) -> Estimate | None:
    """Return how far the head is turned since upright; unseen unless the camera is in front."""
    return size(m.head_yaw_change_deg) if m.view is View.FRONT else None


def upward_pitch(m: Measurement) -> Estimate | None:
    """Return by how much the chin is lifted since upright, in degrees."""
    pitch = m.head_pitch_change_deg
    return None if pitch is None else _at(-pitch.value, pitch)


def flexion_equivalent_deg(protraction_cm: float, lever_cm: float) -> float:
    """Return the flexion that bends the neck as much as a head so far forward.

    Examples
    --------
    >>> round(flexion_equivalent_deg(4.0, 16.0), 1)
    14.5
    """
    return math.degrees(math.asin(max(-1.0, min(1.0, protraction_cm / lever_cm))))


def neck_is_known(m: Measurement) -> bool:
    """Tell whether anything says how far the head is forward or down."""
    sources = (m.head_pitch_change_deg, m.protraction_cm, m.head_forward_change_deg)
    return any(known(source) is not None for source in sources)


def neck_deg(m: Measurement, config: ExposureConfig, worse: float = 0.0) -> float | None:
    """Return the flexion of a neck whose head is forward or down, whichever is more, in degrees.

    The angle at C7 and the way forward measure the same movement, and the larger of two estimates
    of one thing would be the one with the larger error: from the side the angle counts, which is
    seen directly, else the way, and the angle where the way is not known.
    """
    way = _changed(m.protraction_cm, worse)
    forward = _changed(m.head_forward_change_deg, worse)
    if way is not None and (forward is None or m.view is not View.SIDE):
        forward = flexion_equivalent_deg(way, config.lever_cm)
    return _largest((forward, _changed(m.head_pitch_change_deg, worse)))


def neck_rate(deg: float) -> float:
    """Return dose per minute of a head held forward or down, in degrees of flexion.

    Log-linear from 55 minutes down to where ISO 11226 begins (8 minutes at 25 degrees), then its
    straight line to 1 minute at 85 degrees.

    Examples
    --------
    >>> round(1 / neck_rate(45.0), 2)
    5.67
    """
    if deg < NECK_DEAD_DEG:
        return 0.0
    if deg < ISO_FROM_DEG:
        return 1 / _fading(ISO_FROM_MIN, deg / ISO_FROM_DEG)
    beyond = min(1.0, (deg - ISO_FROM_DEG) / (ISO_TO_DEG - ISO_FROM_DEG))
    return 1 / (ISO_FROM_MIN + (ISO_TO_MIN - ISO_FROM_MIN) * beyond)


def chin_poke_rate(deg: float) -> float:
    """Return dose per minute of looking up by so many degrees with the head forward."""
    if deg < CHIN_DEAD_DEG:
        return 0.0
    share = min(1.0, (deg - CHIN_DEAD_DEG) / (CHIN_FULL_DEG - CHIN_DEAD_DEG))
    return 1 / _fading(ISO_FROM_MIN, share)


def shrug_rate(share: float) -> float:
    """Return dose per minute of a raised shoulder, where 1 is the own full shrug."""
    return 0.0 if share < SHRUG_DEAD else 1 / _fading(SHRUG_FULL_MIN, min(1.0, share))


def tilt_rate(deg: float) -> float:
    """Return dose per minute of uneven shoulders, in degrees since upright."""
    if deg < TILT_DEAD_DEG:
        return 0.0
    return 1 / max(STATIC_LEAST_MIN, _fading(STATIC_MIN, deg / TILT_STATIC_DEG))


def turn_rate(deg: float) -> float:
    """Return dose per minute of a head turned by so many degrees."""
    if deg < TURN_DEAD_DEG:
        return 0.0
    return 1 / max(STATIC_LEAST_MIN, _fading(STATIC_MIN, deg / TURN_STATIC_DEG))


def near_rate(cm: float) -> float:
    """Return dose per minute of eyes that are so near to the screen."""
    if cm >= NEAR_CM:
        return 0.0
    return 1 / (NEAR_MIN if cm >= VERY_NEAR_CM else VERY_NEAR_MIN)


def arm_rate(deg: float) -> float:
    """Return dose per minute of an upper arm lifted off the trunk without support, in degrees.

    Examples
    --------
    >>> [round(1 / arm_rate(deg), 1) for deg in (20.0, 30.0, 60.0, 120.0)]
    [3.0, 2.5, 1.0, 1.0]
    """
    if deg < LIFT_FROM_DEG:
        return 0.0
    beyond = min(1.0, (deg - LIFT_FROM_DEG) / (LIFT_TO_DEG - LIFT_FROM_DEG))
    return 1 / (LIFT_FROM_MIN + (LIFT_TO_MIN - LIFT_FROM_MIN) * beyond)


def channel_loads(
    m: Measurement, config: ExposureConfig, worse: float = 0.0
) -> Mapping[Side | None, Loads]:
    """Return the rate of each channel at full weight, None where it cannot be seen.

    Muscles of one side take that side's shrug and arm, the others (``None``) the higher of both.
    Every measure is taken ``worse`` of its ``sd_person`` further to the side that loads.

    Examples
    --------
    >>> from posture.types import Presence
    >>> m = Measurement(index=0, time_s=0.0, presence=Presence.SEATED, view=View.FRONT,
    ...                 shrug_left=Estimate(1.0, sd_frame=0.0))
    >>> loads = channel_loads(m, ExposureConfig())
    >>> loads["left"][Channel.SHRUG], loads["right"][Channel.SHRUG], loads[None][Channel.SHRUG]
    (0.25, None, 0.25)
    """
    neck = neck_deg(m, config, worse)
    both = {
        Channel.NECK_FLEXION: None if neck is None else neck_rate(neck),
        Channel.CHIN_POKE: _chin_poke_load(m, config, worse),
        Channel.SHOULDER_TILT: _load(tilt_rate, size(m.shoulder_tilt_change_deg), worse),
        Channel.HEAD_TURN: _load(turn_rate, head_turn(m), worse),
        Channel.NEAR_SCREEN: _near_load(screen_distance(m), worse),
    }
    left, right = (_load(shrug_rate, raised, worse) for raised in (m.shrug_left, m.shrug_right))
    arms = [_arm_load(lift, worse) for lift in (m.arm_left_lift_deg, m.arm_right_lift_deg)]
    return {
        "left": {**both, Channel.SHRUG: left, Channel.ARM_LIFT: arms[0]},
        "right": {**both, Channel.SHRUG: right, Channel.ARM_LIFT: arms[1]},
        None: {**both, Channel.SHRUG: _higher(left, right), Channel.ARM_LIFT: _higher(*arms)},
    }


def _at(value: float, like: Estimate) -> Estimate:
    return Estimate(value, like.sd_frame, like.sd_person)


def _fading(end_min: float, share: float) -> float:
    """Return the holding time on the log-linear way from 55 minutes (0) to its end (1)."""
    return FREE_MIN * math.pow(end_min / FREE_MIN, share)


def _changed(estimate: Estimate | None, worse: float) -> float | None:
    """Return a change since upright, nothing where it cannot be told from none, None if unseen."""
    seen = known(estimate)
    if seen is None:
        return None
    value = seen.value + worse * seen.sd_person
    return value if value >= DETECTABLE_SDS * seen.sd_frame else 0.0


def _load(rate: Rate, estimate: Estimate | None, worse: float) -> float | None:
    change = _changed(estimate, worse)
    return None if change is None else rate(change)


def _near_load(distance: Estimate | None, worse: float) -> float | None:
    return None if distance is None else near_rate(distance.value - worse * distance.sd_person)


def _largest(loads: Iterable[float | None]) -> float | None:
    return max((load for load in loads if load is not None), default=None)


def _chin_poke_load(m: Measurement, config: ExposureConfig, worse: float) -> float | None:
    """Return the load of looking up; either half alone can rule it out, only both confirm it."""
    forward = known(m.protraction_cm)
    if forward is not None and forward.value + worse * forward.sd_person < config.chin_poke_cm:
        return 0.0
    upward = _load(chin_poke_rate, upward_pitch(m), worse)
    return upward if forward is not None or upward == 0 else None


def _arm_load(lift: Estimate | None, worse: float) -> float | None:
    """Return the load of a lifted arm: below 60° only in the two worse worlds of five.

    Whether the forearm rests on something is not seen and stays the same for a desk; higher up
    there is nothing to rest it on.
    """
    deg = _changed(lift, worse)
    if deg is None:
        return None
    return arm_rate(deg) if worse > 0 or deg >= LIFT_TO_DEG else 0.0


def _higher(left: float | None, right: float | None) -> float | None:
    """Return the higher load; while one side is unseen the other cannot say "no load"."""
    highest = _largest((left, right))
    return None if highest == 0 and None in (left, right) else highest
