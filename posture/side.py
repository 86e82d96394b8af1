"""Side view to the head-forward angle and its change: by marks, else by the contour of the neck."""

import math

from posture.contrast import side_contrasts
from posture.evidence import Seen
from posture.features import Features
from posture.fitted import fitted
from posture.marks import Marks, carry
from posture.profile import Profile
from posture.types import Estimate, Landmarks

PERSON_SD_DEG = 4.0  # what real ears and spines add to an absolute angle
DEG_PER_PX = 11.0  # error of the angle: this over the pixels per cm of body, and its own scatter
CHANGE_SHARE = 0.15  # of a change: what C7 slides along the contour
SLID_SHARE = 0.75  # of what the other movements say about the error of a change
MARKED_PERSON_SD_DEG = 2.0  # of an angle by marks: the camera does not look quite from the side
MARKED_DEG_PER_PX, MARKED_SHARE = 10.0, 0.12  # what carrying the marks adds, counted as above


def side_head_forward_deg(seen: Seen) -> Estimate | None:
    """Absolute angle; by the contour and with a profile, the upright one plus the change."""
    marks = _marks(seen.profile)
    if seen.marked_deg is not None and marks is not None:
        frame = _marked_sd_deg(seen.now, seen.marked_deg - marks.head_forward_deg)
        person = math.hypot(MARKED_PERSON_SD_DEG, marks.click_sd_deg)
        return Estimate(seen.marked_deg, frame, person)
    value, change = seen.now.side_head_forward_deg, side_change_deg(seen)
    upright = None if seen.profile is None else seen.profile.value("side_head_forward_deg")
    if change is not None and upright is not None:
        value = upright + change.value
    return None if value is None else Estimate(value, side_sd_deg(seen.now), PERSON_SD_DEG)


def side_change_deg(seen: Seen) -> Estimate | None:
    """Change since upright: how the angle at C7 changed, and by how much C7 slid meanwhile."""
    marks = _marks(seen.profile)
    if seen.marked_deg is not None and marks is not None:
        change = seen.marked_deg - marks.upright_deg
        return Estimate(change, _marked_sd_deg(seen.now, change))
    seems = seen.change("side_head_forward_deg")
    slid = None if seen.profile is None else _slid_deg(seen.now, seen.profile.features())
    if seems is None or slid is None:
        return None
    change = seems + slid
    return Estimate(change, side_sd_deg(seen.now) + CHANGE_SHARE * abs(change))


def marked_deg(landmarks: Landmarks, now: Features, profile: Profile | None) -> float | None:
    """Angle by the marks of the profile, None where they cannot be carried to."""
    marks = _marks(profile)
    carried = None if marks is None else carry(marks, landmarks, now)
    if marks is None or carried is None:
        return None
    slid = _slid_deg(now, marks.still) if carried.slides else 0.0
    return None if slid is None else carried.head_forward_deg + slid


def upright_head_forward_deg(profile: Profile) -> float | None:
    """Angle of the upright person, where marks or a side view gave one."""
    marks = _marks(profile)
    return profile.value("side_head_forward_deg") if marks is None else marks.upright_deg


def side_sd_deg(now: Features) -> float:
    """Error of the angle without what is constant per person: few pixels or a doubtful contour."""
    return math.hypot(DEG_PER_PX / _px_per_cm(now), now.side_spread_deg or 0.0)


def _marks(profile: Profile | None) -> Marks | None:
    return None if profile is None else profile.marks


def _slid_deg(now: Features, then: Features) -> float | None:
    """By how much the angle changed more than it seems, as C7 slides along the contour.

    Part of what the other movements say about the error of the change.
    """
    moved = side_contrasts(now, then)
    return None if moved is None else SLID_SHARE * fitted("side_change_deg").estimate(moved).value


def _marked_sd_deg(now: Features, change_deg: float) -> float:
    return MARKED_DEG_PER_PX / _px_per_cm(now) + MARKED_SHARE * abs(change_deg)


def _px_per_cm(now: Features) -> float:
    return max(now.body_px_per_cm or 0.0, 1.0)
