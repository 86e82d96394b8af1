"""Assessments to a day: how much of it the neck was bent, what was held for long, and the breaks.

A day is a table of seconds and counts that add up, so that sessions join into days and days into
weeks; `figures` turns it into the shares that studies use. Only observed time counts.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from statistics import fmean

from posture.config import ExposureConfig
from posture.load import WORLDS, known, neck_deg, screen_distance
from posture.types import Assessment, Measurement, Presence

BENT_DEG = 20.0  # Ariëns 2001: neck bent 20° or more for over 70 % of the time
BENT_SHARE = 0.7
SUSTAINED_S = 240.0  # Hanvold 2013: four minutes without a break are sustained …
SUSTAINED_BANDS = ((0.3, "low"), (0.5, "moderate"))  # … and these shares of a day part the groups
PAUSE_S = 15.0  # a shorter pause does not end what is held
BREAK_S = 30.0  # a shorter time out of the chair is no break
DISTANCES_CM = (40, 50, 75, 100)
SUMS = ("neck_seen_s", "neck_bent_s", "shoulders_seen_s", "sustained_s", "at_guide_value_s")
COUNTS = ("breaks", "long_bouts")
LONGEST = "longest_bout_s"

Day = Mapping[str, float]


class DayBuilder:
    """Add up assessments in the order of their time; what one says holds until the next."""

    def __init__(self, config: ExposureConfig) -> None:
        self._config = config
        self._sums: defaultdict[str, float] = defaultdict(float)
        self._runs: dict[str, _Run] = {}
        self._out = _Run()
        self._last: tuple[float, Assessment] | None = None

    def update(self, a: Assessment) -> None:
        """Take one assessment in; pictures without time are passed over."""
        time_s = a.measurement.time_s
        if time_s is None:
            return
        if self._last is not None and 0 < time_s - self._last[0] <= self._config.max_gap_s:
            self._add(self._last[1], time_s - self._last[0])
        for state in a.states | self._runs.keys():
            self._runs.setdefault(state, _Run()).update(time_s, held=state in a.states)
        out = a.measurement.presence in (Presence.AWAY, Presence.STANDING)
        self._out.update(time_s, held=out)
        self._last = time_s, a

    def _add(self, past: Assessment, step_s: float) -> None:
        m = past.measurement
        if m.presence not in (Presence.SEATED, Presence.STANDING):
            return
        bent = [neck_deg(m, self._config, worse) for worse in WORLDS]
        if bent[0] is not None:
            self._sums["neck_seen_s"] += step_s
            share = fmean(deg is not None and deg >= BENT_DEG for deg in bent)
            self._sums["neck_bent_s"] += share * step_s
        if known(m.shrug_left) is not None or known(m.shrug_right) is not None:
            self._sums["shoulders_seen_s"] += step_s
        if past.exposure is not None and max(past.exposure.dose.values(), default=0.0) >= 1:
            self._sums["at_guide_value_s"] += step_s
        name = _distance_name(m)
        if name is not None:
            self._sums[name] += step_s

    def build(self) -> Day:
        """Return the day so far; more assessments may follow."""
        lengths = {state: run.lengths() for state, run in self._runs.items()}
        every = [length for found in lengths.values() for length in found]
        shrugs = [x for state, found in lengths.items() if "shrug" in state for x in found]
        return {
            **dict.fromkeys((*SUMS, *map(_bin, range(len(DISTANCES_CM) + 1))), 0.0),
            **self._sums,
            "sustained_s": sum(length for length in shrugs if length >= SUSTAINED_S),
            "long_bouts": float(sum(length >= SUSTAINED_S for length in every)),
            "breaks": float(sum(length >= BREAK_S for length in self._out.lengths())),
            LONGEST: max(every, default=0.0),
        }


class _Run:
    """How long something lasted each time, over short pauses."""

    def __init__(self) -> None:
        self._over: list[float] = []
        self._since_s: float | None = None
        self._last_s = 0.0

    def update(self, time_s: float, *, held: bool) -> None:
        if self._since_s is not None and time_s - self._last_s > PAUSE_S:
            self._over.append(self._last_s - self._since_s)
            self._since_s = None
        if held:
            self._since_s = time_s if self._since_s is None else self._since_s
            self._last_s = time_s

    def lengths(self) -> list[float]:
        last = [] if self._since_s is None else [self._last_s - self._since_s]
        return self._over + last


def joined(days: Iterable[Day]) -> Day:
    """Return several sessions as one day, or several days as one stretch of time.

    Examples
    --------
    >>> joined([{"breaks": 1.0, "longest_bout_s": 600.0}, {"breaks": 2.0, "longest_bout_s": 60.0}])
    {'breaks': 3.0, 'longest_bout_s': 600.0}
    """
    sums: dict[str, float] = {}
    for day in days:
        for name, value in day.items():
            before = sums.get(name, 0.0)
            sums[name] = max(before, value) if name == LONGEST else before + value
    return sums


def figures(day: Day) -> dict[str, float | str | None]:
    """Return the day with its shares; None where nothing was observed.

    ``neck_bent_share`` is the share of observed time with 20° or more of flexion,
    ``sustained_share`` that with a shoulder raised for four minutes and more, a camera's stand-in
    for sustained activity of the trapezius.
    """
    if not day:
        return {}
    bent = _share(day["neck_bent_s"], day["neck_seen_s"])
    sustained = _share(day["sustained_s"], day["shoulders_seen_s"])
    return {
        **day,
        "neck_bent_share": bent,
        "neck_bent_often": None if bent is None else float(bent >= BENT_SHARE),
        "sustained_share": sustained,
        "sustained_group": None if sustained is None else _group(sustained),
    }


def _share(part_s: float, whole_s: float) -> float | None:
    return min(1.0, part_s / whole_s) if whole_s > 0 else None


def _group(share: float) -> str:
    return next((name for below, name in SUSTAINED_BANDS if share < below), "high")


def _distance_name(m: Measurement) -> str | None:
    distance = screen_distance(m)
    return None if distance is None else _bin(sum(distance.value >= cm for cm in DISTANCES_CM))


def _bin(place: int) -> str:
    low = "0" if place == 0 else str(DISTANCES_CM[place - 1])
    high = f"_to_{DISTANCES_CM[place]}" if place < len(DISTANCES_CM) else "_and_more"
    return f"distance_{low}{high}_cm_s"
