"""The loop of a watch: pictures in, states, prompts and minutes out, and words from elsewhere."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from queue import Empty as NothingThere
from queue import SimpleQueue

from posture.app.eyes import Eyes
from posture.app.keeper import Keeper
from posture.app.watch_screen import Show
from posture.app.watch_view import Trend, view_of
from posture.config import AlertConfig
from posture.life import Event, Life, Pause, Seen, Sign, Why, advance, reason, since_s
from posture.outputs.control import Control
from posture.outputs.prompting import prompt_of
from posture.ports import Notifier
from posture.sources.owner import Owner
from posture.status import Command, Status, Verb, WatchState
from posture.types import MEASURES, Alert, Assessment, Empty, Frame

Probe = Callable[[], Iterable[Event]]
"""Asks the system what happened since the last time."""
EVERY_S = 1.0  # commands are taken and the state is told so often
_WAIT_S = 0.2  # for a picture; then it is time to look at everything else
_STALE_S = 5.0  # what was seen longer ago is not seen now


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a watch works with; all of it is open."""

    owner: Owner
    eyes: Eyes
    keeper: Keeper
    mailbox: Control
    prompts: Notifier
    show: Show
    answers: SimpleQueue[Command]  # what was pressed in a notification, a window or the tray
    probes: tuple[Probe, ...] = ()


class Watch:
    """One watch of one camera, from its first picture to its end."""

    def __init__(
        self,
        parts: Parts,
        life: Life,
        config: AlertConfig,
        *,
        source: str,
        profile: str | None,
        started_at: datetime,
        for_s: float | None,
    ) -> None:
        self._parts, self._life, self._config = parts, life, config
        self._source, self._profile = source, profile
        self._started_at, self._for_s = started_at, for_s
        self._trend = Trend()
        self._moment: Assessment | None = None
        self._snoozed_until: datetime | None = None
        self._alert: Alert | None = None
        self._next_s = 0.0
        self.recalibrate = False  # ends the loop, to go on with a new profile
        self.ended: str | None = None  # why it ended
