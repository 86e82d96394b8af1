"""Small luma planes to a camera's health: alive, frozen, black or garbage, and how much moves.

A read that succeeds proves nothing: an unplugged camera may give its last picture for ever. Alive
is a picture that changes while time goes on; every sensor has noise, so a true still does not
exist. Planes are thinned out, not averaged: averaging would hide the noise that tells a sensor
from a stuck buffer, and noise from a scene.
"""

from collections import deque
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from posture.types import Floats

Luma = NDArray[np.uint8]
"""Brightness (rows, columns) of some hundred to some thousand pixels spread over a picture."""

FROZEN_AFTER_S = 5.0
_LONGEST_STEP_S = 2.0  # between pictures farther apart the camera was closed, not frozen

_BLACK = 32  # a shutter or a cap is darker than this everywhere; a face lit by a screen is not
_SPECKS = 0.01  # of the pixels may be bright nevertheless: hot ones, a light at the rim
_NOISE_SD = 25.0  # grey levels; webcams smooth the noise of the dark to a third of it
_SCENE_CORRELATION = 0.25  # of neighbours; scenes have 0.8 and more, noise none
_STRIPE = 0.5  # grey levels; rows of a scene differ by more, repeated and filled ones by nothing
_TORN_SHARE = 0.25  # of the rows, from below: what is missing of a picture is its end

_REFERENCE_S = 1.0  # changes are those of about a second, at whatever rate pictures come
_NOISE_WIDTH = 4.0  # times the usual change: noise is everywhere, movement is not


class Health(StrEnum):
    """What the pictures of an open camera are worth."""

    ALIVE = "alive"
    FROZEN = "frozen"
    BLACK = "black"
    GARBAGE = "garbage"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """Health of one picture, and how much moved within about a second before it.

    ``motion`` is the mean change in grey levels that is neither noise nor a change of the light: 0
    while nothing moves, some tenths when somebody turns or leans, ``None`` where there is no usable
    earlier picture.
    """

    health: Health
    motion: float | None = None


class Vital:
    """Judge pictures one after the other, also those of a camera that was closed in between.

    Examples
    --------
    >>> scene = np.add.outer(np.arange(90), np.arange(160)).astype(np.uint8)
    >>> vital = Vital()
    >>> [str(vital.update(float(second), scene).health) for second in range(7)]
    ['alive', 'alive', 'alive', 'alive', 'alive', 'frozen', 'frozen']
    >>> str(vital.update(7.0, scene + np.uint8(1)).health)
    'alive'
    """

    def __init__(self) -> None:
        self._same_s = 0.0
        self._past: deque[tuple[float, Luma]] = deque()

    def update(self, time_s: float, luma: Luma) -> Pulse:
        """Return the pulse of the next picture; times rise."""
        self._follow(time_s, luma)
        health = _worth(luma)
        if health is Health.ALIVE and self._same_s >= FROZEN_AFTER_S:
            health = Health.FROZEN
        moved = _motion(self._past[0][1], luma) if len(self._past) > 1 else None
        return Pulse(health=health, motion=moved if health is Health.ALIVE else None)

    def _follow(self, time_s: float, luma: Luma) -> None:
        if self._past:
            before_s, before = self._past[-1]
            step_s = time_s - before_s
            if before.shape != luma.shape or step_s > _LONGEST_STEP_S:
                self._past.clear()
            if not np.array_equal(before, luma):
                self._same_s = 0.0
            elif step_s <= _LONGEST_STEP_S:
                self._same_s += step_s
        self._past.append((time_s, luma.copy()))
        while len(self._past) > 2 and self._past[1][0] <= time_s - _REFERENCE_S:
            self._past.popleft()


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


def _motion(before: Luma, now: Luma) -> float:
    """Return the mean change (grey levels) beyond noise and light."""
    old, new = before.astype(np.float64), now.astype(np.float64)
    # Exposure control changes gain and offset of everything, mains light those of single rows.
    old, new = old - old.mean(), new - new.mean()
    spread = float(np.vdot(old, old))
    change = new - (float(np.vdot(old, new)) / spread if spread > 0.0 else 1.0) * old
    change = np.abs(change - np.median(change, axis=1, keepdims=True))
    usual = max(float(np.median(change)), 0.5)
    return float(np.mean(np.maximum(change - _NOISE_WIDTH * usual, 0.0)))
