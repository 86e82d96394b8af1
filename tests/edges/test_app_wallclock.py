"""Days begin at their own midnight, also where the clocks have been set meanwhile."""

import re
import sqlite3
import sys
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from posture.app import wallclock
from posture.app.settings import history_path
from posture.outputs.logbook import Logbook
from tests.builders_watch import minute
from tests.program import call

pytestmark = [
    pytest.mark.usefixtures("_berlin"),
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no tzset"),
]
WINTER, SUMMER = date(2024, 1, 15), date(2024, 7, 8)  # one is across a change, always
DAYS = pytest.mark.parametrize("day", [WINTER, SUMMER], ids=["winter", "summer"])


def kept(day: date) -> list[datetime]:
    """Keep a minute just before a day, at its beginning, at its end and just after it."""
    beside = (timedelta(minutes=-10), timedelta(minutes=10))
    ends = [datetime(*one.timetuple()[:3]).astimezone() for one in (day, day + timedelta(days=1))]
    times = [end + by for end in ends for by in beside]
    with Logbook(history_path()) as book:
        for at in times:
            session = book.begin("HD Webcam", at)
            book.add_minute(session, replace(minute(0), at=at))
            book.end(session, at + timedelta(minutes=1), "stopped")
    return times


@DAYS
def test_a_report_of_a_day_holds_that_day_and_nothing_else(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, day: date
) -> None:
    kept(day)
    page, after = tmp_path / "page.html", day + timedelta(days=1)
    ended = call(
        capsys, "report", "--since", f"{day:%Y-%m-%d}", "--until", f"{after:%Y-%m-%d}",
        "--out", page,
    )  # fmt: skip
    found = re.search(r"<h1>Your posture, (.*)</h1>", page.read_text(encoding="utf-8"))

    assert ended.code == 0
    assert found is not None
    assert found[1] == f"{day.day} {day:%B %Y}"


@DAYS
def test_a_list_since_a_day_and_a_purge_before_it_begin_at_its_midnight(
    capsys: pytest.CaptureFixture[str], day: date
) -> None:
    times = kept(day)
    listed = call(capsys, "history", "list", "--since", f"{day:%Y-%m-%d}", "--json").out
    call(capsys, "history", "purge", "--before", f"{day:%Y-%m-%d}", "--yes")
    with sqlite3.connect(history_path()) as base:
        left = [at for (at,) in base.execute("SELECT at FROM minute ORDER BY at")]

    assert listed.count('"started_at"') == 3
    assert left == [at.timestamp() for at in times[1:]]


def test_whole_days_begin_at_midnight_and_lengths_are_lengths() -> None:
    now = datetime(2026, 11, 30, 10).astimezone()

    assert str(wallclock.first_day("60d", now)) == "2026-10-02 00:00:00+02:00"
    assert str(wallclock.since("2026-10-25", now)) == "2026-10-25 00:00:00+02:00"
    assert str(wallclock.since("2026-10-26", now)) == "2026-10-26 00:00:00+01:00"
    assert now - wallclock.since("60d", now) == timedelta(days=60)


def test_a_time_of_day_is_meant_by_the_clock_of_that_day() -> None:
    evening = datetime(2026, 10, 24, 22).astimezone()  # the clocks go back in the night

    assert str(wallclock.until("until 09:00", evening)) == "2026-10-25 09:00:00+01:00"
    assert str(wallclock.until("until-tomorrow", evening)) == "2026-10-25 04:00:00+01:00"
    assert wallclock.until("11h", evening) - evening == timedelta(hours=11)
