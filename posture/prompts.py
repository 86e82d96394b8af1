"""Prompts to a budget: how often the user may be spoken to, and when not at all."""

import math
from collections import deque
from datetime import datetime

from posture.config import AlertConfig

HOUR_S = 3600.0
DAY_S = 24 * HOUR_S
WORKDAY_S = 8 * HOUR_S
NIGHT_S = 4 * HOUR_S  # who was not there for so long begins a new day


class Budget:
    """Count prompts over the last hour and over the day.

    A day begins after four hours without anybody and lasts 24 at most. Reminders leave to postures
    what these may still need: they keep to an even pace over eight hours.

    Examples
    --------
    >>> budget = Budget(AlertConfig(cooldown_min=10.0, pause_min=5.0))
    >>> budget.spend("too_close", 0.0)
    >>> [budget.allows("too_close", 599.0), budget.allows("too_close", 600.0)]
    [False, True]
    """

    def __init__(self, config: AlertConfig) -> None:
        self._config = config
        self._said_s: deque[float] = deque()
        self._last_s: dict[str, float] = {}
        self._day_s = 0.0  # when the day began
        self._here_s: float | None = None

    def here(self, time_s: float) -> bool:
        """Note that somebody is there; return whether a day begins with it."""
        begins = self._here_s is None or time_s - self._here_s >= NIGHT_S
        if begins:
            self._day_s = time_s
            self._said_s.clear()
        self._here_s = time_s
        return begins

    def allows(self, kind: str, time_s: float) -> bool:
        """Tell whether one more prompt of that kind is welcome."""
        last_hour = sum(time_s - said_s < HOUR_S for said_s in self._said_s)
        return (
            self.today(time_s) < self._config.max_per_day
            and last_hour < self._config.max_per_hour
            and time_s - self._last_s.get(kind, -math.inf) >= self._config.cooldown_min * 60
            and time_s - max(self._said_s, default=-math.inf) >= self._config.pause_min * 60
        )

    def credit(self, time_s: float) -> float:
        """Return how many prompts were left over by now if they were spread over eight hours."""
        passed = min(1.0, (time_s - self._day_s) / WORKDAY_S)
        return passed * self._config.max_per_day - self.today(time_s)

    def spend(self, kind: str, time_s: float) -> None:
        """Note that a prompt was given."""
        self._said_s.append(time_s)
        self._last_s[kind] = time_s

    def today(self, time_s: float) -> int:
        """Return how many prompts were given on this day."""
        while self._said_s and time_s - self._said_s[0] >= DAY_S:
            self._said_s.popleft()
        return len(self._said_s)


class Recurring:
    """A time that grows until something resets it, and is worth a word every so often.

    Examples
    --------
    >>> sitting = Recurring(55 * 60.0)
    >>> sitting.update(56 * 60.0), sitting.is_due
    (False, True)
    >>> sitting.update(0.0), sitting.is_due
    (True, False)
    """

    def __init__(self, every_s: float) -> None:
        self.every_s = every_s
        self.now_s = 0.0
        self._said_s = 0.0

    def update(self, now_s: float) -> bool:
        """Take the time in; return whether it began anew."""
        anew = now_s < self.now_s
        if anew:
            self._said_s = 0.0
        self.now_s = now_s
        return anew

    @property
    def is_due(self) -> bool:
        """Whether it grew long enough since the beginning or the last word."""
        return self.now_s - self._said_s >= self.every_s

    def say(self) -> None:
        """Note that it was spoken of."""
        self._said_s = self.now_s


def is_quiet(quiet_hours: str | None, clock: datetime | None) -> bool:
    """Tell whether the clock stands within the quiet hours; without a clock nothing is known.

    Examples
    --------
    >>> night, noon = datetime(2026, 5, 4, 0, 30), datetime(2026, 5, 4, 12, 0)
    >>> is_quiet("22:00-07:00", night), is_quiet("22:00-07:00", noon)
    (True, False)
    """
    if quiet_hours is None or clock is None:
        return False
    begin, _, end = quiet_hours.partition("-")
    now = f"{clock:%H:%M}"
    return begin <= now < end if begin <= end else now >= begin or now < end


def duration(seconds: float) -> str:
    """Return a length of time as one would say it.

    Examples
    --------
    >>> duration(61.0), duration(20.0)
    ('1 min', '20 s')
    """
    return f"{seconds:.0f} s" if seconds < 60 else f"{seconds / 60:.0f} min"
