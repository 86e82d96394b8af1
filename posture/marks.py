"""Marks to the angle at C7: tragus and C7 as somebody marked them once, carried along.

Side view only. The tragus goes with the head, as a rigid body. C7 stays as far from the tragus and
as deep inside the contour of the back as it was marked: the skin over it slides along that contour
when the neck bends, and no joint of the pose moves with it. A sticker that is followed in the
picture takes the place of either.
"""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from posture.errors import CalibrationError, ConfigError
from posture.features import SCALARS, Features, resized_feature
from posture.neck import back_cm, body_of, from_vertical_deg, head_points, on_back
from posture.types import Floats, Joint, Landmarks, View

CLICK_SD_PX = 1.5  # of either mark, in either direction
SAME_SCALE = 0.25  # a body seen so much larger or smaller sits elsewhere: its marks do not hold
_NEAREST_CM, _FURTHEST_CM = 6.0, 30.0  # tragus to C7; generous, as the scale is only nominal

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sticker:
    """What a sticker looks like: its colour (CIE L*a*b*, 8 bit) and its area."""

    colour: tuple[float, float, float]
    area_px: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Tragus and C7 as marked in one still frame, and what carries them from there.

    ``midline_px`` leads from the marked tragus, on the side of the camera, to the point midway
    between the tragi, along u. ``head_px`` (4, 2) are ear, eye, nose and mouth, ``shoulder_px`` is
    the middle of the shoulders; ``radius_cm`` is
    the distance from tragus to contour and ``inside_cm`` leads from there to C7 (forward, up), in
    nominal cm of this frame; both are None where the neck was hidden. ``still`` are the features of
    the frame, ``upright_deg`` the head-forward angle of the upright person by these marks.
    """

    size_px: tuple[int, int]
    tragus_px: Point
    c7_px: Point
    midline_px: float
    facing: float
    px_per_cm: float
    head_px: tuple[Point, ...]
    shoulder_px: Point
    radius_cm: float | None
    inside_cm: Point | None
    still: Features
    upright_deg: float
    origin: str = ""
    stickers: tuple[Sticker, Sticker] | None = None  # tragus, C7

    @property
    def head_forward_deg(self) -> float:
        """The angle at C7 in the marked frame, from the vertical to the midpoint of the tragi."""
        u, v = np.subtract(self.tragus_px, self.c7_px).tolist()
        return from_vertical_deg(np.array([self.facing * (u + self.midline_px), -v]))

    @property
    def click_sd_deg(self) -> float:
        """What the uncertainty of two clicks adds to the angle."""
        away_px = math.dist(self.tragus_px, self.c7_px)
        return math.degrees(math.sqrt(2) * CLICK_SD_PX / away_px)


@dataclass(frozen=True, slots=True)
class Carried:
    """The angle at C7 by the marks; ``slides`` where C7 was found on the contour of the back."""

    head_forward_deg: float
    slides: bool


def mark(
    landmarks: Landmarks, seen: Features, *, tragus_px: Point, c7_px: Point, origin: str = ""
) -> Marks:
    """Tie tragus and C7, as marked in the frame of the landmarks, to what carries them."""
    if seen.view is not View.SIDE:
        raise CalibrationError(
            f"{origin or 'marks'}: expected a person seen from the side, found the view "
            f"{seen.view}; choose another frame with --at."
        )
    joints = landmarks.joints_px
    body = body_of(joints)
    marks = Marks(
        size_px=landmarks.size_px,
        tragus_px=tragus_px,
        c7_px=c7_px,
        midline_px=_midline_px(joints, body.facing),
        facing=body.facing,
        px_per_cm=body.scale,
        head_px=tuple(map(_point, head_points(joints))),
        shoulder_px=_point(body.origin),
        radius_cm=None,
        inside_cm=None,
        still=seen,
        upright_deg=0.0,
        origin=origin,
    )
    _check(marks)
    return replace(marks, upright_deg=marks.head_forward_deg, **_on_contour(marks, landmarks, seen))


def _check(marks: Marks) -> None:
    places = {"tragus": marks.tragus_px, "C7": marks.c7_px}
    for name, (u, v) in places.items():
        if not (0 <= u <= marks.size_px[0] and 0 <= v <= marks.size_px[1]):
            raise ConfigError(
                f"{name}: expected a point inside the picture of {marks.size_px[0]} × "
                f"{marks.size_px[1]} px, found {u:g},{v:g}; give it in pixels of that frame."
            )
    away_cm = math.dist(marks.tragus_px, marks.c7_px) / marks.px_per_cm
    if not _NEAREST_CM <= away_cm <= _FURTHEST_CM or not -20 < marks.head_forward_deg < 90:
        raise ConfigError(
            f"marks: expected C7 {_NEAREST_CM:g} to {_FURTHEST_CM:g} cm behind and below the "
            f"tragus, found it {away_cm:.0f} cm away at {marks.head_forward_deg:.0f}° from the "
            "vertical; look whether the two are swapped or of another frame (--at)."
        )


def _on_contour(marks: Marks, landmarks: Landmarks, seen: Features) -> dict[str, Any]:
    """Where the marked C7 lies against the contour of the back."""
    body = body_of(landmarks.joints_px)
    c7 = body.cm(np.array(marks.c7_px))
    tragus = body.cm(np.array(marks.tragus_px) + _across(marks.midline_px))
    radius = float(np.linalg.norm(tragus - c7))
    skin = on_back(back_cm(landmarks, body), tragus, radius) if seen.neck_visible else None
    if skin is None:
        return {}
    forward, up = (c7 - skin).tolist()
    return {"radius_cm": radius, "inside_cm": (forward, up)}


def carry(marks: Marks, landmarks: Landmarks, seen: Features) -> Carried | None:
    """Return the angle at C7 where the marks can be carried to, else None."""
    joints = landmarks.joints_px
    if seen.view is not View.SIDE or not _same_place(marks, joints):
        return None
    body = body_of(joints, marks.px_per_cm)
    tragus = body.cm(carried_tragus_px(marks, joints) + _across(marks.midline_px))
    stuck_tragus, stuck_c7 = landmarks.stickers_px
    if np.isfinite(stuck_tragus).all():
        tragus = body.cm(stuck_tragus + _across(_midline_px(joints, marks.facing)))
    if np.isfinite(stuck_c7).all():
        return Carried(from_vertical_deg(tragus - body.cm(stuck_c7)), slides=False)
    skin = None
    if marks.radius_cm is not None and seen.neck_visible:
        skin = on_back(back_cm(landmarks, body), tragus, marks.radius_cm)
    if skin is None or marks.inside_cm is None:
        return None
    return Carried(from_vertical_deg(tragus - skin - np.array(marks.inside_cm)), slides=True)


def carried_tragus_px(marks: Marks, joints: Floats) -> Floats:
    """Return where the marked tragus has gone with the head, as a rigid body."""
    then, now = np.array(marks.head_px), head_points(joints)
    middle_then, middle_now = then.mean(axis=0), now.mean(axis=0)
    turn = np.vdot(_complex(then - middle_then), _complex(now - middle_now))
    moved = _complex(np.array(marks.tragus_px) - middle_then) * turn / max(abs(turn), 1e-9)
    return np.asarray(middle_now + np.array([moved.real, moved.imag]))


def expected_px(marks: Marks, joints: Floats) -> Floats:
    """Return about where tragus and C7 (2, 2) will be: with the head, and with the shoulders."""
    moved = body_of(joints, marks.px_per_cm).origin - np.array(marks.shoulder_px)
    return np.array([carried_tragus_px(marks, joints), np.array(marks.c7_px) + moved])


def _complex(points: Floats) -> Any:
    return points[..., 0] + 1j * points[..., 1]


def _same_place(marks: Marks, joints: Floats) -> bool:
    body = body_of(joints)
    return body.facing == marks.facing and abs(math.log(body.scale / marks.px_per_cm)) < math.log1p(
        SAME_SCALE
    )


def _midline_px(joints: Floats, facing: float) -> float:
    """From the tragus on the camera's side to midway between both, as the ears of the pose lie."""
    left, right = joints[Joint.LEFT_EAR][0], joints[Joint.RIGHT_EAR][0]
    return float((left - right) / 2 * facing)


