"""`posture history show --by`: what each day, week, place and profile came to."""

import json
from datetime import timedelta

import pytest

from posture.app.history_cli import By as Choice
from posture.app.settings import history_path
from posture.outputs.ledger import By
from posture.outputs.logbook import Logbook
from tests.builders_watch import FORWARD, NOW, minute
from tests.program import call


@pytest.fixture
def _kept() -> None:
    """Two days of two minutes each; a false alarm on the second."""
    with Logbook(history_path()) as logbook:
        for day in range(2):
            session = logbook.begin("/videos/desk.mp4", NOW + timedelta(days=day))
            for number in range(2):
                logbook.add_minute(session, minute(1440 * day + number))
            logbook.end(session, NOW + timedelta(days=day, minutes=2), "stopped")
            if day == 1:
                said = logbook.add_alert(session, NOW + timedelta(days=1), FORWARD)
                logbook.add_feedback(said, NOW)


def test_the_choice_is_what_the_ledger_knows() -> None:
    assert list(map(str, Choice)) == list(map(str, By))


@pytest.mark.usefixtures("_kept")
def test_days_have_the_promised_keys(capsys: pytest.CaptureFixture[str]) -> None:
    first, second = json.loads(call(capsys, "history", "show", "--by", "day", "--json").out)

    assert (first["day"], second["day"]) == ("2026-03-02", "2026-03-03")
    assert (first["watched_s"], first["seen_s"], first["unknown_s"]) == (120.0, 120.0, 0.0)
    assert first["measures"]["protraction_cm"] == {"median": 1.5, "observed_s": 120.0}
    assert first["measures"]["screen_distance_cm"] == {"median": None, "observed_s": 0.0}
    assert first["peak_dose"] == 0.25
    assert isinstance(first["most_loaded_muscle"], str)
    assert [(one["alerts"], one["false_alarms"]) for one in (first, second)] == [(0, 0), (0, 1)]


@pytest.mark.usefixtures("_kept")
@pytest.mark.parametrize(
    ("by", "name"),
    [("day", "2026-03-03"), ("week", "2026-W10"), ("place", "desk.mp4"), ("profile", "(none)")],
)
def test_the_table_fits_the_screen_and_says_what_is_unseen(
    capsys: pytest.CaptureFixture[str], by: str, name: str
) -> None:
    said = call(capsys, "history", "show", "--by", by).out
    (row,) = [line.removeprefix(f" {name}") for line in said.splitlines() if name in line]

    assert row.split()[2:7] == ["–", "1.5", "–", "–", "–"]
    assert max(map(len, said.splitlines())) <= 80
    assert "…" not in said
    assert "Unknown is not good." in said.replace("\n", " ")


@pytest.mark.usefixtures("_kept")
def test_a_span_holds_the_days_that_are_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("history", "show", "--by", "day", "--json")
    since = json.loads(call(capsys, *words, "--since", "2026-03-03").out)
    until = json.loads(call(capsys, *words, "--until", "2026-03-03").out)

    assert [one["day"] for one in since] == ["2026-03-03"]
    assert [one["day"] for one in until] == ["2026-03-02"]


def test_an_empty_history_is_an_empty_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(call(capsys, "history", "show", "--by", "week", "--json").out) == []
    assert "Unknown" not in call(capsys, "history", "show", "--by", "week").out


@pytest.mark.parametrize("words", [[], [1, "--by", "day"], [1, "--since", "7d"]])
def test_one_thing_is_shown_at_a_time(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    ended = call(capsys, "history", "show", *words)

    assert ended.code == 2
    assert "--by" in ended.sentences[0]
