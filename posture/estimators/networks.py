"""Pictures to people: the two pose networks, run on regions of our own choosing.

The detector finds people in the whole picture, the landmark network looks at one of them. It may
look several times, at different scales and mirrored: the median of the points and the mean of the
masks are much steadier than one look.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray

from posture.estimators.crop import Region
from posture.types import Floats, ImageBGR

DETECTOR_SIDE, LANDMARK_SIDE = 224, 256
POINTS = 33  # of BlazePose; two more tell where to look next
_ALL_POINTS = 39
_HIPS, _FULL_BODY = 33, 34
_REGION_SCALE = 1.25
_MIDDLES = [[11, 12], [7, 8]]  # shoulders, ears
_LONG_SIDE = 480  # points; the mask itself has 256, a finer copy only costs time
_MIN_PRESENCE = 0.5
_SAME_PERSON = 0.3  # overlap of two boxes
_WINDOW, _HEAT_MIN = np.arange(-3, 4), 0.5  # cells around a point; of the heat
_STRIDES = ((8, 2), (16, 2), (32, 6))  # stride of a grid of anchors, anchors in each of its cells
_MIRROR = [0, 4, 5, 6, 1, 2, 3, 8, 7, 10, 9] + [i + 1 if i % 2 else i - 1 for i in range(11, 33)]

Tensors = dict[tuple[int, ...], NDArray[np.float32]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One look at a person: points (33, 2) in pixels, (33, 3) in metres, visibility (33,) 0–1.

    ``mask`` (256, 256) is the probability of the person in ``region``; ``next_region`` is where
    the person will be looked for in the next frame; ``scatter_px`` how far the looks disagreed.
    """

    points_px: Floats
    world_m: Floats
    visibility: Floats
    mask: Floats
    region: Region
    next_region: Region
    scatter_px: float = 0.0

    @property
    def has_body(self) -> bool:
        """Whether the mask covers the middle of the shoulders or of the ears.

        The network goes on for a while where somebody has left.
        """
        middles = self.points_px[_MIDDLES].mean(axis=1)
        to_mask = self.region.matrix(LANDMARK_SIDE)
        u, v = (middles @ to_mask[:2, :2].T + to_mask[:2, 2]).astype(int).T
        inside = (u >= 0) & (v >= 0) & (u < LANDMARK_SIDE) & (v < LANDMARK_SIDE)
        return bool((self.mask[v[inside], u[inside]] > _MIN_PRESENCE).any())

    def mask_in(self, size_px: tuple[int, int]) -> NDArray[np.float32]:
        """Return the mask in a picture of this size, at most `_LONG_SIDE` points long."""
        step = max(1.0, max(size_px) / _LONG_SIDE)
        columns, rows = (max(1, round(length / step)) for length in size_px)
        across, down = size_px[0] / columns, size_px[1] / rows
        to_picture = np.array([[across, 0, across / 2], [0, down, down / 2], [0, 0, 1.0]])
        to_mask = self.region.matrix(LANDMARK_SIDE) @ to_picture
        to_mask[:2, 2] -= 0.5
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        mask = self.mask.astype(np.float32)
        placed = cv2.warpAffine(mask, to_mask[:2], (columns, rows), flags=flags)
        return np.asarray(placed, np.float32)


@dataclass(frozen=True, slots=True)
class Look:
    """How to look: the region enlarged, and perhaps mirrored.

    A closer look (scale below 1) is taken for its finer mask alone: it misplaces the shoulders.
    """

    scale: float = 1.0
    mirrored: bool = False


ONE_LOOK = (Look(),)
FRONT_LOOKS = (Look(1.0), Look(1.0, True), Look(1.2), Look(1.2, True))
SIDE_LOOKS = (Look(1.2), Look(1.2, True), Look(0.85), Look(0.85, True))


