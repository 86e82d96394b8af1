"""Pictures to crops: a turned square around the face, resampled, and the way back.

Coordinates count from the corner of the picture, so that the centre of the first pixel is
(0.5, 0.5); OpenCV counts from that centre, hence the half pixels below.
"""

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np

from posture.types import Floats, ImageBGR, Joint

_HALF = np.array([[1.0, 0.0, -0.5], [0.0, 1.0, -0.5], [0.0, 0.0, 1.0]])
_HALF_BACK = np.linalg.inv(_HALF)
_SHARP_ABOVE = 0.8  # crop pixels per picture pixel; below, fine detail would turn into noise
_COARSE = 0.4  # crop pixels per pixel of a picture that was reduced first
_EYE_CORNERS = (33, 263)  # rows of the mesh: outer corner of the right and of the left eye
_PROFILE = 0.4  # eye distance over eye–mouth distance; narrower faces look past the camera


@dataclass(frozen=True, slots=True)
class Region:
    """A square: centre and side in pixels, turn in radians, clockwise in the picture."""

    x: float
    y: float
    size: float
    turn: float

    def matrix(self, side: int) -> Floats:
        """Return the 3×3 map from picture to crop coordinates for a crop of ``side`` pixels."""
        scale = side / self.size
        cos, sin = math.cos(self.turn) * scale, math.sin(self.turn) * scale
        linear = np.array([[cos, sin], [-sin, cos]])
        shift = np.full(2, side / 2) - linear @ np.array([self.x, self.y])
        return np.vstack([np.column_stack([linear, shift]), [0.0, 0.0, 1.0]])

    def crop(
        self,
        image: ImageBGR,
        side: int,
        *,
        border: int = cv2.BORDER_REPLICATE,
        quick: bool = False,
    ) -> ImageBGR:
        """Resample the region to ``side`` × ``side`` pixels; by default border pixels repeat.

        ``quick`` averages squares of pixels first: inside the picture the same to a level of
        brightness, in a fraction of the time where the region is large.
        """
        times = min(int(_COARSE * self.size / side), *image.shape[:2])
        if quick and times > 1:
            return self._over(times).crop(_averaged(image, times), side, border=border)
        scale = side / self.size
        sigma = 0.5 * math.sqrt(1 / scale**2 - 1) if scale < _SHARP_ABOVE else 0.0
        part, left, top = self._part(image, margin=math.ceil(4 * sigma) + 2)
        if sigma > 0:
            part = _blurred(part, sigma)
        moved = replace(self, x=self.x - left, y=self.y - top)
        warp = (_HALF @ moved.matrix(side) @ _HALF_BACK)[:2]
        flags = cv2.INTER_LINEAR
        return np.asarray(
            cv2.warpAffine(part, warp, (side, side), flags=flags, borderMode=border), np.uint8
        )

    def to_picture(self, points: Floats, side: int) -> Floats:
        """Map crop points (N, 2) back to the picture."""
        back = np.linalg.inv(self.matrix(side))
        return np.asarray(points @ back[:2, :2].T + back[:2, 2], np.float64)

    def enlarged(self, factor: float) -> "Region":
        """Return the region with sides ``factor`` times as long."""
        return replace(self, size=self.size * factor)

    def mirrored(self, width: int) -> "Region":
        """Return the region in a picture of this width that was flipped left to right."""
        return replace(self, x=width - self.x, turn=-self.turn)

    def turned(self, world: Floats) -> Floats:
        """Turn directions (N, 3) that were seen in the crop back into the picture."""
        cos, sin = math.cos(self.turn), math.sin(self.turn)
        return np.asarray(world @ np.array([[cos, sin, 0], [-sin, cos, 0], [0, 0, 1.0]]))

    def _over(self, times: int) -> "Region":
        """Return the region in a picture with so many times fewer rows and columns."""
        return Region(self.x / times, self.y / times, self.size / times, self.turn)

    def apart(self, other: "Region") -> bool:
        """Whether two regions disagree so much that they cannot be of the same face."""
        moved = math.hypot(self.x - other.x, self.y - other.y)
        return moved > 0.25 * self.size or not 0.5 < self.size / other.size < 2

    def _part(self, image: ImageBGR, *, margin: int) -> tuple[ImageBGR, int, int]:
        """Cut out the rows and columns that the crop reads, at least one, and where they begin."""
        height, width = image.shape[:2]
        reach = self.size / math.sqrt(2) + margin
        left, right = _inside(self.x - reach, self.x + reach, width)
        top, bottom = _inside(self.y - reach, self.y + reach, height)
        return image[top:bottom, left:right], left, top


def expected_face(joints: Floats) -> Region | None:
    """Where the pose (J, 2) expects the face; None in a profile, where a mesh would be made up."""
    left, right = joints[Joint.LEFT_EYE], joints[Joint.RIGHT_EYE]
    eyes, mouth = (left + right) / 2, joints[[Joint.MOUTH_LEFT, Joint.MOUTH_RIGHT]].mean(axis=0)
    height = float(np.linalg.norm(mouth - eyes))
    breadth = float(np.linalg.norm(left - right))
    ears = float(np.linalg.norm(joints[Joint.LEFT_EAR] - joints[Joint.RIGHT_EAR]))
    if not breadth > _PROFILE * height:  # also when unseen
        return None
    x, y = ((eyes + mouth) / 2).tolist()
    return Region(x, y, 1.6 * max(ears, 2 * height, 2 * breadth), _turn(right, left))


def mesh_region(mesh: Floats) -> Region:
    """Return the region of the next crop: 1.4 times the mesh (468, 3), upright along the eyes."""
    places = mesh[:, :2]
    turn = _turn(*places[list(_EYE_CORNERS)])
    axes = np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
    turned = places @ axes.T
    low, high = turned.min(axis=0), turned.max(axis=0)
    x, y = (((low + high) / 2) @ axes).tolist()
    return Region(x, y, 1.4 * float((high - low).max()), turn)


def shrunk(image: ImageBGR, side: int) -> ImageBGR:
    """Return a large picture halved, thirded …, but its longer side never below ``side``."""
    height, width = image.shape[:2]
    times = max(height, width) // side
    if times < 2:
        return image
    size = max(width // times, 1), max(height // times, 1)
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def _blurred(image: ImageBGR, sigma: float) -> ImageBGR:
    """Blur as `cv2.GaussianBlur` does, to one level of brightness, in half the time."""
    kernel = cv2.getGaussianKernel(round(6 * sigma + 1) | 1, sigma, cv2.CV_32F)
    blurred = cv2.sepFilter2D(image, -1, kernel, kernel, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(blurred, np.uint8)


def _averaged(image: ImageBGR, times: int) -> ImageBGR:
    """Average squares of ``times`` × ``times`` pixels; what is over on the right and below goes."""
    height, width = (length // times for length in image.shape[:2])
    whole = image[: height * times, : width * times]
    return np.asarray(cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def _turn(right: Floats, left: Floats) -> float:
    u, v = (left - right).tolist()
    return math.atan2(v, u)


def _inside(start: float, end: float, size: int) -> tuple[int, int]:
    first = min(max(math.floor(start), 0), size - 1)
    return first, min(max(math.ceil(end), first + 1), size)
