"""A camera and its life, together: what happens to it, and what its owner does about it."""

from posture.life import Event, Failed, Life, Sign, Why
from posture.lifecycle import advance
from posture.sources.owner import Owner
from posture.types import Frame


class Device:
    """A camera that is opened and released as its life says; the owner is open."""

    def __init__(self, owner: Owner, life: Life) -> None:
        self._owner, self._life = owner, life

    @property
    def now_s(self) -> float:
        """Seconds since the owner was made; frames carry the same time."""
        return self._owner.now_s

    @property
    def life(self) -> Life:
        """How it stands."""
        return self._life

    @property
    def is_released(self) -> bool:
        """Whether it is given away, other than between two looks."""
        return self._life.why not in (None, Why.RESTING)

    def read(self, timeout_s: float) -> Frame | Failed | Sign | None:
        """Return what its owner gives; see there."""
        return self._owner.read(timeout_s)

    def wants(self, rate_hz: float) -> None:
        """Ask for so many pictures a second."""
        self._owner.wanted.rate_hz = rate_hz

    def happens(self, event: Event) -> None:
        """Do what follows from this for an open camera."""
        self._life, effects = advance(self._life, event, self.now_s)
        self._owner.obey(effects)
