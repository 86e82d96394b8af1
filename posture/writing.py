"""What is due to alerts: the sentence, the muscle, and the numbers behind it."""

from collections.abc import Iterable

from posture.config import AlertConfig
from posture.knowledge import Channel, Knowledge, Muscle
from posture.messages import Messages
from posture.phrases import Phrasebook
from posture.prompts import Recurring
from posture.states import CHANNELS, SIDES, Reading
from posture.types import Alert, Exposure, Level

MUSCLE_LOAD = "muscle_load"


class AlertWriter:
    """Write the alert of a posture, of a time, or of a muscle."""

    def __init__(self, config: AlertConfig, knowledge: Knowledge, messages: Messages) -> None:
        self._config = config
        self._knowledge = knowledge
        self._messages = messages
        self._phrases = Phrasebook(knowledge, messages)

    def posture(
        self,
        kind: str,
        reading: Reading,
        exposure: Exposure,
        *,
        held_s: float,
        also: Iterable[str],
        action: str,
    ) -> Alert:
        """Write what is held, a warning once its muscle is at the guide value."""
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
            message=self._phrases.state(
                kind, held_s=held_s, also=also, muscle=muscle, dose=dose, action=action
            ),
            active_break=self._messages.state[kind].active_break,
        )

    def timer(self, kind: str, timer: Recurring, exposure: Exposure, *, action: str) -> Alert:
        """Write what went on for long, with the muscle that is loaded most by now."""
        muscle = max(
            (one for one in self._knowledge.muscles if one.observable),
            key=lambda one: exposure.dose.get(one.id, 0.0),
        )
        dose = exposure.dose.get(muscle.id, 0.0)
        return Alert(
            time_s=exposure.time_s,
            kind=kind,
            level=Level.NOTE,
            muscle=muscle.id,
            value=timer.now_s / 60,
            limit=timer.every_s / 60,
            unit="min",
            message=self._phrases.state(
                kind, held_s=timer.now_s, also=(), muscle=muscle, dose=dose, action=action
            ),
            active_break=self._messages.state[kind].active_break,
        )

    def muscle(
        self, muscle_id: str, cause: Channel, exposure: Exposure, *, loaded_s: float, action: str
    ) -> Alert:
        """Write that a muscle is at its guide value, and mostly from what."""
        muscle = self._knowledge.muscle(muscle_id)
        return Alert(
            time_s=exposure.time_s,
            kind=MUSCLE_LOAD,
            level=Level.WARN,
            muscle=muscle_id,
            value=exposure.dose[muscle_id],
            limit=self._config.dose.enter,
            unit="guide value",
            message=self._phrases.load(muscle, exposure, loaded_s=loaded_s, action=action),
            active_break=self._messages.load.active_break[cause],
        )

    def _most_loaded(self, kind: str, exposure: Exposure) -> Muscle:
        """Return the muscle that got most from the channel of this posture."""
        channel = CHANNELS[kind]

        def gained(muscle: Muscle) -> tuple[float, float, float]:
            dose = exposure.dose.get(muscle.id, 0.0)
            share = exposure.shares.get(muscle.id, {}).get(channel, 0.0)
            return share * dose, dose, muscle.weights[channel]

        loaded = self._knowledge.loaded_by(channel, SIDES.get(kind))
        return max([one for one in loaded if one.id in exposure.dose] or loaded, key=gained)
