"""A watch to the question of the day: how the neck was, asked once, where that was wished for."""

from datetime import datetime
from pathlib import Path

from posture.config import DiaryConfig
from posture.evening import Evening
from posture.messages import load_messages
from posture.outputs.history import History
from posture.ports import Prompt

_LOOK_S = 60.0  # the diary is looked into no more often


class DayQuestion:
    """Ask once a day after enough of it was seen, and not who has written already."""

    def __init__(self, config: DiaryConfig, path: Path) -> None:
        self._config, self._path = config, path
        self._evening = Evening(config)
        self._observed: tuple[datetime, float] | None = None  # day, and how much of it was seen
        self._looked: datetime | None = None

    def update(self, now: datetime, seen_s: float, *, hushed: bool = False) -> Prompt | None:
        """Return the question when it is time, later while ``hushed``.

        ``seen_s`` is what was seen since the last call.
        """
        if self._observed is None or self._observed[0].date() != now.date():
            self._observed = now, 0.0
        self._observed = now, self._observed[1] + seen_s
        if hushed or not self._is_near(now):
            return None
        self._looked = now
        with History(self._path) as history:
            entries = history.entries()
        last = entries[-1].at if entries else None
        asked = self._evening.update(now, observed_s=self._observed[1], last_entry=last)
        return None if asked is None else question()

    def _is_near(self, now: datetime) -> bool:
        wished = self._config.ask_at
        waited = self._looked is None or (now - self._looked).total_seconds() >= _LOOK_S
        return wished is not None and f"{now:%H:%M}" >= wished and waited


def question() -> Prompt:
    """Return the question as a prompt; one command answers."""
    forms = load_messages().prompt
    return Prompt(title=forms.day, text=forms.day_how, why=forms.day_how)
