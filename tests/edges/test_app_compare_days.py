"""`posture compare` of two stretches of the history."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from posture.app.settings import history_path
from posture.minutes import Minute
from posture.outputs.logbook import Logbook
from posture.types import Estimate
from tests.program import call, in_json

MONDAY = datetime(2026, 1, 5, 9).astimezone()


@pytest.fixture
def page(tmp_path: Path) -> Path:
    return tmp_path / "page.html"


@pytest.fixture
def _two_weeks() -> None:
    """Five days before and five after, the head 5° less forward in the second week."""
    with Logbook(history_path()) as book:
        for day in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 12):
            start, mean = MONDAY + timedelta(days=day), 45.0 if day < 7 else 40.0
            session = book.begin("HD Webcam", start, profile="desk", versions={"posture": "1"})
            for row in _minutes(start, mean, seed=day):
                book.add_minute(session, row)
            book.end(session, start + timedelta(hours=2), "stopped")


def _minutes(start: datetime, mean: float, *, seed: int) -> Iterator[Minute]:
    chance = np.random.default_rng(seed)
    for number in range(120):
        unseen = number % 10 == 0
        forward = Estimate(mean + chance.normal(0, 2), 1.0, 2.0)
        yield Minute(
            at=start + timedelta(minutes=number),
            seconds={"unknown": 60.0} if unseen else {"seated": 60.0},
            measures={} if unseen else {"head_forward_deg": forward},
            observed_s={} if unseen else {"head_forward_deg": 60.0},
            dose={} if unseen else {"cervical_extensors": 0.02 * (mean - 35)},
            dose_interval={} if unseen else {"cervical_extensors": (0.1, 0.3)},
            coverage=0.9,
            view="front",
        )


@pytest.mark.usefixtures("_two_weeks")
def test_two_weeks_of_the_history_are_before_and_after(
    capsys: pytest.CaptureFixture[str], page: Path
) -> None:
    weeks = ("2026-01-05..2026-01-09", "2026-01-12..2026-01-16")
    ended = call(capsys, "compare", *weeks, "--out", page)
    found, _ = in_json(capsys, "compare", *weeks, "--out", page)
    (forward,) = found["measures"]
    (dose,) = found["doses"]

    assert ended.out.splitlines()[0].startswith("After: head 5.1° less forward (between ")
    assert "540 and 540 minutes observed" in ended.out
    assert "fell from 20 % to 10 % of our guide value" in ended.out
    assert ended.err == ""
    assert forward["low"] < -4.9 < forward["high"] + 0.5
    assert dose["difference"] == pytest.approx(-0.1)
    assert found["before"] == "5 January 2026 to 9 January 2026"


@pytest.mark.usefixtures("_two_weeks")
def test_one_day_is_a_period_and_little_of_it_is_said(
    capsys: pytest.CaptureFixture[str], page: Path
) -> None:
    found, _ = in_json(capsys, "compare", "2026-01-05", "2026-01-12", "--out", page)

    assert found["before"] == "5 January 2026"
    assert found["doubts"] == []


def _night(end: timedelta, profile: str | None = "desk") -> None:
    """Keep a session from Monday evening on, the head forward only after midnight."""
    start = MONDAY.replace(hour=23)
    with Logbook(history_path()) as book:
        session = book.begin("HD Webcam", start, profile=profile)
        for row in _minutes(start, 40.0, seed=1):
            late = row.at.astimezone().day > start.day
            values = {"head_forward_deg": Estimate(60.0 if late else 30.0, 1.0, 2.0)}
            if row.measures:
                book.add_minute(session, replace(row, measures=values))
        book.end(session, start + end, "stopped")


def test_a_session_over_midnight_counts_on_both_days_by_its_minutes(
    capsys: pytest.CaptureFixture[str], page: Path
) -> None:
    _night(timedelta(hours=2))
    found, _ = in_json(capsys, "compare", "2026-01-05", "2026-01-06", "--out", page)
    (forward,) = found["measures"]

    assert (forward["before"], forward["after"]) == pytest.approx((30, 60))
    assert forward["observed_min"] == pytest.approx([54, 54])


def test_a_session_that_began_before_the_days_and_touches_none_is_left_out(
    capsys: pytest.CaptureFixture[str], page: Path
) -> None:
    _night(timedelta(hours=2))
    ended = call(capsys, "compare", "2026-01-05", "2026-01-07", "--out", page)

    assert ended.code == 1
    assert "found nothing in the history" in ended.sentences[0]


@pytest.mark.usefixtures("_berlin")
def test_a_day_begins_at_its_own_midnight_whatever_the_clocks_say_now(
    capsys: pytest.CaptureFixture[str], page: Path
) -> None:
    days = ((2026, 1, 5), (2026, 3, 29), (2026, 7, 6))  # winter, the clocks go forward, summer
    with Logbook(history_path()) as book:
        for day in days:
            for start in (datetime(*day).astimezone(), datetime(*day, 23, 30).astimezone()):
                session = book.begin("HD Webcam", start)
                for row in list(_minutes(start, 40.0, seed=1))[:30]:
                    book.add_minute(session, row)
                book.end(session, start + timedelta(minutes=30), "stopped")
    winter, _ = in_json(capsys, "compare", "2026-01-05", "2026-07-06", "--out", page)
    spring, _ = in_json(capsys, "compare", "2026-03-29", "2026-07-06", "--out", page)

    assert winter["measures"][0]["observed_min"] == [54, 54]
    assert spring["measures"][0]["observed_min"] == [54, 54]


def _weeks(cameras: Sequence[str], profiles: Sequence[str | None]) -> None:
    """Keep a day for each camera and profile, with less load from the second half on."""
    for number, (camera, profile) in enumerate(zip(cameras, profiles, strict=True)):
        start = MONDAY + timedelta(days=number)
        mean = 45.0 if 2 * number < len(cameras) else 40.0
        with Logbook(history_path()) as book:
            session = book.begin(camera, start, profile=profile)
            for row in _minutes(start, mean, seed=number):
                book.add_minute(session, row)
            book.end(session, start + timedelta(hours=2), "stopped")


@pytest.mark.parametrize(
    ("cameras", "profiles"),
    [
        (["A"] * 6 + ["B"] * 6, ["desk"] * 12),
        (["A"] * 12, ["desk"] * 6 + ["new"] * 6),
        (["A"] * 12, ["desk"] * 6 + [None] * 6),
        (["A"] * 9 + ["B"] * 3, ["desk"] * 12),
    ],
)
def test_a_load_seen_by_another_camera_or_profile_is_not_called_changed(
    capsys: pytest.CaptureFixture[str],
    page: Path,
    cameras: Sequence[str],
    profiles: Sequence[str | None],
) -> None:
    _weeks(cameras, profiles)
    days = ("2026-01-05..2026-01-10", "2026-01-11..2026-01-16")
    ended = call(capsys, "compare", *days, "--out", page)
    found, _ = in_json(capsys, "compare", *days, "--out", page)
    (dose,) = found["doses"]

    assert "whether it changed cannot be told" in ended.out
    assert "cannot be told" in page.read_text("utf-8")
    assert (dose["alike"], dose["low"], dose["high"]) == (False, None, None)


def test_two_cameras_used_before_and_after_are_the_same_way_of_looking(
    capsys: pytest.CaptureFixture[str], page: Path
) -> None:
    _weeks(["A", "B"] * 6, ["desk", "sofa"] * 6)
    found, said = in_json(
        capsys, "compare", "2026-01-05..2026-01-10", "2026-01-11..2026-01-16", "--out", page
    )

    assert found["doses"][0]["alike"]
    assert said == []


def _day(number: int, *, hidden: bool) -> None:
    """Keep two hours of which the second is spent with the neck hidden, or both."""
    start = MONDAY + timedelta(days=number)
    with Logbook(history_path()) as book:
        session = book.begin("HD Webcam", start)
        for place, one in enumerate(_minutes(start, 40.0, seed=number)):
            if hidden or place >= 60:
                values = dict.fromkeys(("shrug_left",), Estimate(0.1, 0.1, 0.1))
                one = replace(one, measures=values, observed_s=dict.fromkeys(values, 60.0))
                one = replace(one, seconds={"seated": 60.0}, dose={"cervical_extensors": 0.0})
                one = replace(one, dose_interval={"cervical_extensors": (0.0, 0.0)})
            book.add_minute(session, one)
        book.end(session, start + timedelta(hours=2), "stopped")


def test_time_at_the_desk_with_a_hidden_neck_is_no_load_of_nothing(
    capsys: pytest.CaptureFixture[str], page: Path
) -> None:
    _day(0, hidden=False)
    _day(1, hidden=False)
    _day(2, hidden=True)
    seen, _ = in_json(capsys, "compare", "2026-01-05", "2026-01-06", "--out", page)
    hidden, _ = in_json(capsys, "compare", "2026-01-05", "2026-01-07", "--out", page)

    assert seen["doses"][0]["before"] == pytest.approx(0.1)
    assert seen["doses"][0]["after"] == pytest.approx(0.1)
    assert hidden["doses"] == []


@pytest.mark.usefixtures("_two_weeks")
def test_days_are_compared_with_days_and_not_with_other_methods(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    theirs = tmp_path / "kinovea.csv"
    theirs.write_text("Time (ms),CVA\n0,50\n40,51\n")
    days = call(capsys, "compare", "2026-01-05..2026-01-09", theirs)
    empty = call(capsys, "compare", "2026-01-05..2026-01-09", "2020-01-01..2020-01-02")
    turned = call(capsys, "compare", "2026-01-09..2026-01-05", "2026-01-12")
    columns = call(capsys, "compare", "2026-01-05", "2026-01-12", "--offset-s", "1")

    assert (days.code, empty.code, turned.code, columns.code) == (2, 1, 2, 2)
    assert "name its folder" in days.sentences[0]
    assert "found nothing in the history" in empty.sentences[0]
    assert "the earlier day first" in turned.sentences[0]
    assert "found two periods" in columns.sentences[0]