def _across(px: float) -> Floats:
    return np.array([px, 0.0])


def resized_marks(marks: Marks, size_px: tuple[int, int]) -> Marks:
    """Return the marks for another picture size of the same camera, as `posture.profile.scaled`."""
    if size_px == marks.size_px:
        return marks
    ratio = size_px[0] / marks.size_px[0]

    def moved(point: Point) -> Point:
        return point[0] * ratio, (point[1] - marks.size_px[1] / 2) * ratio + size_px[1] / 2

    still: dict[str, Any] = {
        name: resized_feature(name, value, marks.size_px, size_px)
        for name, value in _numbers(marks.still).items()
    }
    return replace(
        marks,
        size_px=size_px,
        tragus_px=moved(marks.tragus_px),
        c7_px=moved(marks.c7_px),
        midline_px=marks.midline_px * ratio,
        px_per_cm=marks.px_per_cm * ratio,
        head_px=tuple(map(moved, marks.head_px)),
        shoulder_px=moved(marks.shoulder_px),
        still=Features(view=View.SIDE, size_px=size_px, **still),
        stickers=None if marks.stickers is None else _resized(marks.stickers, ratio),
    )


def _resized(stickers: tuple[Sticker, Sticker], ratio: float) -> tuple[Sticker, Sticker]:
    tragus, c7 = (replace(one, area_px=one.area_px * ratio**2) for one in stickers)
    return tragus, c7


