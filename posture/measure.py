"""Features and profile to a measurement: every number of the table, each with its uncertainty.

One small function per measure. A function returns None where its number cannot be observed, and
`measure` says why. Standard deviations come in two parts: what changes from frame to frame, and
what stays the same for a person and a camera.
"""

import math
from collections.abc import Callable

from posture.config import Config
from posture.contrast import Contrasts, contrasts
from posture.distance import eye_distance_cm
from posture.evidence import Seen, why_empty
from posture.features import Features
from posture.fitted import fitted, mirrored
from posture.headturns import (
    head_pitch_change_deg,
    head_pitch_deg,
    head_roll_deg,
    head_yaw_change_deg,
    head_yaw_deg,
)
from posture.profile import Profile
from posture.side import (
    marked_deg,
    side_change_deg,
    side_head_forward_deg,
    side_sd_deg,
    upright_head_forward_deg,
)
from posture.types import Estimate, Landmarks, Lens, Measurement, Presence, View

UPRIGHT_HEAD_FORWARD_DEG = 37.0  # where no side view gave one: ± 4° between people
FULL_SHRUG_CM = 6.5  # as measured: 15 cm of clavicle lifted by 30–35°, and weights that shrink
FULL_SHRUG_SHARE, OWN_SHRUG_SHARE = 0.2, 0.1  # how people, and shrugs of one person, differ

ARM_SD_DEG, ARM_PERSON_SD_DEG = 3.0, 5.0  # a joint under a sleeve off by 3 cm of 32; not measured
TRUNK_UNSEEN_SD_DEG = 4.0  # trunk lean that the front view does not show
TRUNK_SD_DEG, TRUNK_PERSON_SD_DEG = 3.0, 5.0  # hips are guessed under clothes and tables
SIDE_FLEXION_SD_DEG = 7.0  # the axis of the head from ear, eye, nose and mouth in a profile
RAISED_ARMS = 2.5  # shoulder measures are this much less sure with raised arms
TURNED_HEAD_DEG = 45.0  # a head turned so far draws the shoulders along: half as sure


def measure(
    landmarks: Landmarks,
    now: Features,
    profile: Profile | None,
    *,
    lens: Lens,
    config: Config,
    presence: Presence = Presence.UNKNOWN,
) -> Measurement:
    """Return every measure of one frame; without a profile only those that need none."""
    moved = None if profile is None else contrasts(now, profile, lens)
    seen = Seen(now, profile, lens, moved, config, marked_deg(landmarks, now, profile))
    values = {name: measured(seen) for name, measured in MEASURED.items()}
    return Measurement(
        index=landmarks.index,
        time_s=landmarks.time_s,
        name=landmarks.name,
        presence=presence,
        view=now.view,
        people=landmarks.people,
        held=landmarks.held,
        arms_raised=now.arms_raised,
        upper_arm_left_deg=now.upper_arm_left_deg,
        upper_arm_right_deg=now.upper_arm_right_deg,
        arm_left_lift_deg=arm_lift_deg(seen, seen.now.arm_left_lift_deg),
        arm_right_lift_deg=arm_lift_deg(seen, seen.now.arm_right_lift_deg),
        head_forward_change_deg=head_forward_change_deg(seen),
        head_pitch_change_deg=head_pitch_change_deg(seen),
        head_yaw_change_deg=head_yaw_change_deg(seen),
        shoulder_tilt_change_deg=values["shoulder_tilt_deg"],
        empty_because=why_empty(seen, values),
        **values,
    )


# -- head against trunk ---------------------------------------------------------------------------


def head_forward_deg(seen: Seen) -> Estimate | None:
    """Angle at C7 between the vertical and the line to the tragus: 90° − craniovertebral angle.

    Side view: absolute, from the marks of the profile (`posture.marks`), else from the contour of
    the neck (`posture.neck`). Front view: the upright value, by default 37°, plus the change; the
    4° by which people differ upright are not in it.
    """
    if seen.now.view is View.SIDE:
        return side_head_forward_deg(seen)
    change = head_forward_change_deg(seen)
    if change is None:
        return None
    upright = None if seen.profile is None else upright_head_forward_deg(seen.profile)
    base = UPRIGHT_HEAD_FORWARD_DEG if upright is None else upright
    return Estimate(base + change.value, change.sd_frame, change.sd_person)


def head_forward_change_deg(seen: Seen) -> Estimate | None:
    """Change of the head-forward angle since upright, forward positive."""
    if seen.now.view is View.SIDE:
        return side_change_deg(seen)
    return _fitted(seen, "head_forward_change_deg")


def protraction_cm(seen: Seen) -> Estimate | None:
    """How far the midpoint of the tragi has moved forward relative to C7 since upright.

    Front view: from sizes and heights of face, shoulders and outline. Side view: seen directly, in
    centimetres of an average body.
    """
    if seen.now.view is View.SIDE:
        change = seen.change("side_tragus_ahead_cm")
        sd = side_sd_deg(seen.now) / 2.8  # 1 cm is about 2.8° on a line of 15.6 cm
        return None if change is None else Estimate(change, sd, 0.06 * abs(change))
    return _fitted(seen, "protraction_cm")


