"""Outline of the person to edges: where the body ends along a row or a column of the picture.

An outline is a closed polygon (N, 2) in pixels. Gaps narrower than ``gap`` (fingers, holes of the
mask) do not end the body.
"""

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
    crossings = _crossings(outline, level, axis)
    found = list(zip(crossings[::2].tolist(), crossings[1::2].tolist(), strict=False))
    return _merge(found, gap)


def _crossings(outline: Floats, level: float, axis: int) -> Floats:
    if len(outline) < 3:
        return np.empty(0)
    beyond = outline[:, axis] > level
    ends = np.flatnonzero(beyond != np.concatenate((beyond[1:], beyond[:1])))
    a, b = outline[ends], outline[(ends + 1) % len(outline)]
    share = (level - a[:, axis]) / (b[:, axis] - a[:, axis])
    other = 1 - axis
    return np.sort(a[:, other] + share * (b[:, other] - a[:, other]))


def _merge(found: Spans, gap: float) -> Spans:
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
    level, origin = start[axis], start[1 - axis]
    ahead = [
        end if step > 0 else begin
        for begin, end in spans(outline, level, axis=axis, gap=gap)
        if (end - origin) * step > 0 or (begin - origin) * step > 0
    ]
    if not ahead:
        return float("nan")
    return min(ahead, key=lambda place: abs(place - origin))


def width(outline: Floats, row: float, through: float, *, gap: float = 0.0) -> float:
    """Return how wide the body is in a row, around the column ``through``; NaN outside the body."""
    for start, end in spans(outline, row, axis=1, gap=gap):
        if start <= through <= end:
            return end - start
    return float("nan")


def leaves_picture(outline: Floats, row: float, size_px: tuple[int, int]) -> bool:
    """Whether the body reaches the left or right border of the picture in a row."""
    found = spans(outline, row, axis=1)
    return any(start < 2 or end > size_px[0] - 2 for start, end in found)
