"""Thinned pictures to a camera's health: alive, frozen, black or garbage.

A read that succeeds proves nothing: an unplugged camera may give its last picture for ever. Alive
is a picture that changes while time goes on; every sensor has noise, so a true still does not
exist. Pictures are thinned out, not averaged: averaging would hide the noise that tells a
sensor from a stuck buffer, and noise from a scene.
"""

from collections import deque
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from posture.types import Floats

Luma = NDArray[np.uint8]
"""Brightness (rows, columns) of some hundred to some thousand pixels spread over a picture."""

FROZEN_AFTER_S = 5.0
_KNOWN = 32  # the same picture comes out of an encoder in a few forms, over and over
_LONGEST_STEP_S = 2.0  # between pictures farther apart the camera was closed, not frozen

_BLACK = 32  # a shutter or a cap is darker than this everywhere; a face lit by a screen is not
_SPECKS = 0.01  # of the pixels may be bright nevertheless: hot ones, a light at the rim
_NOISE_SD = 25.0  # grey levels; webcams smooth the noise of the dark to a third of it
_SCENE_CORRELATION = 0.25  # of neighbours; scenes have 0.8 and more, noise none
_STRIPE = 0.5  # grey levels; rows of a scene differ by more, repeated and filled ones by nothing
_TORN_SHARE = 0.25  # of the rows, from below: what is missing of a picture is its end


class Health(StrEnum):
    """What the pictures of an open camera are worth."""

    ALIVE = "alive"
    FROZEN = "frozen"
    BLACK = "black"
    GARBAGE = "garbage"


class Vital:
    """Judge pictures one after the other, also those of a camera that was closed in between.

    Examples
    --------
    >>> scene = np.add.outer(np.arange(90), np.arange(160)).astype(np.uint8)
    >>> vital = Vital()
    >>> [str(vital.update(float(second), scene)) for second in range(7)]
    ['alive', 'alive', 'alive', 'alive', 'alive', 'frozen', 'frozen']
    >>> str(vital.update(7.0, scene + np.uint8(1)))
    'alive'
    """

    def __init__(self, frozen_after_s: float = FROZEN_AFTER_S) -> None:
        self._frozen_after_s = frozen_after_s
        self._same_s = 0.0
        self._last_s: float | None = None
        self._known: deque[int] = deque(maxlen=_KNOWN)

    def update(self, time_s: float, luma: Luma) -> Health:
        """Return what the next picture is worth; times rise."""
        self._follow(time_s, luma)
        health = _worth(luma)
        stands = health is Health.ALIVE and self._same_s >= self._frozen_after_s
        return Health.FROZEN if stands else health

    def _follow(self, time_s: float, luma: Luma) -> None:
        picture = hash((luma.shape, luma.tobytes()))
        step_s = 0.0 if self._last_s is None else time_s - self._last_s
        if picture not in self._known:
            self._same_s = 0.0
            self._known.append(picture)
        elif step_s <= _LONGEST_STEP_S:
            self._same_s += step_s
        self._last_s = time_s


def _worth(luma: Luma) -> Health:
    if np.count_nonzero(luma >= _BLACK) <= _SPECKS * luma.size:
        return Health.BLACK
    plane = luma.astype(np.float64)
    return Health.GARBAGE if _noise(plane) or _striped(plane) or _torn(plane) else Health.ALIVE


def _noise(plane: Floats) -> bool:
    """Whether neighbours have nothing in common."""
    centred = plane - plane.mean()
    variance = float(np.mean(centred**2))
    along = float(np.mean(centred[:, 1:] * centred[:, :-1]))
    down = float(np.mean(centred[1:] * centred[:-1]))
    return variance > _NOISE_SD**2 and max(along, down) < _SCENE_CORRELATION * variance


def _striped(plane: Floats) -> bool:
    """Whether all columns are the same, as of a single colour or of bars that lie."""
    return bool(np.abs(np.diff(plane, axis=1)).max() <= _STRIPE)


def _torn(plane: Floats) -> bool:
    """Whether the last rows repeat each other: filled, smeared, or bars that stand.

    Black rows are the margin of a film.
    """
    last = plane[-max(2, round(_TORN_SHARE * len(plane))) :]
    return bool(last.max() >= _BLACK and np.abs(np.diff(last, axis=0)).max() <= _STRIPE)
