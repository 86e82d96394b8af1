"""Prompts and the minutes around them to what became of them: followed or not, before and after.

A prompt comes when a posture was held for long, and such a posture often ends by itself: what is
less afterwards is not all owed to the prompt.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from posture.day import BREAK_S
from posture.types import Floats
from posture.weeks import Minutes

MINUTE_S = 60.0
WITHIN_S = 180.0  # as a running watch judges it (`AlertConfig.followed_within_s`)
BREAK_WITHIN_S = 600.0  # who is to stand up finishes a sentence first
WINDOW_S = 1800.0  # before and after
LEAST_S = 300.0  # judged in a window; less says nothing
FREE_S = 5.0  # of a minute; less is a glance


@dataclass(frozen=True, slots=True, kw_only=True)
class Heed:
    """What became of one prompt.

    ``followed`` is None where nobody saw it. ``before`` and ``after`` are the shares of the judged
    time in which the posture was held in the half hours around it, of other prompts the shares in
    which the person sat; None where too little was judged.
    """

    time_s: float
    followed: bool | None
    before: float | None
    after: float | None


def heed(time_s: float, minutes: Minutes, part_s: Floats, whole_s: Floats, *, state: bool) -> Heed:
    """Return what became of a prompt given at that time, by the clock of the minutes.

    ``part_s`` holds the seconds of each row in which the posture of the prompt was held,
    ``whole_s`` those in which that could be told. A prompt without such a ``state`` asked for a
    break: then they are the seconds seated, and those of which anything is known.
    """
    before = _rows(minutes, time_s - WINDOW_S, time_s - MINUTE_S)
    after = _rows(minutes, time_s, time_s + WINDOW_S)
    judge = _let_go if state else _broke
    return Heed(
        time_s=time_s,
        followed=judge(minutes, time_s, part_s, whole_s),
        before=_share(part_s[before], whole_s[before]),
        after=_share(part_s[after], whole_s[after]),
    )


def judged_s(minutes: Minutes, needs: Sequence[str]) -> Floats:
    """Return the seconds of each row in which all measures were seen that a posture needs."""
    none = np.zeros(len(minutes.time_s))
    seen = [minutes.seen_s.get(name, none) for name in needs]
    return np.minimum.reduce(seen) if seen else minutes.presence_s["seated"]


def _rows(minutes: Minutes, begin_s: float, end_s: float) -> slice:
    """Return the rows that begin after one time and not after another."""
    first, last = np.searchsorted(minutes.time_s, [begin_s, end_s], side="right")
    return slice(int(first), int(last))


def _broke(minutes: Minutes, time_s: float, _: Floats, known_s: Floats) -> bool | None:
    rows = _rows(minutes, time_s, time_s + BREAK_WITHIN_S)
    if bool((_out_s(minutes, rows) >= BREAK_S).any()):
        return True
    return False if known_s[rows].sum() >= LEAST_S else None


def _let_go(minutes: Minutes, time_s: float, held_s: Floats, judged: Floats) -> bool | None:
    """Tell whether a whole minute began in time in which the posture was seen not to be held."""
    rows = _rows(minutes, time_s, time_s + WITHIN_S)
    told = np.maximum(judged[rows], _out_s(minutes, rows)) >= BREAK_S
    if not told.any():
        return None
    return bool((told & (held_s[rows] < FREE_S)).any())


def _out_s(minutes: Minutes, rows: slice) -> Floats:
    return minutes.presence_s["away"][rows] + minutes.presence_s["standing"][rows]


def _share(part_s: Floats, whole_s: Floats) -> float | None:
    whole = float(whole_s.sum())
    return min(1.0, float(part_s.sum()) / whole) if whole >= LEAST_S else None