def _numbers(seen: Features) -> dict[str, float]:
    found = {name: getattr(seen, name) for name in SCALARS}
    return {name: value for name, value in found.items() if value is not None}


# -- file -----------------------------------------------------------------------------------------


def marks_to_mapping(marks: Marks) -> dict[str, Any]:
    """Return the marks as plain values for a JSON file."""
    return {**asdict(marks), "still": _numbers(marks.still)}


def marks_from_mapping(table: Mapping[str, Any]) -> Marks:
    """Read what `marks_to_mapping` wrote; what is wrong raises as `float` does."""
    size_px = (int(table["size_px"][0]), int(table["size_px"][1]))
    still: dict[str, Any] = {name: float(value) for name, value in table["still"].items()}
    inside, radius, stickers = table["inside_cm"], table["radius_cm"], table["stickers"]
    return Marks(
        size_px=size_px,
        tragus_px=_point(table["tragus_px"]),
        c7_px=_point(table["c7_px"]),
        midline_px=float(table["midline_px"]),
        facing=float(table["facing"]),
        px_per_cm=float(table["px_per_cm"]),
        head_px=tuple(map(_point, table["head_px"])),
        shoulder_px=_point(table["shoulder_px"]),
        radius_cm=None if radius is None else float(radius),
        inside_cm=None if inside is None else _point(inside),
        still=Features(view=View.SIDE, size_px=size_px, **still),
        upright_deg=float(table["upright_deg"]),
        origin=str(table["origin"]),
        stickers=None if stickers is None else (_sticker(stickers[0]), _sticker(stickers[1])),
    )


def _point(values: Any) -> Point:
    u, v = values
    return float(u), float(v)


def _sticker(table: Mapping[str, Any]) -> Sticker:
    lightness, red, yellow = table["colour"]
    return Sticker(
        colour=(float(lightness), float(red), float(yellow)), area_px=float(table["area_px"])
    )
