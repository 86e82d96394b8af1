"""Assessments of a watch to its history: a row a minute, every alert, every false alarm.

A history that cannot be written is said once, and the watch goes on: what it would have written
waits in memory, in its order, and is written with the next row that can be.
"""

import sqlite3
from collections import deque
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial

from posture.app.guarded import Guarded
from posture.app.terminal import complain
from posture.config import ExposureConfig
from posture.errors import StoreError
from posture.minutes import Minute, MinuteBuilder
from posture.outputs.logbook import Logbook
from posture.types import Alert, Assessment

Act = Callable[[Logbook], None]


class Keeper:
    """Write what one watch sees and says, in sessions that each begin with a profile.

    Without a logbook nothing is kept. ``started_at`` is the clock at time 0 of the stream. What is
    not written ``at_once`` waits for `write_all`.
    """

    def __init__(
        self,
        logbook: Logbook | None,
        config: ExposureConfig,
        *,
        source: str,
        started_at: datetime,
        versions: dict[str, str],
        at_once: bool = True,
    ) -> None:
        self._at_once = at_once
        self._logbook, self._started_at, self._config = logbook, started_at, config
        self._source, self._versions = source, versions
        self._minutes = MinuteBuilder(started_at, config)
        self._guarded = Guarded("The watch goes on, and writes what it sees once it can.")
        self._waiting: deque[Act] = deque()
        self._profile: str | None = None
        self._last_alert: int | None = None
        self.session: int | None = None

    def begin(self, profile: str | None, since_s: float = 0.0) -> None:
        """Open a session, measured against this profile from that second of the stream on.

        Raises
        ------
        StoreError
            When the first one cannot be written: then there is no watch to go on.
        """
        self._minutes = MinuteBuilder(self._started_at, self._config, since_s=since_s)
        self._profile = profile
        act = partial(self._begun, self._started_at + timedelta(seconds=since_s), profile)
        if self._logbook is not None and self.session is None and self._at_once:
            act(self._logbook)
        else:
            self._keep(act)

    def update(self, moment: Assessment) -> None:
        """Take in what a frame showed."""
        self._write(self._minutes.update(moment))
        for alert in moment.alerts:
            self._keep(partial(self._alerted, alert))

    def measures_against(self, profile: str | None) -> None:
        """Say which profile is used from now on."""
        if profile != self._profile:
            self._keep(lambda logbook: logbook.set_profile(self._here, profile))
        self._profile = profile

    def unseen(self, time_s: float) -> None:
        """Say that time went on without a picture."""
        self._write(self._minutes.unseen(time_s))

    def false_alarm(self, at: datetime) -> None:
        """Keep that the last alert was none."""
        self._keep(partial(self._denied, at))

    def end(self, at: datetime, reason: str) -> None:
        """Write what is left and close the session."""
        self._write(self._minutes.flush())
        self._keep(lambda logbook: logbook.end(self._here, at, reason))

    def close(self) -> None:
        """Try once more to write what waits, and say what is lost."""
        if self._logbook is not None:
            self._guarded(partial(self._catch_up, self._logbook))
        if lost := len(self._waiting):
            rows = "1 row" if lost == 1 else f"{lost} rows"
            complain(f"{rows} could not be written to the history until the end: lost.")

    def write_all(self) -> None:
        """Write everything that waits, or nothing of it.

        Raises
        ------
        StoreError
            When not all of it can be written.
        """
        if self._logbook is not None:
            with self._logbook.all_or_nothing():
                self._catch_up(self._logbook)

    @property
    def _here(self) -> int:
        """The session that is open; what is kept in order always has one."""
        return self.session or 0

    def _write(self, minutes: Iterable[Minute]) -> None:
        for minute in minutes:
            self._keep(partial(self._seen, minute))

    def _keep(self, act: Act) -> None:
        """Write this after everything that could not be written before it."""
        if self._logbook is not None:
            self._waiting.append(act)
            if self._at_once:
                self._guarded(partial(self._catch_up, self._logbook))

    def _catch_up(self, logbook: Logbook) -> None:
        while self._waiting:
            try:
                self._waiting[0](logbook)
            except StoreError as error:
                if not isinstance(error.__cause__, sqlite3.IntegrityError):
                    raise  # what it belongs to was deleted meanwhile otherwise, and it with that
            self._waiting.popleft()

    def _begun(self, at: datetime, profile: str | None, logbook: Logbook) -> None:
        self.session = logbook.begin(self._source, at, profile, self._versions)

    def _seen(self, minute: Minute, logbook: Logbook) -> None:
        logbook.add_minute(self._here, minute)

    def _alerted(self, alert: Alert, logbook: Logbook) -> None:
        at = self._started_at + timedelta(seconds=alert.time_s)
        self._last_alert = logbook.add_alert(self._here, at, alert)

    def _denied(self, at: datetime, logbook: Logbook) -> None:
        if self._last_alert is not None:
            logbook.add_feedback(self._last_alert, at)
