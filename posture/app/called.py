"""A calibration that is asked how it stands and told what to do, like the watch it belongs to."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from posture.app.guarded import Guarded
from posture.guidance import Guidance, Step
from posture.instructions import say
from posture.outputs.control import Control
from posture.ports import Notifier, Prompt
from posture.status import Command, Status, WatchState

TITLE = "Calibration"
_EVERY = timedelta(seconds=1)
_REASON = "calibrating: sit upright, as it says"


class Called:
    """Say that somebody is led through a calibration, and keep what is told meanwhile.

    ``commands`` are for the watch that goes on after it.
    """

    def __init__(
        self,
        mailbox: Control,
        source: str,
        now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    ) -> None:
        self._mailbox, self._source, self._now = mailbox, source, now
        self._asked, self._told = Guarded(), Guarded()
        self._began_at, self._next_at = now(), now()
        self.commands: list[Command] = []

    def away(self) -> bool:
        """Look about once a second; whether something was told, which ends the calibration."""
        now = self._now()
        if now >= self._next_at:
            self._next_at = now + _EVERY
            status = Status(
                state=WatchState.WATCHING,
                since=self._began_at,
                source=self._source,
                reason=_REASON,
            )
            self._told(partial(self._mailbox.beat, self._source, now, status))
            self.commands.extend(self._asked(partial(self._mailbox.take, self._source)) or ())
        return bool(self.commands)


class Announced:
    """Each step as a prompt, for somebody who sees neither a terminal nor a window."""

    def __init__(self, prompts: Notifier) -> None:
        self._prompts = prompts
        self._said: Step | None = None

    def __call__(self, said: Guidance) -> None:
        """Show what to do now, once for each step."""
        if said.step is not self._said:
            self._said = said.step
            text = say(said.step)
            self._prompts.notify(Prompt(title=TITLE, text=text, why=text))
