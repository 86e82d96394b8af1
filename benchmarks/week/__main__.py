"""Simulated weeks to a table: how often the product warns, how often wrongly, what it misses."""

import argparse
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from statistics import median

import numpy as np
from numpy.random import Generator, default_rng

from benchmarks.week.camera import Camera, exact
from benchmarks.week.judge import Tally, TrueDose, judge, speaks_of
from benchmarks.week.people import LIMITS, Day, working_day
from posture.alerts import AlertPolicy
from posture.config import Config
from posture.exposure import ExposureModel
from posture.knowledge import load_knowledge
from posture.messages import load_messages
from posture.types import Alert, Level, Measurement

FOLLOWED = 0.55  # share of simple automatic prompts that are obeyed (BeUpright, CHI 2016)
SITS_UP_AFTER_S = 20
DAYS = 5
PEER = "two-second rule"
UPRIGHT_STEP_S = 4

States = list[tuple[float, frozenset[str]]]


def product(
    day: Day, rng: Generator, *, followed: float, step_s: int = 1
) -> tuple[list[Alert], States]:
    """Run the product over a day; the person follows that share of its prompts."""
    config, knowledge = Config(), load_knowledge()
    model = ExposureModel(knowledge.muscles, config.exposure)
    policy = AlertPolicy(config.alerts, knowledge, load_messages())
    said, states = list[Alert](), States()
    for m in Camera(rng, day).measurements(step_s):
        for alert in policy.update(m, model.update(m)):
            said.append(alert)
            if rng.random() < followed:
                _follow(day, alert)
        if m.index % 12 == 0:
            states.append((float(m.index), policy.states))
    return said, states


def _follow(day: Day, alert: Alert) -> None:
    now_s = int(alert.time_s) + SITS_UP_AFTER_S
    for bout in day.bouts:
        if bout.start_s <= alert.time_s <= bout.end_s and speaks_of(alert, bout):
            day.stop(bout, now_s)


def two_second_rule(measured: Iterable[Measurement]) -> Iterator[Alert]:
    """Warn as small programs do: beyond a limit for two seconds, then quiet for a minute."""
    since: dict[str, float] = {}
    quiet_s = 0.0
    for m in measured:
        now_s = float(m.index)
        for kind, bad in _plainly_bad(m).items():
            begun = since.setdefault(kind, now_s) if bad else since.pop(kind, now_s)
            if bad and now_s - begun >= 2 and now_s >= quiet_s:
                quiet_s = now_s + 60
                yield _plain(now_s, kind)


def _plainly_bad(m: Measurement) -> dict[str, bool]:
    seen = {
        "head_forward": (m.protraction_cm, LIMITS["protraction_cm"], 1),
        "looking_down": (m.head_pitch_change_deg, LIMITS["pitch_deg"], 1),
        "shrug_right": (m.shrug_right, LIMITS["shrug_right"], 1),
        "too_close": (m.screen_distance_cm, 50.0, -1),
    }
    return {
        kind: measure is not None and sign * measure.value >= sign * limit
        for kind, (measure, limit, sign) in seen.items()
    }


def _plain(time_s: float, kind: str) -> Alert:
    return Alert(
        time_s=time_s,
        kind=kind,
        level=Level.NOTE,
        muscle=None,
        value=0.0,
        limit=0.0,
        unit="",
        message="",
    )


def true_dose(day: Day) -> TrueDose:
    """Return the dose that the same model gives to the truth."""
    model = ExposureModel(load_knowledge().muscles, Config().exposure)
    doses = [model.update(m).dose for m in exact(day, UPRIGHT_STEP_S)]
    return lambda muscle, time_s: doses[int(time_s) // UPRIGHT_STEP_S][muscle]


def simulated(days: int, seed: int) -> dict[str, Tally]:
    """Judge the same days in three ways."""
    rows = {"nobody follows": 0.0, "55 % are followed": FOLLOWED}
    tallies = {name: Tally() for name in (*rows, PEER)}
    for number in range(days):
        for name, tally in tallies.items():
            day, rng = working_day(default_rng((seed, number))), default_rng((seed, number, 1))
            if name == PEER:
                said, states = [*two_second_rule(Camera(rng, day).measurements())], States()
            else:
                said, states = product(day, rng, followed=rows[name])
            judge(tally, day, said, states, true_dose=true_dose(day))
    return tallies


def upright_peaks(days: int, seed: int) -> list[float]:
    """Return the highest dose of any muscle on days on which somebody only sat upright."""
    return [_peak(default_rng((seed, number, 2))) for number in range(days)]


def _peak(rng: Generator) -> float:
    model = ExposureModel(load_knowledge().muscles, Config().exposure)
    stream = Camera(rng, working_day(rng, bad=False)).measurements(UPRIGHT_STEP_S)
    return max(chain.from_iterable(model.update(m).dose.values() for m in stream))


def table(tallies: dict[str, Tally]) -> Iterator[str]:
    """Yield the lines of the table."""
    yield f"| | {' | '.join(tallies)} |"
    yield "|---|" + "--:|" * len(tallies)
    for label, tell in _ROWS.items():
        yield f"| {label} | {' | '.join(tell(tally) for tally in tallies.values())} |"


def _share(found: Sequence[bool]) -> str:
    return f"{100 * np.mean(found):.0f} % of {len(found)}" if found else "–"


_ROWS: dict[str, Callable[[Tally], str]] = {
    "alerts a day": lambda t: f"{t.alerts / t.days:.1f}",
    "of these reminders (sitting)": lambda t: f"{t.reminders / t.days:.1f}",
    "false alerts in an hour of good posture": lambda t: f"{t.false / t.good_h:.2f}",
    "bad bouts ≥ 10 min that were announced": lambda t: _share(t.long),
    "… of the clear ones": lambda t: _share(t.clear),
    "… of those that began with a prompt left for the day": lambda t: _share(t.affordable),
    "… announced or shown as a state": lambda t: _share(t.shown),
    "median delay, min": lambda t: f"{median(t.delays_min):.1f}" if t.delays_min else "–",
    "most alerts in any hour": lambda t: str(t.most_hour),
    "most alerts on any day": lambda t: str(t.most_day),
}


def main() -> None:
    """Print the table for the weeks asked for, and the upright days."""
    parser = argparse.ArgumentParser(prog="benchmarks.week", description=__doc__)
    parser.add_argument("--weeks", type=int, default=1)
    parser.add_argument("--upright-days", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print("\n".join(table(simulated(DAYS * options.weeks, options.seed))))
    if options.upright_days > 0:
        peaks = upright_peaks(options.upright_days, options.seed)
        below = np.mean([peak < 1 for peak in peaks])
        print(f"\nUpright days below every guide value: {100 * below:.0f} % of {len(peaks)};")
        print(f"highest dose: median {median(peaks):.2f}, highest {max(peaks):.2f}.")


if __name__ == "__main__":
    main()
