"""Exposure to alerts: when to speak, what to say, and when to keep quiet.

A posture becomes a *state* after a dwell, and a state that is held becomes one prompt; a muscle
whose dose passes our guide value becomes another. First words come before reminders: a muscle that
passes its guide value in a posture that was named already, long sitting, and sitting motionless
wait until the day's budget is ahead of an even pace. What is unseen neither enters nor prolongs a
state.
"""

import math
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from posture.config import AlertConfig
from posture.habits import Habit
from posture.knowledge import Channel, Knowledge, Side
from posture.loads import MuscleLoad
from posture.messages import Desk, Messages
from posture.motion import StillTimer
from posture.prompts import Budget, Recurring, is_quiet
from posture.states import (
    CHANNELS,
    INCLUDES,
    POSTURE_STATES,
    SIDES,
    Bout,
    Reading,
    read_states,
)
from posture.types import Alert, Exposure, Measurement, Presence
from posture.writing import MUSCLE_LOAD, AlertWriter

LONG_SITTING = "long_sitting"
MOTIONLESS = "motionless"
KINDS: tuple[str, ...] = (*POSTURE_STATES, MUSCLE_LOAD, LONG_SITTING, MOTIONLESS)
POSTURE_NEW_S = 120.0  # a posture that comes back later than that is a new one
LOAD_NEW_S = 3600.0  # and a load that still rises so long after it was explained is news
SPARE = 2.0  # prompts of an even pace that reminders leave to postures
NAMED_ALONG_S = 60.0  # what is held besides for so long is named in the same message

_HERE = (Presence.SEATED, Presence.STANDING)
_Cause = tuple[Channel, Side | None]
_EITHER_SIDE: tuple[Side | None, ...] = (None, "left", "right")


