"""Fit where a head in profile shows the tragus: models/ear.npz.

Heads of rendered people, each cut out several times a little beside, turned and scaled; kernel
ridge regression on principal components of their edges (`posture.estimators.ears`). The target is
how far the point midway between the tragi lies from where ear and face of the pose place it, less
the mean of that: the mean is a constant of `posture.neck`, chosen with photographs of real ears.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from benchmarks.fit.people import Seen, seen
from benchmarks.fit.ridge import FOLDS
from posture.estimators.ears import EXPECTED, HEAD_CM, SIDE, SideHead, described, off_px, side_head
from posture.types import Floats, View

CUTS = 8  # of every picture
OFF_CM, TURNED_DEG, SCALED = 0.8, 5.0, 0.05  # how much they differ, one sd
AXES = 100
ALPHA = 0.3


@dataclass(frozen=True)
class Cut:
    """One cut-out of a head: whose, how its edges run, and where the tragus is, in its pixels."""

    picture: str
    subject: str
    edges: Floats
    off: Floats


def cuts(people: Mapping[str, Seen]) -> list[Cut]:
    """Heads of everybody whose neck is visible from the side."""
    rng = np.random.default_rng(0)
    return [
        cut
        for one in people.values()
        if one.features.side_head_forward_deg is not None
        and one.picture.truth["scenario"] != "arms_overhead"
        for cut in _cuts(one, rng)
    ]


def _cuts(one: Seen, rng: np.random.Generator) -> Iterator[Cut]:
    head = side_head(one.landmarks.joints_px)
    if head is None:
        return
    gray = np.asarray(cv2.cvtColor(one.picture.frame().image, cv2.COLOR_BGR2GRAY), np.uint8)
    tragus = one.picture.points_px(["tragus_l", "tragus_r"]).mean(axis=0)
    for number in range(CUTS):
        beside = _beside(head, rng) if number else head
        edges = described(beside.picture(gray))
        yield Cut(
            one.picture.id, one.picture.subject, edges, beside.from_picture(tragus) - EXPECTED
        )


def _beside(head: SideHead, rng: np.random.Generator) -> SideHead:
    region = head.region
    x, y = rng.normal(0, OFF_CM / HEAD_CM * region.size, 2)
    turn, grown = math.radians(rng.normal(0, TURNED_DEG)), math.exp(rng.normal(0, SCALED))
    moved = replace(region, x=region.x + x, y=region.y + y, size=region.size * grown,
                    turn=region.turn + turn)  # fmt: skip
    return replace(head, region=moved)


def fit(heads: Sequence[Cut]) -> dict[str, Floats]:
    """Arrays of models/ear.npz."""
    edges, off = np.array([one.edges for one in heads]), np.array([one.off for one in heads])
    mean = edges.mean(axis=0)
    axes = np.linalg.eigh((edges - mean).T @ (edges - mean))[1][:, : -AXES - 1 : -1].T
    points = (edges - mean) @ axes.T
    apart = _apart(points)
    reach = np.sqrt(np.median(apart[::CUTS, ::CUTS]) / 2)
    kernel = np.exp(-apart / (2 * reach**2))
    weights = np.linalg.solve(kernel + ALPHA * np.eye(len(off)), off - off.mean(axis=0))
    return {"mean": mean, "axes": axes, "points": points, "weights": weights, "reach": reach}


def _apart(points: Floats) -> Floats:
    """Squared distances of all pairs."""
    squares = (points**2).sum(axis=1)
    return np.asarray(np.maximum(squares[:, None] + squares - 2 * points @ points.T, 0.0))


def fitted(people: Mapping[str, Seen]) -> tuple[dict[str, Floats], dict[str, Seen]]:
    """Arrays of models/ear.npz, and people as a fit without them sees them.

    The second is what the other models of the side view are fitted on.
    """
    bare = {name: _with_tragus(one, None) for name, one in people.items()}  # by the pose alone
    heads = cuts(bare)
    names = sorted({one.subject for one in heads})
    unseen, errors = dict(bare), []
    for fold in range(FOLDS):
        out = set(names[fold::FOLDS])
        arrays = fit([one for one in heads if one.subject not in out])
        for cut in (one for one in heads[::CUTS] if one.subject in out):
            off = off_px(cut.edges, arrays)
            unseen[cut.picture] = _with_tragus(bare[cut.picture], off)
            errors.append((0.0 if off is None else off) - cut.off)
    by_pose = np.array([one.off for one in heads[::CUTS]])
    error, cm = np.array(errors), HEAD_CM / SIDE
    print(f"{'tragus_px':28} left-out people: MAE {_size(error) * cm:.2f} cm, "
          f"by the pose {_size(by_pose) * cm:.2f} cm, n {len(error)}")  # fmt: skip
    return fit(heads), unseen


def _size(off: Floats) -> float:
    return float(np.linalg.norm(off - off.mean(axis=0), axis=1).mean())


def _with_tragus(one: Seen, off: Floats | None) -> Seen:
    head = side_head(one.landmarks.joints_px) if one.features.view is View.SIDE else None
    if head is None:
        return one
    tragus = np.full(2, np.nan) if off is None else head.to_picture(EXPECTED + off)
    return seen(one.picture, replace(one.landmarks, tragus_px=tragus))
