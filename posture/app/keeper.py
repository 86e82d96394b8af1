"""Assessments of a watch to its history: a row a minute, every alert, every false alarm.

A history that cannot be written is said once, and the watch goes on.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from posture.app.guarded import Guarded
from posture.config import ExposureConfig
from posture.minutes import Minute, MinuteBuilder
from posture.outputs.logbook import Logbook
from posture.types import Alert, Assessment


class Keeper:
    """Write what one watch sees and says; without a logbook nothing is kept."""

    def __init__(
        self,
        logbook: Logbook | None,
        config: ExposureConfig,
        *,
        source: str,
        started_at: datetime,
        profile: str | None,
        versions: dict[str, str],
    ) -> None:
        self._logbook, self._started_at = logbook, started_at
        self._minutes = MinuteBuilder(started_at, config)
        self._guarded = Guarded()
        self._profile = profile
        self._last_alert: int | None = None
        self.session: int | None = None
        if logbook is not None:
            self.session = logbook.begin(source, started_at, profile, versions)

    def update(self, moment: Assessment) -> None:
        """Take in what a frame showed."""
        self._write(self._minutes.update(moment))
        for alert in moment.alerts:
            self._alerted(alert)

    def measures_against(self, profile: str | None) -> None:
        """Say which profile is used from now on."""
        if profile != self._profile and self._logbook is not None and self.session is not None:
            self._guarded(partial(self._logbook.set_profile, self.session, profile))
        self._profile = profile

    def unseen(self, time_s: float) -> None:
        """Say that time went on without a picture."""
        self._write(self._minutes.unseen(time_s))

    def false_alarm(self, at: datetime) -> None:
        """Keep that the last alert was none."""
        if self._logbook is not None and self._last_alert is not None:
            self._guarded(partial(self._logbook.add_feedback, self._last_alert, at))

    def end(self, at: datetime, reason: str) -> None:
        """Write what is left and close the session."""
        self._write(self._minutes.flush())
        if self._logbook is not None and self.session is not None:
            self._guarded(partial(self._logbook.end, self.session, at, reason))

    def _alerted(self, alert: Alert) -> None:
        at = self._started_at + timedelta(seconds=alert.time_s)
        if self._logbook is not None and self.session is not None:
            add = partial(self._logbook.add_alert, self.session, at, alert)
            self._last_alert = self._guarded(add)

    def _write(self, minutes: Iterable[Minute]) -> None:
        for minute in minutes:
            if self._logbook is not None and self.session is not None:
                self._guarded(partial(self._logbook.add_minute, self.session, minute))
