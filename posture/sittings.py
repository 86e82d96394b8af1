"""Minutes to sitting: how long without a break, and the breaks, as far as both were seen."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from posture.day import BREAK_S
from posture.types import Floats
from posture.weeks import Minutes, stretches

UNSEEN_S = 300.0  # for longer nobody knows whether the chair was left
_OUT, _SEATED, _UNSEEN = 0, 1, 2
_STEP = 4  # parts runs on both sides of a hole


@dataclass(frozen=True, slots=True, kw_only=True)
class Sittings:
    """Stretches of sitting and the breaks that ended them; columns of shape (n,).

    ``seated_s`` counts only what was seen. Where ``break_s`` is NaN nobody saw how it ended.
    """

    begin_s: Floats
    seated_s: Floats
    break_s: Floats

    @property
    def breaks(self) -> int:
        """How many breaks were seen."""
        return int(np.isfinite(self.break_s).sum())


def sittings(minutes: Minutes) -> Sittings:
    """Return every stretch of sitting; unseen minutes end one only when they last too long."""
    kind = _bridged(_kinds(minutes), minutes)
    first, last = stretches(kind + _STEP * _holes(minutes))
    of = kind[first]
    sat, out = minutes.presence_s["seated"], minutes.out_s
    follows = np.append(of[1:] == _OUT, False) & np.append(_joined(minutes, first[1:]), False)
    lengths = np.array([out[a:b].sum() for a, b in zip(first, last, strict=True)])
    after = np.append(lengths[1:], np.nan) if len(lengths) else lengths
    seated = of == _SEATED
    return Sittings(
        begin_s=minutes.time_s[first[seated]],
        seated_s=np.array(
            [sat[a:b].sum() for a, b in zip(first[seated], last[seated], strict=True)], np.float64
        ),
        break_s=np.where(follows, after, np.nan)[seated],
    )


def _kinds(minutes: Minutes) -> NDArray[np.int64]:
    out, sat = minutes.out_s, minutes.presence_s["seated"]
    known = np.where(out >= BREAK_S, _OUT, _SEATED)
    return np.where((out < BREAK_S) & (sat <= minutes.presence_s["unknown"]), _UNSEEN, known)


def _bridged(kind: NDArray[np.int64], minutes: Minutes) -> NDArray[np.int64]:
    """Let a short stretch of which nothing is known go on as what was before it."""
    bridged = kind.copy()
    unknown_s = minutes.presence_s["unknown"]
    for first, last in zip(*stretches(kind), strict=True):
        short = first > 0 and unknown_s[first:last].sum() <= UNSEEN_S
        if kind[first] == _UNSEEN and short:
            bridged[first:last] = bridged[first - 1]
    return bridged


def _holes(minutes: Minutes) -> NDArray[np.int64]:
    """Count the holes before each row: times in which nothing was written."""
    return np.cumsum(np.concatenate(([False], ~_follows(minutes))))[: len(minutes.time_s)]


def _joined(minutes: Minutes, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    return _follows(minutes)[rows - 1]


def _follows(minutes: Minutes) -> NDArray[np.bool_]:
    """Tell of each row but the first whether it comes right after the one before."""
    length = sum(minutes.presence_s.values(), np.zeros(len(minutes.time_s)))
    ends = minutes.time_s + np.maximum(length, 60.0)
    return np.asarray(minutes.time_s[1:] - ends[:-1] <= UNSEEN_S)
