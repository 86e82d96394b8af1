"""Prompts to a budget: how often the user may be spoken to, and how long "long" is in words."""

import math
from collections import deque

from posture.config import AlertConfig

HOUR_S = 3600.0
DAY_S = 24 * HOUR_S


class Budget:
    """Count prompts over the last hour and the last 24 hours of the stream.

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

    def allows(self, kind: str, time_s: float) -> bool:
        """Tell whether one more prompt of that kind is welcome."""
        while self._said_s and time_s - self._said_s[0] >= DAY_S:
            self._said_s.popleft()
        last_hour = sum(time_s - said_s < HOUR_S for said_s in self._said_s)
        return (
            len(self._said_s) < self._config.max_per_day
            and last_hour < self._config.max_per_hour
            and time_s - self._last_s.get(kind, -math.inf) >= self._config.cooldown_min * 60
            and time_s - max(self._said_s, default=-math.inf) >= self._config.pause_min * 60
        )

    def spend(self, kind: str, time_s: float) -> None:
        """Note that a prompt was given."""
        self._said_s.append(time_s)
        self._last_s[kind] = time_s


def duration(seconds: float) -> str:
    """Return a length of time as one would say it.

    Examples
    --------
    >>> duration(61.0), duration(20.0)
    ('1 min', '20 s')
    """
    return f"{seconds:.0f} s" if seconds < 60 else f"{seconds / 60:.0f} min"
