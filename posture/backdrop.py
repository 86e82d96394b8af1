"""Brightness planes to what is behind a person: some numbers that know a room again, and no more.

A grid of eight by six says how much the picture changes from place to place in each of its parts,
edges of shelves and frames, not what is there; parts with the person in them are left out. Light
that becomes stronger or weaker hardly moves it, another room does.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from posture.outline import spans
from posture.stillness import Plane
from posture.types import Floats

COLUMNS, ROWS = 8, 6
Backdrop = tuple[float | None, ...]
"""Logarithm of the mean step of brightness in each part, row by row; None where the person is."""

_MARGIN = 2  # means around the person: hair, shadow and motion
_SEEN = 0.6  # of a part must be beside the person
_FEWEST = 16  # parts; of fewer likeness says little
_STRUCTURE = 0.45  # standard deviation over the parts; a bare wall has less


def backdrop_of(plane: Plane, outline_px: Floats, size_px: tuple[int, int]) -> Backdrop:
    """Return what is behind the person with this outline (N, 2) in a picture of that size.

    ``plane`` (rows, columns) holds means of brightness of the same picture, 0–255.
    """
    rows, columns = plane.shape
    scale = np.array([columns / size_px[0], rows / size_px[1]])
    free = ~_person(outline_px * scale, rows, columns)
    grey = plane.astype(np.float64)
    steps = np.abs(np.diff(grey, axis=1, append=grey[:, -1:]))
    steps += np.abs(np.diff(grey, axis=0, append=grey[-1:]))
    return tuple(_part(steps[part], free[part]) for part in _parts(rows, columns))


def together(seen: Sequence[Backdrop]) -> Backdrop | None:
    """Return the middle of several, rounded, None of none; a part counts if it was mostly seen."""
    if not seen:
        return None
    every = np.array([[math.nan if one is None else one for one in each] for each in seen])
    mostly = np.isfinite(every).mean(axis=0) > 0.5
    return tuple(
        round(float(np.nanmedian(column)), 1) if known else None
        for column, known in zip(every.T, mostly, strict=True)
    )


def likeness(one: Backdrop | None, other: Backdrop | None) -> float | None:
    """Return how alike two are, 1 for the same, 0 for strangers; None where it cannot be told.

    A bare wall, a dark room and a person that fills the picture tell nothing.
    """
    if one is None or other is None:
        return None
    pairs = zip(one, other, strict=True)
    both = np.array([(a, b) for a, b in pairs if a is not None and b is not None]).reshape(-1, 2)
    if len(both) < _FEWEST or both.std(axis=0).min() < _STRUCTURE:
        return None
    return float(np.corrcoef(both.T)[0, 1])


def _person(outline: Floats, rows: int, columns: int) -> NDArray[np.bool_]:
    """Return where the person is, and what is close by."""
    taken = np.zeros((rows + 2 * _MARGIN, columns), np.bool_)
    middles = np.arange(columns) + 0.5
    for row in range(rows):
        for start, end in spans(outline, row + 0.5, axis=1):
            inside = (middles >= start - _MARGIN) & (middles <= end + _MARGIN)
            taken[row : row + 2 * _MARGIN + 1] |= inside
    return taken[_MARGIN:-_MARGIN]


def _parts(rows: int, columns: int) -> list[tuple[slice, slice]]:
    down, across = (
        np.linspace(0, n, k + 1).astype(int) for n, k in ((rows, ROWS), (columns, COLUMNS))
    )
    return [
        (slice(down[i], down[i + 1]), slice(across[j], across[j + 1]))
        for i in range(ROWS)
        for j in range(COLUMNS)
    ]


def _part(steps: Floats, free: NDArray[np.bool_]) -> float | None:
    return math.log1p(float(steps[free].mean())) if free.mean() >= _SEEN else None
