"""Landmarks to tracks: named points over time, as tables of points want them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from posture.errors import SourceError
from posture.types import Floats, Joint, Landmarks

BODY: tuple[str, ...] = tuple(joint.name.lower() for joint in Joint)
_RIM = ("centre", "rim_1", "rim_2", "rim_3", "rim_4")
_IRISES = tuple(f"iris_{side}_{part}" for side in ("left", "right") for part in _RIM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracks:
    """Points of a recording: ``px`` (n, p, 2) u to the right, v down, NaN where unseen.

    ``time_s`` (n,) rises; ``score`` (n, p) is how sure the network is of each point, 0–1, and 0
    where it is unseen; ``size_px`` is width and height of the picture. What lies outside the
    picture was guessed, so it counts as unseen.
    """

    names: tuple[str, ...]
    time_s: Floats
    px: NDArray[np.float32]
    score: NDArray[np.float32]
    size_px: tuple[int, int]

    def seen_ever(self) -> "Tracks":
        """Leave out the points that were never seen."""
        kept = np.flatnonzero(np.isfinite(self.px).any(axis=(0, 2)))
        names = tuple(self.names[place] for place in kept)
        return replace(self, names=names, px=self.px[:, kept], score=self.score[:, kept])


def tracks(seen: Iterable[Landmarks], *, mesh: Sequence[int] | None = None) -> Tracks:
    """Gather the body points of a recording and, with ``mesh``, the face and the irises.

    ``mesh`` numbers the points of the face mesh that landmarks hold. A face can identify a person,
    so its points are never gathered unasked. They have no score of their own: 1 where seen.

    Raises
    ------
    SourceError
        When there is nothing, or pictures, which have no time.
    """
    rows = [_row(one, with_face=mesh is not None) for one in seen]
    if not rows:
        raise SourceError("Expected a recording with frames, found none; analyse it again.")
    times, sizes, px, score = zip(*rows, strict=True)
    whole = np.stack(px)
    whole[~_inside(whole, sizes[0])] = np.nan
    return Tracks(
        names=BODY if mesh is None else (*BODY, *(f"face_{point}" for point in mesh), *_IRISES),
        time_s=np.array(times, np.float64),
        px=whole,
        score=np.where(np.isfinite(whole[..., 0]), np.stack(score), np.float32(0)),
        size_px=sizes[0],
    )


def _row(
    one: Landmarks, *, with_face: bool
) -> tuple[float, tuple[int, int], NDArray[np.float32], NDArray[np.float32]]:
    if one.time_s is None:
        raise SourceError(
            "Expected a recording with time, found pictures; tables of points need a rate."
        )
    face = [one.face_px[:, :2], one.iris_px.reshape(-1, 2)] if with_face else []
    px = np.concatenate([one.joints_px, *face]).astype(np.float32)
    score = np.ones(len(px), np.float32)
    score[: len(Joint)] = one.score
    return one.time_s, one.size_px, px, score


def _inside(px: NDArray[np.float32], size_px: tuple[int, int]) -> NDArray[np.bool_]:
    """Whether points (n, p, 2) lie in the picture; those that are NaN do not."""
    return np.asarray(((px >= 0) & (px <= np.array(size_px))).all(axis=2))
