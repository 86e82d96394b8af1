"""Exposure to alerts: when to speak, what to say, and when to keep quiet.

A posture becomes a *state* after a dwell, and a state that is held becomes one prompt; a muscle
whose dose passes our guide value becomes another. Entering goes by probability: the value must be
beyond the limit (more likely than not) and at least one standard deviation away from upright (84 %
sure that the posture has changed at all). What is unseen neither enters nor prolongs a state.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from posture.config import AlertConfig
from posture.knowledge import Channel, Knowledge, Muscle, Side
from posture.prompts import Budget, duration
from posture.states import CHANNELS, POSTURE_STATES, SIDES, Bout, Reading, read_states
from posture.types import Alert, Exposure, Level, Measurement, Presence

MUSCLE_LOAD = "muscle_load"
KINDS: tuple[str, ...] = (*POSTURE_STATES, MUSCLE_LOAD)
FRESH_DOSE = 0.05  # below it a muscle counts as rested, and its load as not begun


class AlertPolicy:
    """Say one thing at a time, rarely, and only about what is seen at this moment."""

    def __init__(self, config: AlertConfig, knowledge: Knowledge) -> None:
        self._config = config
        self._knowledge = knowledge
        self._bouts = {kind: Bout(config) for kind in POSTURE_STATES}
        self._budget = Budget(config)
        self._loads = {one.id: _MuscleLoad() for one in knowledge.muscles if one.observable}
        self._quiet_until_s: float | None = None

    @property
    def states(self) -> frozenset[str]:
        """The postures held now; both shoulders raised is one state, not three."""
        held = {kind for kind, bout in self._bouts.items() if bout.held}
        return frozenset(held - {"shrug_left", "shrug_right"} if "shrug_both" in held else held)

    def update(self, m: Measurement, exposure: Exposure) -> tuple[Alert, ...]:
        """Return what is to be said at this moment: nothing, or one alert."""
        readings = read_states(m, self._config)
        self._follow(m.presence, readings, exposure)
        due = self._due(readings, exposure) if self._may_speak(m, exposure) else []
        allowed = [alert for alert in due if self._budget.allows(alert.kind, alert.time_s)]
        if not allowed:
            return ()
        alert = max(allowed, key=lambda one: exposure.dose.get(one.muscle or "", 0.0))
        self._remember(alert)
        return (alert,)

    def _follow(
        self, presence: Presence, readings: Mapping[str, Reading], exposure: Exposure
    ) -> None:
        if presence is Presence.AWAY or self._quiet_until_s is None:
            self._quiet_until_s = exposure.time_s + self._config.quiet_first_s
        for kind, bout in self._bouts.items():
            if presence is Presence.AWAY:
                bout.end()
            bout.update(exposure.time_s, readings.get(kind))
        for muscle_id, load in self._loads.items():
            load.update(exposure.dose.get(muscle_id, 0.0), exposure.time_s, self._config)

    def _may_speak(self, m: Measurement, exposure: Exposure) -> bool:
        return (
            m.presence in (Presence.SEATED, Presence.STANDING)
            and exposure.coverage >= self._config.min_coverage
            and self._quiet_until_s is not None
            and exposure.time_s >= self._quiet_until_s
        )

    def _due(self, readings: Mapping[str, Reading], exposure: Exposure) -> list[Alert]:
        """Return every alert that waits to be said; without anything seen none does."""
        if not readings:
            return []
        postures = [
            self._posture_alert(kind, readings[kind], exposure)
            for kind in sorted(self.states & readings.keys())
            if self._bouts[kind].is_due(exposure.time_s)
        ]
        told = {self._cause(one, exposure) for one, load in self._loads.items() if load.said}
        muscles = [
            self._muscle_alert(muscle_id, exposure)
            for muscle_id, load in self._loads.items()
            if load.is_due(self._config) and self._cause(muscle_id, exposure) not in told
        ]
        return postures + muscles

    def _remember(self, alert: Alert) -> None:
        """Count the alert as said, and with it every held posture that has the same cause."""
        self._budget.spend(alert.kind, alert.time_s)
        if alert.kind == MUSCLE_LOAD and alert.muscle is not None:
            self._loads[alert.muscle].said = True
            return
        for kind, bout in self._bouts.items():
            bout.said |= bout.held and CHANNELS[kind] is CHANNELS[alert.kind]

    def _cause(self, muscle_id: str, exposure: Exposure) -> tuple[Channel, Side | None]:
        """Return the channel that brought most of a dose; shoulders are raised side by side."""
        shares = exposure.shares[muscle_id]
        cause = Channel(max(shares, key=lambda name: shares[name]))
        return cause, self._knowledge.muscle(muscle_id).side if cause is Channel.SHRUG else None

    def _posture_alert(self, kind: str, reading: Reading, exposure: Exposure) -> Alert:
        text = self._knowledge.messages.state[kind]
        muscle = self._most_loaded(kind, exposure)
        dose = exposure.dose.get(muscle.id, 0.0)
        return Alert(
            time_s=exposure.time_s,
            kind=kind,
            level=Level.WARN if dose >= self._config.dose.enter else Level.NOTE,
            muscle=muscle.id,
            value=reading.value,
            limit=reading.band.enter,
            unit=reading.unit,
            message=self._knowledge.messages.sentence.state.format(
                posture=text.posture,
                held=duration(self._bouts[kind].held_s(exposure.time_s)),
                muscle=muscle.name,
                percent=round(100 * dose),
                action=text.action,
            ),
        )

    def _most_loaded(self, kind: str, exposure: Exposure) -> Muscle:
        """Return the muscle that got most from the channel of this posture."""
        channel = CHANNELS[kind]

        def gained(muscle: Muscle) -> tuple[float, float, float]:
            dose = exposure.dose.get(muscle.id, 0.0)
            share = exposure.shares.get(muscle.id, {}).get(channel, 0.0)
            return share * dose, dose, muscle.weights[channel]

        return max(self._knowledge.loaded_by(channel, SIDES.get(kind)), key=gained)

    def _muscle_alert(self, muscle_id: str, exposure: Exposure) -> Alert:
        shares = exposure.shares[muscle_id]
        cause = max(shares, key=lambda name: shares[name])
        text = self._knowledge.channel[Channel(cause)]
        dose = exposure.dose[muscle_id]
        return Alert(
            time_s=exposure.time_s,
            kind=MUSCLE_LOAD,
            level=Level.WARN,
            muscle=muscle_id,
            value=dose,
            limit=self._config.dose.enter,
            unit="guide value",
            message=self._knowledge.messages.sentence.muscle_load.format(
                muscle=self._knowledge.muscle(muscle_id).name,
                percent=round(100 * dose),
                held=duration(self._loads[muscle_id].loaded_s(exposure.time_s)),
                cause=text.words,
                share=round(100 * shares[cause]),
                action=text.advice,
            ),
        )


@dataclass(slots=True)
class _MuscleLoad:
    """How the dose of one muscle moves: since when it is loaded, and whether that was said."""

    dose: float = 0.0
    rising: bool = False
    said: bool = False
    fresh_s: float | None = None

    def update(self, dose: float, time_s: float, config: AlertConfig) -> None:
        self.rising = dose > self.dose
        self.said = self.said and dose >= max(config.dose.leave, FRESH_DOSE)
        if self.fresh_s is None or dose < FRESH_DOSE:
            self.fresh_s = time_s
        self.dose = dose

    def is_due(self, config: AlertConfig) -> bool:
        return self.rising and not self.said and self.dose >= max(config.dose.enter, FRESH_DOSE)

    def loaded_s(self, time_s: float) -> float:
        return 0.0 if self.fresh_s is None else time_s - self.fresh_s
