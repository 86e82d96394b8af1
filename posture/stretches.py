"""Moments to stretches: from when to when each posture was held, or nothing could be known."""

from collections.abc import Iterable
from dataclasses import dataclass

from posture.minutes import NEUTRAL
from posture.states import POSTURE_STATES
from posture.types import Presence

UNKNOWN, AWAY = str(Presence.UNKNOWN), str(Presence.AWAY)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Seconds of a recording that count as one thing: a posture, neutral, away or unknown."""

    label: str
    start_s: float
    end_s: float


def told(labels: Iterable[str]) -> frozenset[str]:
    """Return what is worth telling of a moment; where no posture can be judged it is unknown.

    Examples
    --------
    >>> sorted(told(["seated", "head_forward"])), sorted(told(["seated", "neutral"]))
    (['head_forward'], ['neutral'])
    >>> sorted(told(["away"])), sorted(told(["seated"]))
    (['away'], ['unknown'])
    """
    found = frozenset(labels)
    held = found.intersection(POSTURE_STATES)
    return held or found & {NEUTRAL, AWAY} or frozenset({UNKNOWN})


class Stretches:
    """Gather stretches from moments in the order of their time.

    What a moment says holds until the next one; a silence longer than ``max_gap_s`` is unknown.
    """

    def __init__(self, max_gap_s: float) -> None:
        self._max_gap_s = max_gap_s
        self._begun: dict[str, float] = {}
        self._over: list[Stretch] = []
        self._last_s: float | None = None

    def update(self, time_s: float, labels: Iterable[str]) -> None:
        """Take in what a moment counts as: the labels of `posture.minutes.labels`."""
        self._bridge(time_s)
        self._turn(time_s, told(labels))
        self._last_s = time_s

    def until(self, end_s: float) -> tuple[Stretch, ...]:
        """Return the stretches of a recording that ends then, in the order of their start."""
        last_s = end_s if self._last_s is None else self._last_s
        ends_s = max(end_s, last_s)
        known_s = ends_s if ends_s - last_s <= self._max_gap_s else last_s
        running = [Stretch(label, start_s, known_s) for label, start_s in self._begun.items()]
        rest = [] if known_s == ends_s else [Stretch(UNKNOWN, known_s, ends_s)]
        found = (one for one in (*self._over, *running, *rest) if one.end_s > one.start_s)
        return tuple(sorted(found, key=lambda one: (one.start_s, one.label)))

    def _bridge(self, time_s: float) -> None:
        if self._last_s is not None and time_s - self._last_s > self._max_gap_s:
            self._turn(self._last_s, frozenset({UNKNOWN}))

    def _turn(self, time_s: float, labels: frozenset[str]) -> None:
        for label in self._begun.keys() - labels:
            self._over.append(Stretch(label, self._begun.pop(label), time_s))
        for label in labels - self._begun.keys():
            self._begun[label] = time_s
