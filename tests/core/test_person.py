"""What stays with a person: what was said and denied, and until when nothing is to be said."""

from datetime import datetime, timedelta

from posture.config import AlertConfig
from posture.feedback import Denials
from posture.person import Person
from tests.builders_watch import FORWARD

NOON = datetime(2026, 5, 4, 12, 0).astimezone()


def person(config: AlertConfig = AlertConfig()) -> Person:  # noqa: B008 - frozen
    return Person(Denials(config, ()))


def test_what_was_said_last_can_be_denied_once() -> None:
    somebody = person()
    assert not somebody.denies()

    somebody.hears(FORWARD, NOON)

    assert [somebody.denies(), somebody.denies()] == [True, False]
    assert somebody.config.head_forward_deg.enter > AlertConfig().head_forward_deg.enter
    assert (somebody.alert, somebody.alert_at) == (FORWARD, NOON)


def test_a_snooze_ends_when_it_was_said_to() -> None:
    somebody = person()
    somebody.snoozed_until = NOON + timedelta(minutes=15)

    assert somebody.quiet(NOON) == "snoozed until 12:15"
    assert somebody.quiet(NOON + timedelta(minutes=15)) is None


def test_quiet_hours_are_named() -> None:
    somebody = person(AlertConfig(quiet_hours="11:30-13:00"))

    assert somebody.quiet(NOON) == "quiet hours, 11:30-13:00"
    assert somebody.quiet(NOON.replace(hour=14)) is None
