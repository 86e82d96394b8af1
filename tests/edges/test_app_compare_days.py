"""`posture compare` of two stretches of the history."""

from collections.abc import Iterator
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
