"""Clock and diary to the question of the day: when somebody is asked how the neck was today."""

from dataclasses import dataclass
from datetime import date, datetime

from posture.care_diary import MOST_PAIN
from posture.config import DiaryConfig

TEN = "x"  # the key for the worst pain; every other number has a key of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Whoever shows things shall ask for the pain of this day; one key answers."""

    day: date


class Evening:
    """Ask once a day, if that was wished for, and not who has written something already.

    Examples
    --------
    >>> evening, now = Evening(DiaryConfig(ask_at="17:30")), datetime(2026, 5, 4, 17, 31)
    >>> evening.update(now, observed_s=7200.0, last_entry=None)
    Ask(day=datetime.date(2026, 5, 4))
    >>> evening.update(now, observed_s=7200.0, last_entry=None) is None
    True
    """

    def __init__(self, config: DiaryConfig) -> None:
        self._config = config
        self._asked: date | None = None

    def update(
        self, now: datetime, *, observed_s: float, last_entry: datetime | None
    ) -> Ask | None:
        """Return the question when its time has come.

        ``observed_s`` is the time in which somebody was seen today, ``last_entry`` when the diary
        was last written; both clocks are those of the same place.
        """
        day, wished = now.date(), self._config.ask_at
        if wished is None or f"{now:%H:%M}" < wished or self._asked == day:
            return None
        if observed_s < 60 * self._config.min_observed_min:
            return None
        if last_entry is not None and last_entry.date() == day:
            return None
        self._asked = day
        return Ask(day=day)


def pain_of(key: str) -> int | None:
    """Return the pain that a single key stands for, None for any other key.

    Examples
    --------
    >>> [pain_of(key) for key in ("0", "7", "x", "q")]
    [0, 7, 10, None]
    """
    if key == TEN:
        return MOST_PAIN
    return int(key) if len(key) == 1 and key.isascii() and key.isdigit() else None
