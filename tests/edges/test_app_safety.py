"""What prompts may offer, by what is kept of the coach."""

from datetime import UTC, datetime

import pytest

from posture.app.safety import offers_exercise
from posture.app.settings import history_path
from posture.care_course import CoachSession, Result
from posture.outputs.history import History
from posture.outputs.logbook import Logbook
from posture.outputs.prompting import prompt_of
from posture.types import Alert, Level
from tests.program import call

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
RAISED = Alert(
    time_s=60.0,
    kind="shrug_both",
    level=Level.NOTE,
    muscle="upper_trapezius_left",
    value=0.5,
    limit=0.25,
    unit="own shrug",
    message="Both shoulders have been raised.",
    active_break="shrug",
)


def test_before_anything_was_asked_breaks_are_offered_and_nothing_is_written() -> None:
    assert offers_exercise()
    assert not history_path().exists()


@pytest.mark.parametrize("result", Result)
def test_breaks_are_held_back_while_a_doctor_should_look_first(result: Result) -> None:
    with History(history_path()) as history:
        history.add_result(NOW, result)

    assert offers_exercise() == (result not in (Result.NOW, Result.WEEK))


def test_a_plan_that_was_stopped_leaves_a_walk(capsys: pytest.CaptureFixture[str]) -> None:
    stopped = CoachSession(at=NOW, muscle="scalenes", level=None, before=3, after=6, stopped=True)
    with History(history_path()) as history:
        history.add_session(stopped, {})
    with Logbook(history_path()) as logbook:
        logbook.add_alert(logbook.begin("0", NOW), NOW, RAISED)

    said = call(capsys, "why").out

    assert "Away from the screen" in said
    assert "shrug" not in said.partition("what to do")[2]


def test_a_prompt_offers_what_may_be_offered() -> None:
    assert prompt_of(RAISED).text != prompt_of(RAISED, gentle=True).text
    assert "Away from the screen" in prompt_of(RAISED, gentle=True).text
