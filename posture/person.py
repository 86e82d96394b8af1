"""What belongs to whoever sits there and to their day, whatever they are measured against.

A new profile changes what is measured, and nothing of this: neither what was said, nor what the
person answered, nor that they want to be left alone.
"""

from datetime import datetime

from posture.config import AlertConfig
from posture.feedback import Denials
from posture.prompts import is_quiet
from posture.types import Alert


class Person:
    """Remember what was said last, what was denied, and until when nothing is to be said.

    Examples
    --------
    >>> person, noon = Person(Denials(AlertConfig(), ())), datetime(2026, 5, 4, 12, 0).astimezone()
    >>> person.snoozed_until = noon.replace(hour=13)
    >>> person.quiet(noon), person.quiet(noon.replace(hour=13))
    ('snoozed until 13:00', None)
    """

    def __init__(self, denials: Denials) -> None:
        self._denials = denials
        self._denied: Alert | None = None
        self.config: AlertConfig = denials.config
        self.alert: Alert | None = None
        self.alert_at: datetime | None = None
        self.snoozed_until: datetime | None = None

    def hears(self, alert: Alert, at: datetime) -> None:
        """Note that this was said."""
        self.alert, self.alert_at = alert, at

    def denies(self) -> bool:
        """Let the posture that was spoken of last begin later; once, and whether that is new."""
        if self.alert is None or self.alert is self._denied:
            return False
        self._denied = self.alert
        self.config = self._denials.deny(self.alert.kind)
        return True

    def quiet(self, now: datetime) -> str | None:
        """Say why they want nothing to be said now, whatever it is."""
        if self.snoozed_until is not None and now < self.snoozed_until:
            return f"snoozed until {self.snoozed_until.astimezone():%H:%M}"
        if is_quiet(self.config.quiet_hours, now.astimezone()):
            return f"quiet hours, {self.config.quiet_hours}"
        return None