class PoseDetector:
    """Find people in a picture."""

    def __init__(self, content: bytes, *, threads: int = 1) -> None:
        self._network = Network(content, threads)
        self._anchors = _anchors()

    def find(self, rgb: ImageBGR, *, min_score: float = 0.5) -> list[Region]:
        """Return the region of every person, most certain first."""
        height, width = rgb.shape[:2]
        whole = Region(width / 2, height / 2, max(height, width), 0.0)
        crop = whole.crop(rgb, DETECTOR_SIDE, border=cv2.BORDER_CONSTANT).astype(np.float32)
        out = self._network.run(crop / np.float32(127.5) - np.float32(1))
        raw = out[1, len(self._anchors), 12][0].astype(np.float64)
        score = 1 / (1 + np.exp(-np.clip(out[1, len(self._anchors), 1][0, :, 0], -50, 50)))
        likely = np.flatnonzero(score >= min_score)
        boxes = _decoded(raw[likely], self._anchors[likely])
        people = _merged(boxes, score[likely])
        return [_to_region(whole.to_picture(points, DETECTOR_SIDE)) for points in people]


class PoseLandmarks:
    """Look at one person."""

    def __init__(self, content: bytes, *, threads: int = 1) -> None:
        self._network = Network(content, threads)

    def look(
        self, rgb: ImageBGR, region: Region, looks: Sequence[Look] = ONE_LOOK
    ) -> Person | None:
        """Return the person in the region, or None when nobody is there."""
        quick = len(looks) == 1  # what is looked at once is not looked at that closely
        seen = [
            (look, one)
            for look in looks
            if (one := self._once(rgb, region, look, quick)) is not None
        ]
        whole = [one for look, one in seen if look.scale >= 1 and one.has_body]
        if not whole:
            return None
        return whole[0] if len(looks) == 1 else _together(whole, [one for _, one in seen])

    def _once(self, rgb: ImageBGR, region: Region, look: Look, quick: bool) -> Person | None:
        here = region.enlarged(look.scale)
        crop = here.crop(rgb, LANDMARK_SIDE, quick=quick)
        if look.mirrored:
            crop = crop[:, ::-1]
        out = self._network.run(crop.astype(np.float32) / np.float32(255))
        if float(out[1, 1][0, 0]) < _MIN_PRESENCE:
            return None
        raw = out[1, 5 * _ALL_POINTS].reshape(_ALL_POINTS, 5).astype(np.float64)
        points = _refined(raw[:, :2], out[1, 64, 64, _ALL_POINTS][0])
        world = out[1, 3 * _ALL_POINTS].reshape(_ALL_POINTS, 3)[:POINTS].astype(np.float64)
        mask = _sigmoid(out[1, LANDMARK_SIDE, LANDMARK_SIDE, 1][0, :, :, 0])
        visibility = _sigmoid(raw[:POINTS, 3])
        if look.mirrored:
            points[:, 0] = LANDMARK_SIDE - points[:, 0]
            points[:POINTS] = points[_MIRROR]
            world = world[_MIRROR] * [-1, 1, 1]
            mask, visibility = mask[:, ::-1], visibility[_MIRROR]
        placed = here.to_picture(points, LANDMARK_SIDE)
        return Person(
            points_px=placed[:POINTS],
            world_m=here.turned(world),
            visibility=visibility,
            mask=mask,
            region=here,
            next_region=_to_region(placed[[_HIPS, _FULL_BODY]]),
        )


class Network:
    """A TFLite file with one input; its outputs are told apart by their shapes."""

    def __init__(self, content: bytes, threads: int) -> None:
        self._interpreter: Any = Interpreter(model_content=content, num_threads=threads)
        self._interpreter.allocate_tensors()
        self._input = self._interpreter.get_input_details()[0]["index"]
        outputs = self._interpreter.get_output_details()
        self._outputs = [(tuple(int(n) for n in one["shape"]), one["index"]) for one in outputs]

    def run(self, image: NDArray[np.float32]) -> Tensors:
        """Return the outputs for a picture (side, side, 3)."""
        self._interpreter.set_tensor(self._input, image[None])
        self._interpreter.invoke()
        return {shape: self._interpreter.get_tensor(index) for shape, index in self._outputs}


def _sigmoid(logits: NDArray[Any]) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(logits.astype(np.float64), -50, 50))))


# -- detector -------------------------------------------------------------------------------------


