"""Numbers to sentences: what an alert says, and what brought a load, in the words of a language."""

from collections.abc import Iterable, Mapping

from posture.knowledge import Channel, Knowledge, Muscle
from posture.messages import Messages
from posture.prompts import duration
from posture.types import Exposure

WORTH_NAMING = 0.005  # a dose that would be rounded to nothing is not named
MAIN_SHARE = 0.1  # nor is what brought less than a tenth of it


class Phrasebook:
    """Put what was held and what it loaded into one message."""

    def __init__(self, knowledge: Knowledge, messages: Messages) -> None:
        self._knowledge = knowledge
        self._text = messages

    def state(
        self,
        kind: str,
        *,
        held_s: float,
        also: Iterable[str],
        muscle: Muscle,
        dose: float,
        action: str,
    ) -> str:
        """Say what was held, what it loaded, and one action; a dose of nothing is left out."""
        forms, others = self._text.sentence, [self._text.state[name].short for name in also]
        form = forms.state if dose >= WORTH_NAMING else forms.state_without_load
        return form.format(
            posture=self._text.state[kind].posture,
            held=duration(held_s),
            also=forms.also.format(states=", ".join(others)) if others else "",
            muscle=muscle.name,
            percent=round(100 * dose),
            action=action,
        )

    def load(self, muscle: Muscle, exposure: Exposure, *, loaded_s: float, action: str) -> str:
        """Say how much load a muscle gathered, in what time, and from what."""
        cause, share = _by_size(exposure.shares[muscle.id])[0]
        return self._text.sentence.muscle_load.format(
            muscle=muscle.name,
            percent=round(100 * exposure.dose[muscle.id]),
            held=duration(loaded_s),
            cause=self._knowledge.channel[Channel(cause)].words,
            share=round(100 * share),
            action=action,
        )

    def contribution(self, muscle: Muscle, dose: float, shares: Mapping[str, float]) -> str:
        """Say how much load a muscle has and which exposures brought it, the largest first.

        Examples
        --------
        >>> from posture.knowledge import load_knowledge
        >>> from posture.messages import load_messages
        >>> book = Phrasebook(load_knowledge(), load_messages())
        >>> levator = load_knowledge().muscle("levator_scapulae_right")
        >>> book.contribution(levator, 0.8, {"neck_flexion": 0.38, "shrug": 0.62})
        'right neck-to-shoulder-blade muscle, 80 % of our guide value: mostly a raised shoulder \
62 %, the head forward or down 38 %'
        """
        said = [
            self._text.sentence.cause.format(
                cause=self._knowledge.channel[Channel(name)].words, share=round(100 * share)
            )
            for name, share in _by_size(shares)
            if share >= MAIN_SHARE
        ]
        return self._text.sentence.contribution.format(
            muscle=muscle.name, percent=round(100 * dose), causes=", ".join(said)
        )


def _by_size(shares: Mapping[str, float]) -> list[tuple[str, float]]:
    return sorted(shares.items(), key=lambda item: (-item[1], item[0]))
