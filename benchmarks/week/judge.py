"""Alerts and truth to figures: what was announced, what was false, and how often people hear it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from benchmarks.week.people import CHANNELS, GROUPS, LIMITS, SEATED, Bout, Day
from posture.config import AlertConfig
from posture.messages import load_messages
from posture.types import Alert

LONG_MIN = 10.0
LINGERS_S = 60  # an alert so soon after a bout still speaks of it
HOUR_S = 3600
A_DAY = AlertConfig().max_per_day
NEARLY = 0.8  # of the guide value: a dose is worth a word even if it is a fifth less


@dataclass(slots=True)
class Tally:
    """Sums over days."""

    days: int = 0
    alerts: int = 0
    reminders: int = 0
    false: int = 0
    good_h: float = 0.0
    long: list[bool] = field(default_factory=list)  # each long bout: announced or not
    clear: list[bool] = field(default_factory=list)
    affordable: list[bool] = field(default_factory=list)  # those with a prompt left for the day
    shown: list[bool] = field(default_factory=list)  # shown as a state, announced or not
    delays_min: list[float] = field(default_factory=list)
    most_hour: int = 0
    most_day: int = 0


TrueDose = Callable[[str, float], float]


def speaks_of(alert: Alert, bout: Bout) -> bool:
    """Tell whether an alert names what is held, first or along with something else."""
    if alert.kind == "muscle_load":
        texts = load_messages().load.active_break
        return alert.active_break in {
            texts[channel] for channel in texts if channel in CHANNELS[bout.kind]
        }
    shorts = {load_messages().state[kind].short for kind in GROUPS[bout.kind]}
    return alert.kind in GROUPS[bout.kind] or any(f"{short}" in alert.message for short in shorts)


States = Sequence[tuple[float, frozenset[str]]]


def judge(
    tally: Tally, day: Day, alerts: Sequence[Alert], states: States, *, true_dose: TrueDose
) -> None:
    """Add one day to the sums; ``true_dose`` says what really loads a muscle at a second."""
    reminders = [a for a in alerts if a.kind in ("long_sitting", "motionless")]
    spoken = [a for a in alerts if a not in reminders]
    tally.days += 1
    tally.alerts += len(alerts)
    tally.reminders += len(reminders)
    tally.false += sum(not _is_true(alert, day.bouts, true_dose) for alert in spoken)
    tally.good_h += _good_h(day)
    times = [alert.time_s for alert in alerts]
    tally.most_day = max(tally.most_day, len(times))
    tally.most_hour = max(
        [tally.most_hour, *(sum(0 <= t - start < HOUR_S for t in times) for start in times)]
    )
    for bout in day.bouts:
        if bout.minutes >= LONG_MIN:
            left = sum(time_s < bout.start_s for time_s in times) < A_DAY
            _judge_bout(tally, bout, spoken, states, left=left)


def _judge_bout(
    tally: Tally,
    bout: Bout,
    spoken: Sequence[Alert],
    states: States,
    *,
    left: bool,
) -> None:
    during = [a for a in spoken if bout.start_s <= a.time_s <= bout.end_s and speaks_of(a, bout)]
    tally.long.append(bool(during))
    if bout.clear:
        tally.clear.append(bool(during))
    if left:
        tally.affordable.append(bool(during))
    tally.shown.append(
        bool(during)
        or any(bout.start_s <= t <= bout.end_s and held & GROUPS[bout.kind] for t, held in states)
    )
    if during:
        name = next(iter(bout.held))
        began_s = bout.start_s + int(np.argmax(bout.held[name] >= LIMITS[name]))
        tally.delays_min.append(max(0.0, during[0].time_s - began_s) / 60)


def _is_true(alert: Alert, bouts: Sequence[Bout], true_dose: TrueDose) -> bool:
    """Tell whether what the alert speaks of is held, or really loads the muscle nearly so much."""
    if alert.kind == "muscle_load" and alert.muscle is not None:
        return true_dose(alert.muscle, alert.time_s) >= NEARLY
    return any(
        bout.start_s <= alert.time_s <= bout.end_s + LINGERS_S and speaks_of(alert, bout)
        for bout in bouts
    )


def _good_h(day: Day) -> float:
    good = day.presence == SEATED
    for bout in day.bouts:
        good[bout.start_s : bout.end_s] = False
    return float(good.sum()) / HOUR_S
