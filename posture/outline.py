"""Outline of the person to edges: where the body ends along a row or a column of the picture.

An outline is a closed polygon (N, 2) in pixels. Gaps narrower than ``gap`` (fingers, holes of the
mask) do not end the body.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from posture.types import Floats

Spans = list[tuple[float, float]]


def spans(outline: Floats, level: float, *, axis: int, gap: float = 0.0) -> Spans:
    """Return where the line ``axis`` = level runs inside the outline, as (start, end) pairs.

    ``axis`` 1 is a row (v = level, spans along u), 0 a column (u = level, spans along v).

    Examples
    --------
    >>> square = np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0]])
    >>> spans(square, 1.0, axis=1)
    [(0.0, 4.0)]
    """
    return all_spans(outline, np.array([level]), axis=axis, gap=gap)[0]


def all_spans(outline: Floats, levels: Floats, *, axis: int, gap: float = 0.0) -> list[Spans]:
    """Return the `spans` at each of the levels (K,): faster than one after the other."""
    if len(outline) < 3:
        return [[] for _ in levels]
    along, across = outline[:, axis], outline[:, 1 - axis]
    beyond = along > levels[:, None]
    of, begin = np.nonzero(beyond != np.roll(beyond, -1, axis=1))
    end = (begin + 1) % len(outline)
    share = (levels[of] - along[begin]) / (along[end] - along[begin])
    crossings = across[begin] + share * (across[end] - across[begin])
    inside = crossings[np.lexsort((crossings, of))].reshape(-1, 2).tolist()
    bounds = np.searchsorted(of, np.arange(len(levels) + 1)) // 2
    return [_merge(inside[first:last], gap) for first, last in pairwise(bounds.tolist())]


def _merge(found: Iterable[Sequence[float]], gap: float) -> Spans:
    merged: Spans = []
    for start, end in found:
        if merged and start - merged[-1][1] <= gap:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def edge(
    outline: Floats, start: tuple[float, float], *, axis: int, step: float, gap: float = 0.0
) -> float:
    """Return where the body ends when walking from ``start`` along a row (axis 1) or column (0).

    ``step`` is the direction, −1 or +1. A start outside the body walks into it first; NaN when
    there is no body on the way.
    """
    return end_of(spans(outline, start[axis], axis=axis, gap=gap), start[1 - axis], step=step)


def end_of(found: Spans, origin: float, *, step: float) -> float:
    """Return where the body ends on one line when walking from ``origin``; see `edge`."""
    ahead = [
        end if step > 0 else begin
        for begin, end in found
        if (end - origin) * step > 0 or (begin - origin) * step > 0
    ]
    return min(ahead, key=lambda place: abs(place - origin), default=float("nan"))


def width_at(found: Spans, through: float) -> float:
    """Return how wide the body is around one place of a line; NaN outside the body."""
    return next((end - start for start, end in found if start <= through <= end), float("nan"))


def leaves_picture(found: Spans, width_px: int) -> bool:
    """Whether the body reaches the left or right border of the picture in a row."""
    return any(start < 2 or end > width_px - 2 for start, end in found)
