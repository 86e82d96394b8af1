"""Days, weeks, places and profiles are summed up as they were watched, and unknown is not good."""

import math
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.minutes import Minute
from posture.outputs.ledger import TOLD, By, Entry, Ledger
from posture.outputs.logbook import Logbook
from posture.types import Estimate
from tests.builders_days import kept
from tests.builders_watch import FORWARD, NOW, minute, minutes

EVER = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC))
EAST = timezone(timedelta(hours=1))
HOUR = timedelta(hours=1)
FORWARD_CM = "protraction_cm"


def told(path: Path, by: By) -> tuple[Entry, ...]:
    with Ledger(path) as ledger:
        return ledger.entries_by(by, *EVER)


def write(
    path: Path,
    rows: Iterable[Minute],
    *,
    began: datetime = NOW,
    source: str = "0",
    profile: str | None = None,
) -> int:
    with Logbook(path) as logbook:
        session = logbook.begin(source, began, profile)
        for one in rows:
            logbook.add_minute(session, one)
        logbook.end(session, began + HOUR, "stopped")
    return session


def unseen(number: int) -> Minute:
    return replace(minute(number), seconds={"unknown": 60.0}, measures={}, observed_s={})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite3"


@pytest.mark.parametrize("by", By)
@given(rows=st.lists(minutes(), min_size=1, max_size=6, unique_by=lambda one: one.at))
def test_no_second_is_lost_and_none_is_counted_twice(
    tmp_path_factory: pytest.TempPathFactory, by: By, rows: list[Minute]
) -> None:
    entries = told(kept(tmp_path_factory.getbasetemp() / f"{by}.sqlite3", rows), by)
    unknown = sum(one.seconds.get("unknown", 0.0) for one in rows)
    seen = sum(
        one.seconds.get(name, 0.0) for one in rows for name in ("seated", "standing", "away")
    )

    assert sum(one.unknown_s for one in entries) == pytest.approx(unknown)
    assert sum(one.seen_s for one in entries) == pytest.approx(seen)
    assert sum(one.watched_s for one in entries) == pytest.approx(seen + unknown)
    for name in TOLD:
        observed = sum(one.observed_s.get(name, 0.0) for one in rows)
        assert sum(one.observed_s[name] for one in entries) == pytest.approx(observed)


@given(rows=st.lists(minutes(), min_size=1, max_size=6, unique_by=lambda one: one.at))
def test_a_median_lies_among_what_was_observed_and_is_missing_where_nothing_was(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Minute]
) -> None:
    for entry in told(kept(tmp_path_factory.getbasetemp() / "median.sqlite3", rows), By.DAY):
        own = [one for one in rows if f"{one.at:%Y-%m-%d}" == entry.name]
        for name, median in entry.medians.items():
            values = [one.measures[name].value for one in own if name in one.measures]

            assert (median is None) == (values == [])
            assert median is None or median in values


def test_a_median_weighs_minutes_by_what_was_observed_of_them(path: Path) -> None:
    long, short = minute(0), minute(1)
    short = replace(short, measures={FORWARD_CM: Estimate(9.0, 0.4)}, observed_s={FORWARD_CM: 5.0})
    short_too = replace(short, at=short.at + timedelta(minutes=1))
    write(path, [long, short, short_too])
    (entry,) = told(path, By.DAY)

    assert entry.medians[FORWARD_CM] == 1.5
    assert entry.observed_s[FORWARD_CM] == 70.0


def test_a_day_of_which_nothing_was_seen_is_unknown_and_not_good(path: Path) -> None:
    write(path, [unseen(number) for number in range(10)])
    (entry,) = told(path, By.DAY)

    assert (entry.seen_s, entry.unknown_s) == (0.0, 600.0)
    assert set(entry.medians.values()) == {None}
    assert entry.highest is None


def test_the_highest_dose_is_that_of_the_most_loaded_muscle(path: Path) -> None:
    tired = minute(1)
    write(path, [minute(0), replace(tired, dose={**tired.dose, "scalenes": 0.75})])
    (entry,) = told(path, By.WEEK)

    assert entry.highest == ("scalenes", 0.75)


@pytest.mark.parametrize(
    ("at", "day", "week"),
    [
        ("2026-03-01T23:30:00+01:00", "2026-03-01", "2026-W09"),  # a Sunday
        ("2026-03-02T00:30:00+01:00", "2026-03-02", "2026-W10"),  # Sunday still in London
        ("2025-12-31T12:00:00+01:00", "2025-12-31", "2026-W01"),
        ("2027-01-03T12:00:00-08:00", "2027-01-03", "2026-W53"),
    ],
)
def test_days_and_weeks_are_those_of_the_wall(path: Path, at: str, day: str, week: str) -> None:
    began = datetime.fromisoformat(at)
    write(path, [replace(minute(0), at=began.astimezone(UTC))], began=began)

    assert [one.name for one in told(path, By.DAY)] == [day]
    assert [one.name for one in told(path, By.WEEK)] == [week]


def test_a_night_is_shared_between_its_two_days(path: Path) -> None:
    began = datetime(2026, 3, 2, 23, 58, tzinfo=EAST)
    rows = [replace(minute(0), at=(began + timedelta(minutes=n)).astimezone(UTC)) for n in range(5)]
    write(path, rows, began=began)

    assert [(one.name, one.watched_s) for one in told(path, By.DAY)] == [
        ("2026-03-02", 120.0),
        ("2026-03-03", 180.0),
    ]


def test_places_and_profiles_are_told_apart_the_nameless_last(path: Path) -> None:
    write(path, [minute(0)], source="laptop")
    write(path, [minute(60), minute(61)], source="HD Webcam", profile="home", began=NOW + HOUR)
    write(path, [minute(120)], source="HD Webcam", profile="standing", began=NOW + 2 * HOUR)
    places, profiles = told(path, By.PLACE), told(path, By.PROFILE)

    assert [(one.name, one.watched_s) for one in places] == [("HD Webcam", 180.0), ("laptop", 60.0)]
    assert [(one.name, one.watched_s) for one in profiles] == [
        *(("home", 120.0), ("standing", 60.0), (None, 60.0)),
    ]


def test_false_alarms_are_counted_apart_and_alerts_without_a_minute_too(path: Path) -> None:
    session = write(path, [minute(0)])
    with Logbook(path) as logbook:
        first = logbook.add_alert(session, NOW, FORWARD)
        logbook.add_alert(session, NOW, FORWARD)
        logbook.add_feedback(first, NOW)
        logbook.add_alert(session, NOW + timedelta(days=1), FORWARD)
    today, tomorrow = told(path, By.DAY)

    assert (today.alerts, today.false_alarms) == (1, 1)
    assert (tomorrow.alerts, tomorrow.false_alarms, tomorrow.watched_s) == (1, 0, 0.0)


def test_what_lies_outside_of_the_span_is_left_out(path: Path) -> None:
    write(path, [minute(number) for number in range(4)])
    with Ledger(path) as ledger:
        (entry,) = ledger.entries_by(
            By.PLACE, NOW + timedelta(minutes=1), NOW + timedelta(minutes=3)
        )

    assert entry.watched_s == 120.0


@pytest.mark.parametrize("by", By)
def test_an_empty_history_has_no_entries(path: Path, by: By) -> None:
    assert told(path, by) == ()


def test_every_number_is_finite(path: Path) -> None:
    write(path, [unseen(0), minute(1), replace(minute(2), seconds={"away": 60.0}, measures={})])
    for by in By:
        for one in told(path, by):
            numbers = (one.watched_s, one.seen_s, *one.observed_s.values())
            assert all(map(math.isfinite, numbers))
