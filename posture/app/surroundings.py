"""What the system says around a watch: a wanted camera, a locked screen, a call, the battery.

Every question has a thread of its own and a time limit, and *cannot tell* counts as no.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Self

from posture.life import Sign
from posture.sources.asking import Asking, Signs
from posture.sources.desk_state import DeskState, desk_state
from posture.sources.others import used_by_another
from posture.sources.power import on_battery

_LENT_EVERY_S = 1.0  # whoever calls waits two seconds at most for the camera
_DESK_EVERY_S = 2.0
_POWER_EVERY_S = 30.0


class Surroundings:
    """Ask while the context is entered; ``device`` is the file of the camera, if it has one."""

    def __init__(self, device: Path | None) -> None:
        asked = (lambda: None) if device is None else partial(used_by_another, device)
        self._lent: Asking[bool | None] = Asking(asked, unknown=None, every_s=_LENT_EVERY_S)
        self._desk = Asking(desk_state, unknown=DeskState(), every_s=_DESK_EVERY_S)
        self._power: Asking[bool | None] = Asking(on_battery, unknown=None, every_s=_POWER_EVERY_S)
        self._signs = (
            Signs(lambda: self._lent.latest, yes=Sign.LENT, no=Sign.FREE),
            Signs(lambda: self._desk.latest.locked, yes=Sign.LOCKED, no=Sign.UNLOCKED),
        )
        self._open = ExitStack()

    def __enter__(self) -> Self:
        for asking in (self._lent, self._desk, self._power):
            self._open.enter_context(asking)
        return self

    def __exit__(self, *exc: object) -> None:
        self._open.close()

    def signs(self) -> Iterator[Sign]:
        """Give what changed for the camera since the last call."""
        for ask in self._signs:
            yield from ask()

    @property
    def hushed(self) -> str | None:
        """Why nothing should be said now; measuring goes on."""
        if self._desk.latest.undisturbed is True:
            return "do not disturb is on"
        if self._desk.latest.kept_awake is True:
            return "a call, a film or a presentation keeps the screen awake"
        return None

    @property
    def on_battery(self) -> bool:
        """Whether the machine is known to run on its battery."""
        return self._power.latest is True
