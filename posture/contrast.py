"""Features and profile to contrasts: how far each part has moved since upright, in cm and degrees.

The camera frame is levelled first: upright, the head is taken to look straight ahead, so that the
camera's own pitch drops out. Depth comes from size: the head from the rigid face, the shoulders
from their distance, the trunk from the width of its outline. `posture.measure` adds these
contrasts up with fitted weights.
"""

import math
from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from posture.distance import person_scale
from posture.features import Features
from posture.profile import Profile
from posture.shoulders import CONTOUR_AT
from posture.types import Floats, Lens

SHOULDERS_BEHIND_HEAD_CM = 3.0  # tragus to the line of the shoulder joints, upright
_MOST = 0.3  # largest believable change of a logarithm of a width
_APART_CM = 6.0  # a contour that moves further than this against the acromion is hair or a hand
_WIDTHS = ("body_width_20", "body_width_30", "body_width_45", "neck_width", "shoulder_width")
_PITCH_UNIT_DEG = 20.0
_PITCHED = ("head_ahead", "head_rise", "shoulders_ahead", "acromion_rise")  # levelling errs here

Contrasts = Mapping[str, float]


def contrasts(now: Features, profile: Profile, lens: Lens) -> Contrasts | None:
    """Return every movement since upright that the front view shows; None without head or trunk.

    Lengths are in cm (ahead = towards the camera, rise = up, left = the person's), angles in
    degrees. A cue that is not seen now or was not seen upright counts as not moved: it is one of
    many, and its weight is small.
    """
    then = profile.features()
    places = _places(now, profile, lens), _upright_places(profile)
    if places[0] is None or places[1] is None:
        return None
    moved = {part: places[0][part] - places[1][part] for part in places[0]}
    head, trunk = moved["tragus"], moved["trunk"]
    found = {
        "head_ahead": -head[2],
        "head_rise": -head[1],
        "face_rise": -moved["face"][1],
        "shoulders_ahead": -trunk[2],
        "head_left": head[0] - trunk[0],
        "trunk_left": trunk[0],
        **_rises(moved),
        **_turns(now, then),
        **_widths(now, then, places[0]["tragus"][2], places[1]["tragus"][2]),
    }
    pitched = (profile.value("head_pitch_deg") or 0.0) / _PITCH_UNIT_DEG
    found |= {f"{name}_pitched": found[name] * pitched for name in _PITCHED}
    return {name: float(value) for name, value in found.items()}


def shoulders_moved(now: Features, upright: Features) -> tuple[float, float] | None:
    """Return how far aside and down the middle of the shoulders is, in widths of the upright ones.

    None where it is not seen now, or was not seen upright. Where the camera was moved or the person
    sits elsewhere, this is no posture.
    """
    u, v, width = now.shoulders_u_px, now.shoulders_v_px, upright.shoulder_width_px
    old_u, old_v = upright.shoulders_u_px, upright.shoulders_v_px
    if u is None or v is None or old_u is None or old_v is None:
        return None
    if width is None or width <= 0:  # 0: exactly from the side
        return None
    return (u - old_u) / width, (v - old_v) / width


def _rises(moved: Mapping[str, Floats]) -> dict[str, float]:
    """How far the shoulders rose: joint, acromion and the contour beside it, and both together."""
    rises: dict[str, float] = {}
    for side in ("left", "right"):
        top = -moved[f"acromion_{side}"][1]
        rises |= {f"joint_rise_{side}": -moved[f"joint_{side}"][1], f"acromion_rise_{side}": top}
        for place in range(len(CONTOUR_AT)):
            apart = -moved[f"contour_{side}_{place}"][1] - top
            kept = max(-_APART_CM, min(_APART_CM, apart))
            rises[f"contour_rise_{place}_{side}"] = top + kept
    both = {
        name.removesuffix("_left"): (rise + rises[name.replace("_left", "_right")]) / 2
        for name, rise in rises.items()
        if name.endswith("_left")
    }
    return {**rises, **both}


def _places(found: Features, profile: Profile, lens: Lens) -> dict[str, Floats] | None:
    """Head and shoulders in the levelled camera frame (x right, y down, z away), cm."""
    size, depth, head = profile.size_px, _shoulder_depth_cm(found, profile), _tragus_cm(found)
    if depth is None or head is None or found.face_v_px is None or found.shoulders_u_px is None:
        return None
    head = head * person_scale(profile)
    up = (found.face_v_px - size[1] / 2) / lens.focal_px
    places = {"tragus": head, "face": head[2] * np.array([0.0, up, 1.0])}
    for part, v in _heights(found).items():
        across = (found.shoulders_u_px - size[0] / 2) / lens.focal_px
        places[part] = depth * np.array([across, (v - size[1] / 2) / lens.focal_px, 1.0])
    level = _level(profile.value("head_pitch_deg"))
    return dict(zip(places, np.stack([*places.values()]) @ level.T, strict=True))


