"""The machine around a watch to signs for its camera, a reason to be quiet, and the battery."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Self

from posture.life import Sign
from posture.sources.asking import Asking, Signs
from posture.sources.desk_state import DeskState, desk_state
from posture.sources.others import used_by_another
from posture.sources.power import on_battery

_OTHERS_EVERY_S = 1.0  # whoever wants the camera has it within 2 s, the time to ask included
_DESK_EVERY_S = 2.0
_POWER_EVERY_S = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """What is asked of the system; each may take its time, and ``None`` is *cannot tell*."""

    others: Callable[[], bool | None]
    desk: Callable[[], DeskState] = desk_state
    battery: Callable[[], bool | None] = on_battery


def questions_about(device: Path | None) -> Questions:
    """Return the questions for a camera; nobody else can hold a stream or a film."""
    return Questions(others=(lambda: None) if device is None else partial(used_by_another, device))


class Surroundings:
    """Ask while the context is entered, each question in a thread of its own."""

    def __init__(self, questions: Questions) -> None:
        self._others = Asking(questions.others, unknown=None, every_s=_OTHERS_EVERY_S)
        self._desk = Asking(questions.desk, unknown=DeskState(), every_s=_DESK_EVERY_S)
        self._power = Asking(questions.battery, unknown=None, every_s=_POWER_EVERY_S)
        self._signs = (
            Signs(lambda: self._others.latest, yes=Sign.LENT, no=Sign.FREE),
            Signs(lambda: self._desk.latest.locked, yes=Sign.LOCKED, no=Sign.UNLOCKED),
        )
        self._asked = ExitStack()

    def __enter__(self) -> Self:
        for asking in (self._others, self._desk, self._power):
            self._asked.enter_context(asking)
        return self

    def __exit__(self, *exc: object) -> None:
        self._asked.close()

    def signs(self) -> Iterator[Sign]:
        """Give what happened to screen and camera since the last call."""
        for signs in self._signs:
            yield from signs()

    @property
    def hushed(self) -> str | None:
        """Why nothing should be said at the moment although measuring goes on."""
        desk = self._desk.latest
        if desk.undisturbed is True:
            return "do not disturb is on"
        return "a call, a film or a presentation is running" if desk.kept_awake is True else None

    @property
    def on_battery(self) -> bool:
        """Whether power is known to come from a battery."""
        return self._power.latest is True
