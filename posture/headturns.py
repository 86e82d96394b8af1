"""Features to the turns of the head against the camera: pitch, yaw and roll, each with its sd."""

from posture.evidence import Seen
from posture.features import Features
from posture.fitted import pitch_change_deg, pitch_deg
from posture.types import Estimate

PITCH_SD_DEG, PITCH_PERSON_SD_DEG = 1.1, 2.4  # the second: how faces differ from the average one
PITCH_SHARE, PITCH_YAW_SHARE = 0.11, 0.065  # of the pitch change and of the yaw: further error
YAW_SD_DEG, ROLL_SD_DEG = 0.75, 0.32  # facing the camera
TURNED_SHARE = 0.095  # of the yaw: what a turned head adds to the errors of yaw and roll
USUAL_RESIDUAL = 0.015  # of the rigid face, in pupil distances; worse fits err in proportion


def head_pitch_deg(seen: Seen) -> Estimate | None:
    """Head pitch in the camera frame, chin down positive.

    From the rigid face and where the pose puts ears and mouth; with a profile that level is taken
    upright, where the faces of people differ most, and the change is added.
    """
    upright = None if seen.profile is None else pitch_deg(seen.profile.features())
    change = head_pitch_change_deg(seen)
    value = pitch_deg(seen.now) if upright is None or change is None else upright + change.value
    if value is None:
        return None
    sd = _pitch_sd_deg(seen, 0.0 if change is None else change.value)
    return Estimate(value, sd, PITCH_PERSON_SD_DEG)


def head_pitch_change_deg(seen: Seen) -> Estimate | None:
    """Change of the head pitch since upright, chin down positive."""
    change = seen.change("head_pitch_deg")
    if change is None:
        return None
    return Estimate(pitch_change_deg(change), _pitch_sd_deg(seen, change))


def head_yaw_deg(seen: Seen) -> Estimate | None:
    """Head yaw in the camera frame, to the person's left positive."""
    yaw = seen.now.head_yaw_deg
    if yaw is None:
        return None
    return Estimate(yaw, _yaw_sd_deg(seen.now, yaw))


def head_yaw_change_deg(seen: Seen) -> Estimate | None:
    """Change of the head yaw since upright: a camera that stands aside is no turned head.

    As sure as the yaw itself; upright, a profile averages the random part away.
    """
    change, yaw = seen.change("head_yaw_deg"), seen.now.head_yaw_deg
    if change is None or yaw is None:
        return None
    return Estimate(change, _yaw_sd_deg(seen.now, yaw))


def head_roll_deg(seen: Seen) -> Estimate | None:
    """Head roll in the camera frame, left ear up positive."""
    roll, yaw = seen.now.head_roll_deg, seen.now.head_yaw_deg
    if roll is None or yaw is None:
        return None
    return Estimate(roll, (ROLL_SD_DEG + TURNED_SHARE * abs(yaw) / 3) * _misfit(seen.now))


def _pitch_sd_deg(seen: Seen, change_deg: float) -> float:
    yaw = abs(seen.now.head_yaw_deg or 0.0)
    sd = PITCH_SD_DEG + PITCH_SHARE * abs(change_deg) + PITCH_YAW_SHARE * yaw
    return sd * _misfit(seen.now)


def _yaw_sd_deg(now: Features, yaw_deg: float) -> float:
    return (YAW_SD_DEG + TURNED_SHARE * abs(yaw_deg)) * _misfit(now)


def _misfit(now: Features) -> float:
    """How much less sure a face is that fits the rigid one badly: behind hair, half turned away."""
    return max(1.0, (now.face_residual or 0.0) / USUAL_RESIDUAL)
