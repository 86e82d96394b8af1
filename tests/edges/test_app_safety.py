"""What prompts may offer, by what is kept of the coach."""

from datetime import UTC, datetime

import pytest

from posture.app.safety import offers_exercise
from posture.app.settings import history_path
from posture.care_course import CoachSession, Result
from posture.messages import load_messages
from posture.outputs.history import History

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_before_anything_was_asked_breaks_are_offered_and_nothing_is_written() -> None:
    assert offers_exercise()
    assert not history_path().exists()


@pytest.mark.parametrize("result", Result)
def test_breaks_are_held_back_while_a_doctor_should_look_first(result: Result) -> None:
    with History(history_path()) as history:
        history.add_result(NOW, result)

    assert offers_exercise() == (result not in (Result.NOW, Result.WEEK))


def test_a_plan_that_was_stopped_leaves_a_walk() -> None:
    stopped = CoachSession(at=NOW, muscle="scalenes", level=None, before=3, after=6, stopped=True)
    with History(history_path()) as history:
        history.add_session(stopped, {})

    offered = load_messages().active_break("shrug", gentle=not offers_exercise())

    assert [what for _, what in offered.steps if "Walk" in what]
    assert not [what for _, what in offered.steps if "shrug" in what.lower()]
