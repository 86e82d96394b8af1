"""What a watch writes comes back as it was, also after a crash, and nothing is written twice."""

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.errors import StoreError
from posture.minutes import Minute
from posture.outputs import minute_rows
from posture.outputs.control import Control
from posture.outputs.logbook import Logbook
from posture.types import MEASURES, Alert
from tests.builders_watch import ALERTS, FORWARD, NOW, WATCHING, minute, minutes

HOUR = timedelta(hours=1)
Ends = list[tuple[float | None, str | None]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite3"


@pytest.fixture
def logbook(path: Path) -> Iterator[Logbook]:
    with Logbook(path) as opened:
        yield opened


def kept(path: Path, session: int) -> list[Minute]:
    with sqlite3.connect(path) as base:
        return list(minute_rows.select(base, session))


def ends(path: Path) -> Ends:
    """Return when each session ended, in minutes after nine, and why."""
    with sqlite3.connect(path) as base:
        rows = base.execute("SELECT ended_at, reason FROM session ORDER BY id").fetchall()
    return [(None if at is None else (at - NOW.timestamp()) / 60, why) for at, why in rows]


@given(rows=st.lists(minutes(), max_size=4))
def test_minutes_come_back_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Minute]
) -> None:
    path = tmp_path_factory.mktemp("minutes") / "history.sqlite3"
    with Logbook(path) as logbook:
        session = logbook.begin("0", NOW)
        for row in rows:
            logbook.add_minute(session, row)

    assert kept(path, session) == rows


def test_every_measure_has_its_columns(logbook: Logbook, path: Path) -> None:
    with sqlite3.connect(path) as base:
        columns = {row[1] for row in base.execute("PRAGMA table_info(minute)")}

    assert columns == {"id", "session", *minute_rows.COLUMNS}
    assert {f"{name}_sd_person" for name in MEASURES} < columns


@given(alerts=st.lists(ALERTS, max_size=4))
def test_what_was_denied_comes_back_as_it_was_said(
    tmp_path_factory: pytest.TempPathFactory, alerts: list[Alert]
) -> None:
    path = tmp_path_factory.mktemp("alerts") / "history.sqlite3"
    with Logbook(path) as logbook:
        session = logbook.begin("0", NOW)
        for number, alert in enumerate(alerts):
            said = logbook.add_alert(session, NOW + number * HOUR, alert)
            logbook.add_feedback(said, NOW + (number + 1) * HOUR)

        assert [one.alert for one in logbook.feedbacks()] == alerts
        assert [one.at for one in logbook.feedbacks()] == [
            NOW + (number + 1) * HOUR for number in range(len(alerts))
        ]
        last = (NOW + (len(alerts) - 1) * HOUR, alerts[-1]) if alerts else None
        assert logbook.last_alert() == last


def test_what_was_not_denied_is_no_feedback(logbook: Logbook) -> None:
    logbook.add_alert(logbook.begin("0", NOW), NOW, FORWARD)

    assert logbook.feedbacks() == ()


def test_what_is_denied_twice_is_kept_once(logbook: Logbook) -> None:
    said = logbook.add_alert(logbook.begin("0", NOW), NOW, FORWARD)
    logbook.add_feedback(said, NOW)
    logbook.add_feedback(said, NOW + HOUR)

    assert [one.at for one in logbook.feedbacks()] == [NOW]


def test_feedback_needs_an_alert(logbook: Logbook) -> None:
    with pytest.raises(StoreError):
        logbook.add_feedback(7, NOW)


def test_a_session_ends_when_it_is_told_to(logbook: Logbook, path: Path) -> None:
    session = logbook.begin("0", NOW, "home-desk", {"posture": "0.1.0"})
    logbook.end(session, NOW + HOUR, "stopped")
    logbook.begin("0", NOW + 2 * HOUR)

    assert ends(path) == [(60.0, "stopped"), (None, None)]


def test_after_a_crash_a_session_ends_at_its_last_beat(logbook: Logbook, path: Path) -> None:
    session = logbook.begin("0", NOW)
    logbook.add_minute(session, minute(0))
    with Control(path) as control:
        control.beat("0", NOW + timedelta(seconds=90), WATCHING, session)
    logbook.begin("0", NOW + HOUR)

    assert ends(path) == [(1.5, "crashed"), (None, None)]


def test_after_a_crash_without_a_beat_it_ends_with_its_last_minute(
    logbook: Logbook, path: Path
) -> None:
    session = logbook.begin("0", NOW)
    logbook.add_minute(session, minute(0))
    logbook.add_minute(session, minute(1, seated_s=30.0))
    logbook.begin("0", NOW + HOUR)

    assert ends(path)[0] == (1.5, "crashed")


def test_beats_of_a_later_watch_do_not_prolong_a_crashed_session(
    logbook: Logbook, path: Path
) -> None:
    logbook.add_minute(logbook.begin("0", NOW), minute(0))
    with Control(path) as control:
        control.beat("0", NOW + 2 * HOUR, WATCHING)  # it kept nothing
    logbook.begin("0", NOW + 3 * HOUR)

    assert ends(path)[0] == (1.0, "crashed")


def test_a_session_that_never_saw_a_minute_ends_where_it_began(
    logbook: Logbook, path: Path
) -> None:
    logbook.begin("0", NOW)
    logbook.begin("0", NOW + HOUR)

    assert ends(path)[0] == (0.0, "crashed")


def test_a_watch_of_another_camera_that_runs_is_left_open(logbook: Logbook, path: Path) -> None:
    session = logbook.begin("0", NOW)
    with Control(path) as control:
        control.beat("0", NOW + HOUR, WATCHING, session)
    logbook.begin("1", NOW + HOUR + timedelta(seconds=2))

    assert ends(path) == [(None, None), (None, None)]


def test_a_session_says_which_profile_was_found_to_fit(logbook: Logbook, path: Path) -> None:
    session = logbook.begin("0", NOW)
    logbook.set_profile(session, "office")

    with sqlite3.connect(path) as base:
        assert base.execute("SELECT profile FROM session").fetchall() == [("office",)]