def _anchors() -> Floats:
    """Centres of the cells in which people are looked for, in pixels of the detector's input."""
    centres = []
    for stride, copies in _STRIDES:
        cells = (np.arange(DETECTOR_SIDE // stride) + 0.5) * stride
        grid = np.stack(np.meshgrid(cells, cells), axis=-1).reshape(-1, 2)
        centres.append(np.repeat(grid, copies, axis=0))
    return np.concatenate(centres)


def _decoded(raw: Floats, anchors: Floats) -> Floats:
    """Boxes and key points: (N, 6, 2) with centre, size, hips, full body and two more."""
    boxes = raw.reshape(-1, 6, 2).copy()
    boxes[:, 0] += anchors
    boxes[:, 2:] += anchors[:, None]
    return boxes


def _merged(boxes: Floats, score: Floats) -> list[Floats]:
    """Average boxes of the same person, weighted by score; (2, 2) hips and full body of each."""
    people, left = [], list(np.argsort(-score))
    while left:
        best = left[0]
        same = [i for i in left if _overlap(boxes[best], boxes[i]) > _SAME_PERSON or i == best]
        people.append(np.average(boxes[same, 2:4], axis=0, weights=score[same]))
        left = [i for i in left if i not in same]
    return people


def _overlap(a: Floats, b: Floats) -> float:
    """Intersection over union of two boxes."""
    low = np.maximum(a[0] - a[1] / 2, b[0] - b[1] / 2)
    high = np.minimum(a[0] + a[1] / 2, b[0] + b[1] / 2)
    shared = float(np.prod(np.maximum(high - low, 0)))
    return shared / max(float(np.prod(a[1]) + np.prod(b[1])) - shared, 1e-9)


def _to_region(points: Floats) -> Region:
    """Square around the hips that reaches over the full body, upright along the two."""
    hips, reach = points[0], points[1] - points[0]
    size = 2 * _REGION_SCALE * float(np.hypot(*reach))
    return Region(hips[0], hips[1], size, float(np.pi / 2 - np.arctan2(-reach[1], reach[0])))


# -- landmarks ------------------------------------------------------------------------------------


def _refined(points: Floats, heat: NDArray[np.float32]) -> Floats:
    """Move points to the centre of mass of their heat maps where these are certain."""
    rows, columns, _ = heat.shape
    scale = LANDMARK_SIDE / columns
    cells = (points / scale).astype(int)
    inside = ((cells >= 0) & (cells < [columns, rows])).all(axis=1)
    u, v = (
        np.clip(cells[:, axis], 0, most - 1)[:, None] + _WINDOW
        for axis, most in ((0, columns), (1, rows))
    )
    there = _inside(v, rows)[:, :, None] & _inside(u, columns)[:, None, :]
    of = np.arange(len(points))[:, None, None]
    around = heat[np.clip(v, 0, rows - 1)[:, :, None], np.clip(u, 0, columns - 1)[:, None, :], of]
    warm = np.where(there, _sigmoid(around), 0.0)
    certain = inside & (warm.max(axis=(1, 2)) >= _HEAT_MIN)
    total = np.where(certain, warm.sum(axis=(1, 2)), 1.0)
    centre = np.stack(
        [(warm.sum(axis=1) * u).sum(axis=1) / total, (warm.sum(axis=2) * v).sum(axis=1) / total], 1
    )
    return np.where(certain[:, None], scale * centre, points)


def _inside(cells: NDArray[np.int64], count: int) -> NDArray[np.bool_]:
    return (cells >= 0) & (cells < count)


def _together(seen: Sequence[Person], masked: Sequence[Person]) -> Person:
    """Median of the points, mean of the masks of the closest looks: the others are coarser."""
    points = np.stack([one.points_px for one in seen])
    closest = min((one.region for one in masked), key=lambda region: region.size)
    masks = [one.mask for one in masked if one.region == closest]
    middle = np.median(points, axis=0)
    first = seen[0]
    return Person(
        points_px=middle,
        world_m=np.median(np.stack([one.world_m for one in seen]), axis=0),
        visibility=np.median(np.stack([one.visibility for one in seen]), axis=0),
        mask=np.mean(masks, axis=0),
        region=closest,
        next_region=first.next_region,
        scatter_px=float(np.median(np.linalg.norm(points - middle, axis=2))),
    )


def mirrored_find(detector: PoseDetector, rgb: ImageBGR, *, min_score: float) -> list[Region]:
    """Search the mirror image: who is missed one way is often found the other."""
    flipped = np.ascontiguousarray(rgb[:, ::-1])
    found = detector.find(flipped, min_score=min_score)
    return [region.mirrored(rgb.shape[1]) for region in found]