def neck_flexion_deg(seen: Seen) -> Estimate | None:
    """Head inclination minus trunk inclination since upright; looking down is positive.

    The front view does not show how the trunk leans; its standard deviation holds that.
    """
    if seen.now.view is View.SIDE:
        head, trunk = seen.change("side_head_axis_deg"), seen.change("trunk_lean_deg")
        if head is None or trunk is None:
            return None
        return Estimate(-head - trunk, SIDE_FLEXION_SD_DEG)
    pitch = head_pitch_change_deg(seen)
    if pitch is None:
        return None
    return Estimate(pitch.value, math.hypot(pitch.sd_frame, TRUNK_UNSEEN_SD_DEG))


# -- shoulders ------------------------------------------------------------------------------------


def shoulder_elevation_left_cm(seen: Seen) -> Estimate | None:
    """Rise of the left acromion over the base of the neck along the trunk since upright rest."""
    return _fitted(seen, "shoulder_elevation_cm")


def shoulder_elevation_right_cm(seen: Seen) -> Estimate | None:
    """Rise of the right acromion over the base of the neck along the trunk since upright rest."""
    return _fitted(seen, "shoulder_elevation_cm", turn=mirrored)


def shrug_left(seen: Seen) -> Estimate | None:
    """Left shoulder elevation as a share of the own full shrug, else of a usual one: 0 resting."""
    return _shrug(seen, "left", shoulder_elevation_left_cm(seen))


def shrug_right(seen: Seen) -> Estimate | None:
    """Right shoulder elevation as a share of the own full shrug, else of a usual one."""
    return _shrug(seen, "right", shoulder_elevation_right_cm(seen))


def shoulder_tilt_deg(seen: Seen) -> Estimate | None:
    """Angle of the shoulder line since upright, left higher positive; free of camera roll."""
    return _fitted(seen, "shoulder_tilt_deg")


def arm_lift_deg(seen: Seen, lift: float | None) -> Estimate | None:
    """How far an upper arm is lifted off the trunk, where shoulder, elbow and wrist are seen.

    From the front: an arm that reaches towards the camera seems lifted by less than it is. From the
    side typing arms are lifted too, and the far one is hidden.
    """
    if lift is None or seen.now.view is not View.FRONT:
        return None
    return Estimate(lift, ARM_SD_DEG, ARM_PERSON_SD_DEG)


# -- distance -------------------------------------------------------------------------------------


def camera_distance_cm(seen: Seen) -> Estimate | None:
    """Distance from the camera to the middle of the eyes (`posture.distance`)."""
    if abs(seen.now.head_yaw_deg or 0.0) > seen.config.measure.max_head_yaw_deg:
        return None
    return eye_distance_cm(
        seen.now, seen.profile, seen.lens, min_iris_px=seen.config.measure.min_iris_px
    )


def screen_distance_cm(seen: Seen) -> Estimate | None:
    """Distance from the eyes to the centre of the screen: as above, with the camera's height."""
    camera = camera_distance_cm(seen)
    above = seen.config.camera.above_screen_centre_cm
    if camera is None:
        return None
    return Estimate(math.hypot(camera.value, above), camera.sd_frame, camera.sd_person)


# -- trunk ----------------------------------------------------------------------------------------


def trunk_lean_deg(seen: Seen) -> Estimate | None:
    """Side view: line from the hips to the shoulders against the vertical, forward positive."""
    lean = seen.now.trunk_lean_deg
    return None if lean is None else Estimate(lean, TRUNK_SD_DEG, TRUNK_PERSON_SD_DEG)


MEASURED: dict[str, Callable[[Seen], Estimate | None]] = {
    measured.__name__: measured
    for measured in (
        head_forward_deg,
        protraction_cm,
        neck_flexion_deg,
        head_pitch_deg,
        head_yaw_deg,
        head_roll_deg,
        shrug_left,
        shrug_right,
        shoulder_elevation_left_cm,
        shoulder_elevation_right_cm,
        shoulder_tilt_deg,
        camera_distance_cm,
        screen_distance_cm,
        trunk_lean_deg,
    )
}

# -- what the measures share ----------------------------------------------------------------------


def _fitted(
    seen: Seen, name: str, *, turn: Callable[[Contrasts], Contrasts] = lambda moved: moved
) -> Estimate | None:
    if seen.moved is None or seen.now.view is not View.FRONT:
        return None
    estimate = fitted(name).estimate(turn(seen.moved))
    factor = 1 + abs(seen.now.head_yaw_deg or 0.0) / TURNED_HEAD_DEG
    factor *= RAISED_ARMS if seen.now.arms_raised else 1.0
    return Estimate(estimate.value, estimate.sd_frame * factor, estimate.sd_person * factor)


def _shrug(seen: Seen, side: str, elevation: Estimate | None) -> Estimate | None:
    if elevation is None:
        return None
    full_cm, relative_sd = _full_shrug(seen.profile, side)
    share = min(1.0, max(0.0, elevation.value / full_cm))
    person = math.hypot(elevation.sd_person / full_cm, relative_sd * share)
    return Estimate(share, elevation.sd_frame / full_cm, person)


def _full_shrug(profile: Profile | None, side: str) -> tuple[float, float]:
    """Height of a full shrug in cm as it is measured, and its relative standard deviation."""
    own = None if profile is None else profile.full_shrug_cm.get(side)
    if own is None:
        return FULL_SHRUG_CM, FULL_SHRUG_SHARE
    return own.value, math.hypot(OWN_SHRUG_SHARE, (own.sd or 0.0) / own.value)
