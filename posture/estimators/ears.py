"""Heads in profile to the tragus: what the picture itself shows, beside what the pose says.

The head is cut out upright with its face to the right, described by the directions of its edges
(histograms of oriented gradients [Dalal 2005]) and compared with the heads of rendered people whose
tragus is known (`models/ear.npz`: kernel ridge regression on principal components). What looks like
no head, or like a covered one, is left to the pose.
"""

import io
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from posture.estimators.crop import Region
from posture.neck import body_of, head_axis, tragus_by_pose
from posture.shipped import shipped
from posture.types import Floats, ImageBGR

SIDE = 64  # px of the head that is looked at
HEAD_CM, AHEAD_CM = 26.0, 3.0  # how large it is, and how far its middle lies before the tragus
EXPECTED = np.array([SIDE / 2 - AHEAD_CM * SIDE / HEAD_CM, SIDE / 2])  # tragus by the pose alone
LEAST_ALIKE = 0.5  # 99 % of the heads of people left out of the fit pass, a half of all else
_LEAST_PX_PER_CM, _MOST_PX_PER_CM = 1.0, 200.0  # beyond, the pose is not that of a person


@dataclass(frozen=True, slots=True)
class SideHead:
    """Where a head in profile is; ``flipped`` when it faces left."""

    region: Region
    flipped: bool

    def picture(self, gray: ImageBGR) -> ImageBGR:
        """Cut it out, facing right."""
        cut = self.region.crop(gray, SIDE)
        return np.ascontiguousarray(cut[:, ::-1] if self.flipped else cut)

    def to_picture(self, point: Floats) -> Floats:
        """Map a point (2,) of the cut-out back."""
        return np.asarray(self.region.to_picture(self._seen(point)[None], SIDE)[0])

    def from_picture(self, point: Floats) -> Floats:
        """Map a point (2,) of the picture into the cut-out."""
        matrix = self.region.matrix(SIDE)
        return self._seen(matrix[:2, :2] @ point + matrix[:2, 2])

    def _seen(self, point: Floats) -> Floats:
        return np.array([SIDE - point[0], point[1]]) if self.flipped else point


def tragus_px(gray: ImageBGR, joints: Floats) -> Floats:
    """Return the point midway between the tragi as the head in profile looks, else NaN (2,)."""
    head = side_head(joints)
    off = None if head is None else off_px(described(head.picture(gray)), _fitted())
    return np.full(2, np.nan) if head is None or off is None else head.to_picture(EXPECTED + off)


def side_head(joints: Floats) -> SideHead | None:
    """Return where the head of somebody seen from the side is."""
    body = body_of(joints)
    if not _LEAST_PX_PER_CM < body.scale < _MOST_PX_PER_CM:
        return None
    axis = head_axis(joints, body)
    u, v = body.px(tragus_by_pose(joints, body) + AHEAD_CM * axis)
    turn = -body.facing * math.atan2(axis[1], axis[0])
    return SideHead(Region(u, v, HEAD_CM * body.scale, turn), flipped=body.facing < 0)


def described(head: ImageBGR) -> Floats:
    """Return the directions of the edges of a head (SIDE, SIDE), in cells of 8 px."""
    return np.asarray(_histograms().compute(head), np.float64).ravel()


def off_px(edges: Floats, fitted: Mapping[str, Floats]) -> Floats | None:
    """Return how far (2,) the tragus lies from where it is expected, in pixels of the cut-out.

    None where less than `LEAST_ALIKE` of what is special about the edges is what heads differ in.
    """
    special = edges - fitted["mean"]
    here = fitted["axes"] @ special
    if here @ here < LEAST_ALIKE * (special @ special):
        return None
    apart = ((fitted["points"] - here) ** 2).sum(axis=1) / fitted["reach"] ** 2
    return np.asarray(np.exp(-apart / 2) @ fitted["weights"])


@cache
def _histograms() -> cv2.HOGDescriptor:
    return cv2.HOGDescriptor((SIDE, SIDE), (16, 16), (8, 8), (8, 8), 9)


@cache
def _fitted() -> Mapping[str, Floats]:
    with np.load(io.BytesIO(shipped("ear.npz").read_bytes()), allow_pickle=False) as packed:
        return {name: packed[name].astype(np.float64) for name in packed.files}