class AlertPolicy:
    """Say one thing at a time, rarely, and only about what is seen at this moment.

    ``started_at`` is the clock at time 0 of the stream; quiet hours need it. ``desk`` holds the
    answers of `posture advice`, which every advice obeys; None when it was never asked.
    """

    def __init__(
        self,
        config: AlertConfig,
        knowledge: Knowledge,
        messages: Messages,
        *,
        started_at: datetime | None = None,
        desk: Desk | None = None,
    ) -> None:
        self._config = config
        self._knowledge = knowledge
        self._messages = messages
        self._actions = {kind: text.actions_at(desk or {}) for kind, text in messages.state.items()}
        self._writer = AlertWriter(config, knowledge, messages)
        self._started_at = started_at
        self._bouts = {kind: Bout(config) for kind in POSTURE_STATES}
        self._habits = {kind: Habit(config) for kind in (*KINDS, *Channel)}
        self._timers = {
            LONG_SITTING: Recurring(60 * config.long_sitting_min),
            MOTIONLESS: Recurring(60 * config.motionless_min),
        }
        self._still = StillTimer()
        self._budget = Budget(config)
        self._loads = {one.id: MuscleLoad() for one in knowledge.muscles if one.observable}
        self._named_s: dict[_Cause, float] = {}
        self._quiet_until_s: float | None = None

    @property
    def states(self) -> frozenset[str]:
        """The postures held now; those that are part of another one are left out."""
        held = {kind for kind, bout in self._bouts.items() if bout.held}
        parts = {part for kind in held for part in INCLUDES.get(kind, ())}
        return frozenset(held - parts)

    def heed(self, config: AlertConfig) -> None:
        """Let postures begin and end where these settings say; everything else stays."""
        self._config = config

    def end_postures(self) -> None:
        """Let no posture be held that was: what comes next is measured against something else."""
        for bout in self._bouts.values():
            bout.end()

    def update(
        self, m: Measurement, exposure: Exposure, *, hushed: bool = False
    ) -> tuple[Alert, ...]:
        """Return what is to be said at this moment: nothing, or one alert; nothing when hushed."""
        readings = read_states(m, self._config)
        self._follow(m, readings, exposure)
        if hushed or not readings or not self._may_speak(m, exposure):
            return ()
        due = self._due(readings, exposure)
        allowed = [alert for alert in due if self._budget.allows(alert.kind, alert.time_s)]
        if not allowed:
            return ()
        alert = max(allowed, key=lambda one: exposure.dose.get(one.muscle or "", 0.0))
        self._remember(alert, exposure)
        return (alert,)

    # -- following ----------------------------------------------------------------------------

    def _follow(self, m: Measurement, readings: Mapping[str, Reading], exposure: Exposure) -> None:
        time_s, away = exposure.time_s, m.presence is Presence.AWAY
        if m.presence in _HERE and self._budget.here(time_s):
            for habit in self._habits.values():
                habit.new_day()
        if away or self._quiet_until_s is None:
            self._quiet_until_s = time_s + self._config.quiet_first_s
        for kind, bout in self._bouts.items():
            if away:
                bout.end()
            bout.update(time_s, readings.get(kind))
            self._learn(kind, time_s, held=bout.held, over=away or bout.is_over(time_s))
            if bout.held:
                again = (one for one in _causes(kind) if self._is_named(one, time_s, POSTURE_NEW_S))
                self._named_s |= dict.fromkeys(again, time_s)
        self._follow_loads(exposure)
        self._follow_timers(m, exposure)

    def _follow_loads(self, exposure: Exposure) -> None:
        for muscle_id, load in self._loads.items():
            said = load.said
            load.update(exposure.dose.get(muscle_id, 0.0), exposure.time_s, self._config)
            if said is not None:
                self._learn(said, exposure.time_s, held=True, over=load.eased)

    def _follow_timers(self, m: Measurement, exposure: Exposure) -> None:
        self._still.update(m, exposure.time_s, self._config.max_gap_s)
        elapsed_s = {LONG_SITTING: 60 * exposure.seated_min, MOTIONLESS: self._still.still_s}
        for kind, timer in self._timers.items():
            over = timer.update(elapsed_s[kind])
            self._learn(kind, exposure.time_s, held=True, over=over)

    def _learn(self, kind: str, time_s: float, *, held: bool, over: bool) -> None:
        """Tell the habit of a kind whether its prompt was followed."""
        if over and self._habits[kind].ended(time_s):
            for cause in _causes(kind) if kind in CHANNELS else ():
                self._named_s.pop(cause, None)
        elif held:
            self._habits[kind].goes_on(time_s)

    def _may_speak(self, m: Measurement, exposure: Exposure) -> bool:
        begun = self._started_at
        clock = None if begun is None else begun + timedelta(seconds=exposure.time_s)
        return (
            m.presence in _HERE
            and exposure.coverage >= self._config.min_coverage
            and self._quiet_until_s is not None
            and exposure.time_s >= self._quiet_until_s
            and not is_quiet(self._config.quiet_hours, clock)
        )

    # -- what is due --------------------------------------------------------------------------

    def _due(self, readings: Mapping[str, Reading], exposure: Exposure) -> list[Alert]:
        """Return first words, and reminders while the day has prompts left over for them."""
        due = [*self._postures(readings, exposure, named=False)]
        due += self._muscles(exposure, named=False)
        if self._budget.credit(exposure.time_s) >= SPARE:
            due += self._postures(readings, exposure, named=True)
            due += self._muscles(exposure, named=True)
            due += self._timed(exposure)
        return due

    def _postures(
        self, readings: Mapping[str, Reading], exposure: Exposure, *, named: bool
    ) -> Iterator[Alert]:
        """Yield the held postures whose cause is named by now, or is not."""
        for kind in sorted(self.states & readings.keys()):
            if not self._bouts[kind].is_due(exposure.time_s, self._hold_s(kind, exposure.time_s)):
                continue
            action = self._habits[kind].advice(self._actions[kind])
            known = any(
                self._is_named(cause, exposure.time_s, POSTURE_NEW_S) for cause in _causes(kind)
            )
            if action is not None and known is named:
                held_s = self._bouts[kind].held_s(exposure.time_s)
                also = [one for one in self._held_along(exposure.time_s) if one != kind]
                yield self._writer.posture(
                    kind, readings[kind], exposure, held_s=held_s, also=also, action=action
                )

    def _hold_s(self, kind: str, time_s: float) -> float:
        """Return how long a posture is held before a word: longer while no prompt can be spared."""
        if kind == "arms_overhead":
            return self._config.arms_hold_s
        if self._budget.today(time_s) == 0:
            return self._config.first_hold_s
        thrifty = self._budget.credit(time_s) < 1
        return max(self._habits[kind].hold_s, self._config.hold_most_s if thrifty else 0.0)

    def _timed(self, exposure: Exposure) -> Iterator[Alert]:
        """Yield what was not interrupted for long: sitting, and sitting without a move."""
        for kind, timer in self._timers.items():
            action = self._habits[kind].advice(self._actions[kind])
            if timer.is_due and action is not None:
                yield self._writer.timer(kind, timer, exposure, action=action)

    def _muscles(self, exposure: Exposure, *, named: bool) -> Iterator[Alert]:
        """Yield the muscles at their guide value whose main cause is named by now, or is not."""
        told = {
            self._cause(one, exposure) for one, load in self._loads.items() if load.said is not None
        }
        for muscle_id, load in self._loads.items():
            if not load.is_due(self._config):
                continue
            cause = self._cause(muscle_id, exposure)
            channel = self._knowledge.channel[cause[0]]
            actions = (channel.advice, *self._messages.load.actions)
            action = self._habits[cause[0]].advice(actions)
            if (
                cause not in told
                and action is not None
                and self._is_named(cause, exposure.time_s, LOAD_NEW_S) is named
            ):
                loaded_s = load.loaded_s(exposure.time_s)
                yield self._writer.muscle(
                    muscle_id, cause[0], exposure, loaded_s=loaded_s, action=action
                )

    def _is_named(self, cause: _Cause, time_s: float, within_s: float) -> bool:
        """Tell whether what brings this load was spoken of, and has not been over for so long."""
        return time_s - self._named_s.get(cause, -math.inf) < within_s

    def _cause(self, muscle_id: str, exposure: Exposure) -> _Cause:
        """Return the channel that brought most of a dose; shoulders are raised side by side."""
        shares = exposure.shares[muscle_id]
        cause = Channel(max(shares, key=lambda name: shares[name]))
        return cause, self._knowledge.muscle(muscle_id).side if cause is Channel.SHRUG else None

    def _remember(self, alert: Alert, exposure: Exposure) -> None:
        """Count the alert as said, and with it everything that it names or stands for."""
        self._budget.spend(alert.kind, alert.time_s)
        self._habits[alert.kind].say(alert.time_s)
        if alert.kind in self._timers:
            for timer in self._timers.values():
                timer.say()
        elif alert.kind == MUSCLE_LOAD and alert.muscle is not None:
            cause = self._cause(alert.muscle, exposure)
            self._loads[alert.muscle].say(cause[0])
            self._habits[cause[0]].say(alert.time_s)
            held = (_causes(kind) for kind, bout in self._bouts.items() if bout.held)
            self._name({cause}.union(*(one for one in held if cause in one)), alert.time_s)
        else:
            named = {alert.kind, *self._held_along(alert.time_s)}
            self._name({one for kind in named for one in _causes(kind)}, alert.time_s)

    def _name(self, causes: set[_Cause], time_s: float) -> None:
        self._named_s |= dict.fromkeys(causes, time_s)
        for kind, bout in self._bouts.items():
            bout.said |= bout.held and not causes.isdisjoint(_causes(kind))

    def _held_along(self, time_s: float) -> list[str]:
        """Return the postures that are held for long enough to be named besides another one."""
        held = (kind for kind in sorted(self.states))
        return [kind for kind in held if self._bouts[kind].held_s(time_s) >= NAMED_ALONG_S]


def _causes(kind: str) -> frozenset[_Cause]:
    """Return what a posture loads: a channel, and for shoulders the sides."""
    channel = CHANNELS[kind]
    if kind in SIDES:
        return frozenset({(channel, None), (channel, SIDES[kind]), (Channel.SHOULDER_TILT, None)})
    if channel in (Channel.SHRUG, Channel.ARM_LIFT):  # arms that go up take the shoulders along
        return frozenset({(channel, None), *((Channel.SHRUG, side) for side in _EITHER_SIDE)})
    return frozenset({(channel, None)})
