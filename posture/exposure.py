"""Measurements to exposure: how much load each muscle has gathered, and how much is gone again.

The dose of a muscle grows by weight x rate per minute while a channel loads it, and decays while
none does. Unseen is not good: a muscle takes the load of whatever channel is seen, but it recovers
only while all its heaviest channels are seen and nothing loads it; otherwise its dose stays.
"""

import math
from collections import deque
from collections.abc import Iterable
from statistics import fmean

from posture.config import ExposureConfig
from posture.errors import PostureError
from posture.knowledge import Channel, Muscle
from posture.load import WORLDS, Loads, channel_loads, neck_is_known
from posture.types import Exposure, Measurement, Presence

COVERAGE_WINDOW_S = 300.0
JUDGED_AFTER_MIN = 1.0  # seen for less, a muscle that is not always judged has no dose
_TRACE = 1e-6  # a dose below it has no shares worth naming


class ExposureModel:
    """Integrate load over time; a dose of 1.0 is our guide value.

    What a measurement says holds until the next one. A longer silence than ``max_gap_s`` counts as
    unseen and UNKNOWN presence changes nothing; AWAY lets every muscle recover.

    The error that stays the same for a person and a camera does not average out over a day. So the
    dose is kept in five equally likely worlds (`posture.load.WORLDS`): their mean is the expected
    dose, the lowest and the highest hold four fifths of what is possible.
    """

    def __init__(self, muscles: Iterable[Muscle], config: ExposureConfig) -> None:
        seen = tuple(muscle for muscle in muscles if muscle.observable)
        self._worlds = tuple(_World(seen, config, worse) for worse in WORLDS)
        self._muscles = seen
        self._config = config
        self._last: tuple[float, Measurement] | None = None
        self._seated_s = 0.0
        self._coverage = _Coverage()

    def update(self, m: Measurement) -> Exposure:
        """Add the time since the last measurement and return the exposure now."""
        if m.time_s is None:
            raise PostureError(
                f"Dose needs measurements with a time, but picture {m.name or m.index} has none; "
                "use pictures without exposure."
            )
        if self._last is not None:
            past_s, past = self._last
            self._advance(past, m.time_s - past_s)
        self._last = m.time_s, m
        return self._exposure(m.time_s)

    def _advance(self, past: Measurement, step_s: float) -> None:
        if step_s <= 0:
            return
        judged = step_s <= self._config.max_gap_s
        self._coverage.add(step_s, known=judged and neck_is_known(past))
        if not judged:
            return
        for world in self._worlds:
            world.advance(past, step_s / 60)
        self._sit(past.presence, step_s)

    def _sit(self, presence: Presence, step_s: float) -> None:
        if presence is Presence.SEATED:
            self._seated_s += step_s
        elif presence is not Presence.UNKNOWN:
            self._seated_s = 0.0

    def _exposure(self, time_s: float) -> Exposure:
        judged = [one.id for one in self._muscles if self._worlds[0].is_judged(one)]
        doses = {one: [world.dose(one) for world in self._worlds] for one in judged}
        dose = {one: fmean(doses[one]) for one in judged}
        return Exposure(
            time_s=time_s,
            dose=dose,
            interval={one: (doses[one][0], doses[one][-1]) for one in judged},
            shares={one: self._shares(one) for one in judged if dose[one] > _TRACE},
            seated_min=self._seated_s / 60,
            coverage=self._coverage.share,
        )

    def _shares(self, muscle_id: str) -> dict[str, float]:
        parts: dict[Channel, float] = {}
        for world in self._worlds:
            for name, part in world.parts[muscle_id].items():
                parts[name] = parts.get(name, 0.0) + part
        total = sum(parts.values())
        return {str(name): part / total for name, part in parts.items() if part > 0}


class _World:
    """The dose of each muscle, by channel, if everything is by so much worse than measured."""

    def __init__(self, muscles: tuple[Muscle, ...], config: ExposureConfig, worse: float) -> None:
        self.parts: dict[str, dict[Channel, float]] = {one.id: {} for one in muscles}
        self._seen_min = {one.id: 0.0 for one in muscles if not one.always_judged}
        self._muscles = muscles
        self._config = config
        self._worse = worse

    def dose(self, muscle_id: str) -> float:
        return min(sum(self.parts[muscle_id].values()), self._config.max_dose)

    def is_judged(self, muscle: Muscle) -> bool:
        return self._seen_min.get(muscle.id, math.inf) >= JUDGED_AFTER_MIN

    def advance(self, past: Measurement, step_min: float) -> None:
        if past.presence is Presence.AWAY:
            faded = math.exp(-step_min / self._config.away_recovery_min)
            for parts in self.parts.values():
                _scale(parts, faded)
        elif past.presence is not Presence.UNKNOWN:
            loads = channel_loads(past, self._config, self._worse)
            for muscle in self._muscles:
                self._load(muscle, loads[muscle.side], step_min)

    def _load(self, muscle: Muscle, loads: Loads, step_min: float) -> None:
        if muscle.id in self._seen_min:
            if all(loads[name] is None for name in muscle.weights):
                return  # nothing is seen of it: its dose stays
            self._seen_min[muscle.id] += step_min
        parts = self.parts[muscle.id]
        gains = _gains(muscle, loads)
        if gains:
            for name, gain in gains.items():
                parts[name] = parts.get(name, 0.0) + gain * step_min
            _scale(parts, min(1.0, self._config.max_dose / sum(parts.values())))
        else:  # what is not seen may go on: only what is seen to have stopped recovers
            faded = math.exp(-step_min / self._config.seated_recovery_min)
            for name in parts:
                parts[name] *= 1.0 if loads[name] is None else faded


class _Coverage:
    """Share of the last five minutes that was known; a shorter past counts as a whole."""

    def __init__(self) -> None:
        self._steps: deque[tuple[float, bool]] = deque()
        self._total_s = 0.0
        self._known_s = 0.0

    def add(self, step_s: float, *, known: bool) -> None:
        self._steps.append((step_s, known))
        self._count(step_s, known=known)
        while self._total_s > COVERAGE_WINDOW_S:
            self._forget(self._total_s - COVERAGE_WINDOW_S)

    def _forget(self, excess_s: float) -> None:
        step_s, known = self._steps.popleft()
        if step_s > excess_s:
            self._steps.appendleft((step_s - excess_s, known))
        self._count(-min(step_s, excess_s), known=known)

    def _count(self, step_s: float, *, known: bool) -> None:
        self._total_s += step_s
        self._known_s += step_s if known else 0.0

    @property
    def share(self) -> float:
        if self._total_s <= 0:
            return 0.0
        return min(1.0, max(0.0, self._known_s / self._total_s))


def _gains(muscle: Muscle, loads: Loads) -> dict[Channel, float]:
    """Return the dose per minute from each channel that loads the muscle."""
    return {
        name: load * weight
        for name, weight in muscle.weights.items()
        if (load := loads[name]) is not None and load > 0
    }


def _scale(parts: dict[Channel, float], factor: float) -> None:
    for name in parts:
        parts[name] *= factor
