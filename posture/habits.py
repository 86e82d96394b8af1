"""Prompts to habits: what was followed is not said again, and good habits hear less."""

from collections.abc import Sequence

from posture.config import AlertConfig

LONGER = 1.4  # after each prompt that was followed a posture is held so much longer untold


class Habit:
    """What became of the prompts of one kind on one day.

    Examples
    --------
    >>> habit = Habit(AlertConfig())
    >>> habit.say(600.0)
    >>> habit.ended(660.0)
    True
    >>> habit.hold_s, habit.advice(["Sit back.", "Stand up."])
    (336.0, 'Stand up.')
    """

    def __init__(self, config: AlertConfig) -> None:
        self._config = config
        self.new_day()

    def new_day(self) -> None:
        """Forget what was said the day before."""
        self._followed = 0
        self._said_s: float | None = None
        self.hold_s = self._config.hold_s

    def say(self, time_s: float) -> None:
        """Note that a prompt was given."""
        self._said_s = time_s

    def ended(self, time_s: float) -> bool:
        """Note that the posture was seen to end; return whether a prompt was followed by it."""
        if self._said_s is None or time_s - self._said_s > self._config.followed_within_s:
            return False
        self._said_s = None
        self._followed += 1
        self.hold_s = min(self.hold_s * LONGER, max(self._config.hold_most_s, self._config.hold_s))
        return True

    def goes_on(self, time_s: float) -> None:
        """Note that the posture is held; long after a prompt that means it was not followed."""
        if self._said_s is not None and time_s - self._said_s > self._config.followed_within_s:
            self._said_s = None
            self.hold_s = self._config.hold_s

    def advice(self, actions: Sequence[str]) -> str | None:
        """Return the next action that was not followed today, None when all were."""
        return actions[self._followed] if self._followed < len(actions) else None
