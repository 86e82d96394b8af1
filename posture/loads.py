"""Dose to news: how the dose of one muscle moves, and whether that was said already."""

from dataclasses import dataclass

from posture.config import AlertConfig
from posture.knowledge import Channel

FRESH_DOSE = 0.05  # below it a muscle counts as rested, and its load as not begun
EASED = 0.97  # of the dose when it was named: half a minute without load


@dataclass(slots=True)
class MuscleLoad:
    """The load of one muscle: since when it gathers, and whether its guide value was named."""

    dose: float = 0.0
    rising: bool = False
    fresh_s: float | None = None
    said: Channel | None = None  # what was named as its main cause
    said_dose: float = 0.0

    def update(self, dose: float, time_s: float, config: AlertConfig) -> None:
        """Follow the dose to this moment."""
        self.rising = dose > self.dose
        if dose < max(config.dose.leave, FRESH_DOSE):
            self.said = None
        if self.fresh_s is None or dose < FRESH_DOSE:
            self.fresh_s = time_s
        self.dose = dose

    def is_due(self, config: AlertConfig) -> bool:
        """Tell whether the guide value was reached and nothing was said about it."""
        return self.rising and self.said is None and self.dose >= max(config.dose.enter, FRESH_DOSE)

    def say(self, cause: Channel) -> None:
        """Note that the guide value was named, and what as its cause."""
        self.said, self.said_dose = cause, self.dose

    @property
    def eased(self) -> bool:
        """Whether the load became less since it was named."""
        return self.dose < EASED * self.said_dose

    def loaded_s(self, time_s: float) -> float:
        """Return for how long the load has been gathering."""
        return 0.0 if self.fresh_s is None else time_s - self.fresh_s
