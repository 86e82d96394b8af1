"""Seed to a working day: what somebody at a desk really does, second by second.

A day has eight hours at the desk in stretches of work with breaks and a lunch between them. Into
the work fall bad bouts (a slow slouch, a raised mouse shoulder, reading with the head down, an
approach to the screen), short ones of the same kinds, phone looks, meetings, a colleague in view
and gaps of the camera. Upright is not still: head and trunk wander all the time.
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from posture.types import Floats

DAY_S = 8 * 3600 + 40 * 60  # eight hours and lunch
MEASURED = ("protraction_cm", "pitch_deg", "shrug_left", "shrug_right", "tilt_deg", "near_cm")
SEATED, AWAY, HIDDEN, GAP = range(4)

# Least minutes, most minutes, and least and most size of what is held.
BAD = {
    "slouch": {"protraction_cm": (2.5, 6.0)},
    "mouse shoulder": {"shrug_right": (0.35, 0.8)},
    "head down": {"pitch_deg": (20.0, 40.0)},
    "near": {"near_cm": (15.0, 28.0), "protraction_cm": (0.5, 3.0)},
}
ODDS = {"slouch": 0.5, "mouse shoulder": 0.2, "head down": 0.2, "near": 0.1}
# From which size on it is bad, and which kinds of alert speak of it.
LIMITS = {"protraction_cm": 2.0, "pitch_deg": 15.0, "shrug_right": 0.25, "near_cm": 15.0}
GROUPS = {
    "slouch": {"head_forward", "chin_poke", "too_far", "leaning"},
    "mouse shoulder": {"shrug_both", "shrug_right", "uneven_shoulders"},
    "head down": {"looking_down", "head_forward"},
    "near": {"too_close", "head_forward", "too_far"},
}
CHANNELS = {
    "slouch": {"neck_flexion", "chin_poke"},
    "mouse shoulder": {"shrug", "shoulder_tilt"},
    "head down": {"neck_flexion"},
    "near": {"near_screen", "neck_flexion"},
}
REST_CM = 65.0


@dataclass(slots=True)
class Bout:
    """Something bad that is held: when, what, and how much of it."""

    kind: str
    start_s: int
    end_s: int
    held: dict[str, Floats]
    minutes: float  # really beyond its limit, if nobody is told
    clear: bool  # half as much again beyond its limit


@dataclass(slots=True)
class Day:
    """The truth of one day, at one value a second."""

    presence: Floats
    values: dict[str, Floats]
    bouts: list[Bout]

    def stop(self, bout: Bout, from_s: int) -> None:
        """End a bout early: somebody sat up."""
        for name, held in bout.held.items():
            kept = max(0, from_s - bout.start_s)
            self.values[name][bout.start_s + kept : bout.end_s] -= held[kept:]
            held[kept:] = 0.0
        bout.end_s = min(bout.end_s, max(from_s, bout.start_s))


def working_day(rng: Generator, *, bad: bool = True) -> Day:
    """Make a day; without ``bad`` somebody is upright throughout, and moves as people do."""
    presence = _presence(rng)
    values = {name: _wander(rng, name) for name in MEASURED}
    values["yaw_deg"] = _drifting(rng, 6.0, 15.0)
    _glances(rng, values["pitch_deg"], phone=15 if bad else 6)
    bouts = _bouts(rng, presence) if bad else []
    for bout in bouts:
        for name, held in bout.held.items():
            values[name][bout.start_s : bout.end_s] += held
    return Day(presence, values, bouts)


def _drifting(rng: Generator, sd: float, tau_s: float, count: int = DAY_S) -> Floats:
    """Return noise that forgets itself within ``tau_s``."""
    keep = float(np.exp(-1 / tau_s))
    kicks = rng.normal(0, sd * np.sqrt(1 - keep**2), count)
    kicks[0] = rng.normal(0, sd)
    out = np.empty(count)
    last = 0.0
    for i, kick in enumerate(kicks.tolist()):
        last = keep * last + kick
        out[i] = last
    return out


def _wander(rng: Generator, name: str) -> Floats:
    """Return how an upright person moves: posture shifts over minutes, small movements."""
    mean, slow, fast = {
        "protraction_cm": (0.3, 0.4, 0.3),
        "pitch_deg": (1.0, 1.5, 2.0),
        "shrug_left": (0.0, 0.03, 0.02),
        "shrug_right": (0.02, 0.03, 0.02),
        "tilt_deg": (0.0, 0.7, 0.4),
        "near_cm": (0.0, 2.5, 1.0),
    }[name]
    return mean + _drifting(rng, slow, 600) + _drifting(rng, fast, 5)


def _glances(rng: Generator, pitch_deg: Floats, *, phone: int) -> None:
    """Add looks at the keyboard, of seconds, and at the phone, of up to 45 seconds."""
    for count, longest_s, least, most in ((900, 4, 8, 20), (phone, 45, 20, 45)):
        for start in rng.integers(0, DAY_S - longest_s, count):
            pitch_deg[start : start + rng.integers(1, longest_s + 1)] += rng.uniform(least, most)


def _presence(rng: Generator) -> Floats:
    presence = np.full(DAY_S, SEATED, dtype=np.float64)
    at = 0
    while at < DAY_S:
        at += int(60 * rng.uniform(35, 85))
        presence[at : at + int(60 * rng.uniform(3, 12))] = AWAY
        at += 600
    lunch = int(3600 * rng.uniform(3, 4))
    presence[lunch : lunch + 40 * 60] = AWAY
    for what, count, least, most in ((HIDDEN, 3, 60, 480), (HIDDEN, 25, 5, 40), (GAP, 3, 8, 120)):
        for start in rng.integers(0, DAY_S - 600, count):
            stretch = slice(int(start), int(start + rng.integers(least, most)))
            presence[stretch] = np.where(presence[stretch] == AWAY, AWAY, what)
    return presence


def _bouts(rng: Generator, presence: Floats) -> list[Bout]:
    """Place long and short bad bouts so that they do not overlap and begin in the chair."""
    lengths_min = [*rng.uniform(11, 35, rng.integers(3, 6)), *rng.uniform(1, 8, rng.integers(4, 9))]
    free, placed = presence == SEATED, list[Bout]()
    for length_s in (int(60 * length) for length in lengths_min):
        for start in rng.integers(120, DAY_S - length_s, 40).tolist():
            if free[start : start + length_s].mean() > 0.9 and free[start]:
                placed.append(_bout(rng, start, length_s))
                free[max(0, start - 120) : start + length_s + 120] = False
                break
    return placed


def _bout(rng: Generator, start_s: int, length_s: int) -> Bout:
    kind = str(rng.choice(list(ODDS), p=list(ODDS.values())))
    slow_s = rng.uniform(120, 600) if kind == "slouch" else 10.0
    rise = np.minimum(1.0, np.arange(length_s) / min(slow_s, length_s / 4))
    for pause in rng.integers(0, length_s, int(length_s / 300)):  # sitting up for a moment
        rise[pause : pause + rng.integers(2, 11)] = 0.0
    held = {name: rng.uniform(*size) * rise for name, size in BAD[kind].items()}
    if kind == "mouse shoulder":
        held["tilt_deg"] = -8.0 * held["shrug_right"]
    name = next(iter(BAD[kind]))
    return Bout(
        kind=kind,
        start_s=start_s,
        end_s=start_s + length_s,
        held=held,
        minutes=float((held[name] >= LIMITS[name]).sum()) / 60,
        clear=name == "near_cm" or float(held[name].max()) >= 1.5 * LIMITS[name],
    )
