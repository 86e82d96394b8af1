"""Before and after a change: told where somebody was seen in the same way, else not."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from benchmarks.days import START, fill
from posture.config import AlertConfig
from posture.outputs import therapist
from posture.outputs.almanac import Almanac
from posture.outputs.digest import Digest
from posture.outputs.history_report import render
from posture.outputs.pages import page
from posture.outputs.turns import turns, unlike_sides

DAYS = 15
CHANGED = date(2025, 1, 15)


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Digest:
    path = tmp_path_factory.mktemp("days") / "history.sqlite3"
    fill(path, DAYS, better_from=7)
    with Almanac(path) as almanac:
        period = almanac.period(START - timedelta(days=1), START + timedelta(days=400))
    return Digest(period, AlertConfig(), changed=CHANGED, what="a new chair")


def printout(found: Digest) -> str:
    return page("therapist.html.j2").render(**therapist.parts(found))


def test_the_change_is_seen_where_it_was_made(days: Digest) -> None:
    found = {one.name: one.found for one in turns(days)}
    forward = found["protraction_cm"].difference

    assert forward is not None
    assert forward.high is not None
    assert forward.high < 0
    assert found["protraction_cm"].days == (7, 8)


def _as(found: Digest, source: str, profile: str) -> Digest:
    """Return the same days, seen so from the day of the change on."""
    sessions = tuple(
        replace(one, source=source, profile=profile) if one.started_at.date() >= CHANGED else one
        for one in found.period.sessions
    )
    period = replace(found.period, sessions=sessions)
    return Digest(period, AlertConfig(), changed=CHANGED, what="a new chair")


@pytest.mark.parametrize(
    ("source", "profile", "said"),
    [
        ("C920", "home-desk", "The camera was another one: HD Webcam before, C920 after."),
        ("HD Webcam", "new", "Upright was another posture: home-desk before, new after."),
    ],
)
def test_whether_it_helped_cannot_be_told_of_a_load_that_was_seen_otherwise(
    days: Digest, source: str, profile: str, said: str
) -> None:
    other = _as(days, source, profile)
    before, now = ({one.name: one for one in turns(each)} for each in (days, other))
    text, sheet = (
        one.replace("\N{NO-BREAK SPACE}", " ")
        for one in (render(other, profiles={}), printout(other))
    )
    wide, narrow = (each["protraction_cm"].found.difference for each in (now, before))

    assert said in text
    assert '<td data-label="Change">cannot be told</td>' in text
    assert "load cannot be told, as camera or upright posture changed too" in sheet
    assert wide is not None
    assert narrow is not None
    assert (wide.high or 0) - (wide.low or 0) > (narrow.high or 0) - (narrow.low or 0)
    assert now["pain"] == before["pain"]
    assert now["longest sitting"] == before["longest sitting"]


def test_where_nothing_else_changed_nothing_is_doubted(days: Digest) -> None:
    assert unlike_sides(days) == ()
    assert all(one.told for one in turns(days))
    assert unlike_sides(Digest(days.period, AlertConfig())) == ()