@lru_cache(maxsize=64)  # asked of every frame
def _upright_places(profile: Profile) -> dict[str, Floats] | None:
    return _places(profile.features(), profile, profile.lens)


def _tragus_cm(found: Features) -> Floats | None:
    place = (found.tragus_x_cm, found.tragus_y_cm, found.tragus_z_cm)
    return None if None in place else np.array(place, np.float64)


def _heights(found: Features) -> dict[str, float]:
    heights: dict[str, float] = {}
    for side in ("left", "right"):
        joint = getattr(found, f"shoulder_{side}_v_px")
        top = getattr(found, f"acromion_{side}_v_px")
        top = joint if top is None else top
        heights |= {f"joint_{side}": joint, f"acromion_{side}": top}
        for place in range(len(CONTOUR_AT)):
            edge = getattr(found, f"contour_{side}_{place}_v_px")
            heights[f"contour_{side}_{place}"] = top if edge is None else edge
    return {**heights, "trunk": (heights["joint_left"] + heights["joint_right"]) / 2}


def _shoulder_depth_cm(found: Features, profile: Profile) -> float | None:
    """Distance of the shoulders along the optical axis: upright depth × upright width / width."""
    head, breadth = profile.value("tragus_z_cm"), profile.value("shoulder_width_px")
    now = found.shoulder_width_px
    if head is None or breadth is None or now is None or now <= 0:  # 0: exactly from the side
        return None
    upright = head * person_scale(profile) + SHOULDERS_BEHIND_HEAD_CM
    return upright * breadth / now


def _level(pitch_deg: float | None) -> Floats:
    angle = math.radians(pitch_deg or 0.0)
    cos, sin = math.cos(angle), math.sin(angle)
    return np.array([[1, 0, 0], [0, cos, sin], [0, -sin, cos]])


def _turns(now: Features, then: Features) -> dict[str, float]:
    yaw = _change(now.head_yaw_deg, then.head_yaw_deg)
    roll = _change(now.head_roll_deg, then.head_roll_deg)
    return {
        "pitch": _change(now.head_pitch_deg, then.head_pitch_deg),
        "roll": roll,
        "roll_size": abs(roll),
        "yaw": yaw,
        "yaw_size": abs(yaw),
        "ear_drop": 10 * _change(now.ear_drop, then.ear_drop),
        "mouth_drop": 10 * _change(now.mouth_drop, then.mouth_drop),
        "tilt": _change(now.shoulder_tilt_deg, then.shoulder_tilt_deg),
        "acromion_tilt": _change(now.acromion_tilt_deg, then.acromion_tilt_deg),
    }


def _widths(now: Features, then: Features, near_cm: float, then_cm: float) -> dict[str, float]:
    """How much nearer each row of the trunk came, if the same row of the same body grew, cm."""
    expected = math.log(then_cm / near_cm)
    nearer = {}
    for name in _WIDTHS:
        here, before = getattr(now, f"{name}_px"), getattr(then, f"{name}_px")
        seen = here is not None and before is not None
        growth = math.log(here / before) - expected if seen else 0.0
        nearer[name] = near_cm * max(-_MOST, min(_MOST, growth))
    return nearer


def side_contrasts(now: Features, then: Features) -> Contrasts | None:
    """Return every movement since then that the side view shows; None where the nape is hidden.

    Lengths in nominal cm of the body then, forward and up; angles in tens of degrees.
    """
    scale, facing = then.body_px_per_cm, then.side_facing
    hidden = now.side_angle_0_deg is None or then.side_angle_0_deg is None
    if hidden or scale is None or facing is None:
        return None

    def moved(name: str, unit: float) -> float:
        return _change(getattr(now, name), getattr(then, name)) / unit

    return {
        "tragus_x": moved("side_tragus_x_cm", 1.0),
        "tragus_y": moved("side_tragus_y_cm", 1.0),
        "nape_x": moved("side_nape_x_cm", 1.0),
        "nape_y": moved("side_nape_y_cm", 1.0),
        "hollow": moved("side_hollow_cm", 1.0),
        "head_axis": moved("side_head_axis_deg", 10.0),
        "lean": moved("trunk_lean_deg", 10.0),
        "tragus_forward": facing * moved("side_tragus_u_px", scale),
        "tragus_up": -moved("side_tragus_v_px", scale),
        "shoulder_forward": facing * moved("side_shoulder_u_px", scale),
        "shoulder_up": -moved("side_shoulder_v_px", scale),
        **{f"angle_{i}": moved(f"side_angle_{i}_deg", 10.0) for i in (0, 1, 3, 4)},
        "angle_2": moved("side_head_forward_deg", 10.0),
    }


def _change(now: float | None, then: float | None) -> float:
    return 0.0 if now is None or then is None else now - then
