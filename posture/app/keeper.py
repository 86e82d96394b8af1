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
    """Write what one watch sees and says, in sessions that each begin with a profile.

    Without a logbook nothing is kept. ``started_at`` is the clock at time 0 of the stream.
    """

    def __init__(
        self,
        logbook: Logbook | None,
        config: ExposureConfig,
        *,
        source: str,
        started_at: datetime,
        versions: dict[str, str],
    ) -> None:
        self._logbook, self._started_at, self._config = logbook, started_at, config
        self._source, self._versions = source, versions
        self._minutes = MinuteBuilder(started_at, config)
        self._guarded = Guarded()
        self._profile: str | None = None
        self._last_alert: int | None = None
        self.session: int | None = None

    def begin(self, profile: str | None, since_s: float = 0.0) -> None:
        """Open a session, measured against this profile from that second of the stream on."""
        self._minutes = MinuteBuilder(self._started_at, self._config, since_s=since_s)
        self._profile = profile
        if self._logbook is not None:
            at = self._started_at + timedelta(seconds=since_s)
            self.session = self._logbook.begin(self._source, at, profile, self._versions)

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
