"""Values that resemble their neighbours, drawn at random: frames, minutes, and hours of them."""

import numpy as np

from posture.change import Observed
from posture.pairing import Pairs
from posture.types import Floats

HOUR_MIN = 60


def wandering(count: int, keep: float, chance: np.random.Generator) -> Floats:
    """Values around 0, with a standard deviation of 1, of which each keeps a share of the last."""
    values = chance.normal(size=count)
    for at in range(1, count):
        values[at] = keep * values[at - 1] + np.sqrt(1 - keep**2) * values[at]
    return values


def frames(seconds: float, hold_s: float, seed: int) -> Floats:
    """A value a fifth of a second that resembles its neighbours for about ``hold_s``."""
    chance, keep = np.random.default_rng(seed), float(np.exp(-0.2 / hold_s))
    return wandering(round(5 * seconds), keep, chance)


def pairs(differences: Floats, truth: Floats | None = None) -> Pairs:
    """Return readings of two methods, five a second, that differ by so much."""
    base = 5 * frames(len(differences) / 5, 3.0, 99) if truth is None else truth
    time_s = np.arange(len(differences)) / 5
    return Pairs(time_s=time_s, ours=base + differences, theirs=base)


def minutes(count: int) -> Floats:
    """Return the times of so many minutes, in seconds."""
    return np.arange(count, dtype=np.float64) * 60


def held_for_minutes(chance: np.random.Generator, hours: int) -> Floats:
    """Return a posture minute by minute that holds for some ten of them."""
    return wandering(HOUR_MIN * hours, 0.9, chance)


def observed(mean: float, seed: int, *, hours: int = 10, sd_person: float = 2.0) -> Observed:
    """Return a measure that wanders by a standard deviation of 3 over ten minutes."""
    value = mean + 3 * held_for_minutes(np.random.default_rng(seed), hours)
    return Observed(minutes(len(value)), value, np.full(len(value), 60.0), sd_person)
