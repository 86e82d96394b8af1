"""`posture coach --print` and `--json`: the whole plan, of a documented and stable shape."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from posture.app.settings import history_path
from posture.care import load_care
from posture.care_course import Result
from posture.care_plan import muscle_names
from posture.outputs.history import History
from tests.program import call, spawn

CARE = load_care()
STEP_KEYS = {
    "id", "kind", "tool", "title", "how", "seconds", "rounds", "phases", "dose", "easier", "stop",
    "stops_at", "sources", "grade",
}  # fmt: skip
PLAN_KEYS = {
    "version", "muscle", "name", "anatomical", "statement", "about", "questions", "stop_rules",
    "never", "no_pressure", "instead", "levels", "steps", "programme", "breaks", "comforts",
    "closing", "therapist", "effect", "honesty", "sources",
}  # fmt: skip


@pytest.mark.parametrize("name", muscle_names(CARE))
def test_every_plan_is_valid_json_of_the_documented_shape(
    capsys: pytest.CaptureFixture[str], name: str
) -> None:
    plan = json.loads(call(capsys, "coach", "--print", "--json", name).out)

    assert plan.keys() == PLAN_KEYS
    assert (plan["version"], plan["muscle"]) == (1, name)
    assert all(step.keys() == STEP_KEYS for step in plan["steps"])
    named = {
        key
        for part in ("steps", "breaks", "levels")
        for one in plan[part]
        for key in one["sources"]
    }
    assert named <= plan["sources"].keys()
    assert [one["tier"] for one in plan["questions"]] == ["now", "now", "week", "ask"]


def test_the_shape_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "commands.md").read_text("utf-8")

    assert [key for key in PLAN_KEYS | STEP_KEYS if f"`{key}`" not in page] == []


def test_the_plan_of_the_suboccipitals_is_stable(capsys: pytest.CaptureFixture[str]) -> None:
    plan = json.loads(call(capsys, "coach", "--json", "suboccipitals").out)
    outline = [(step["id"], step["kind"], step["seconds"]) for step in plan["steps"]]

    assert outline == [
        ("rub", "massage", 45.0),
        ("fingers_skull_rim", "pressure", 115.0),
        ("suboccipital_nod", "stretch", 60.0),
        ("chin_tuck", "strengthen", 25.0),
        ("breathing", "breathe", 180.0),
    ]
    assert [level["id"] for level in plan["levels"]] == ["minor", "moderate", "stubborn"]


def test_the_whole_plan_is_printed_with_the_questions_first(
    capsys: pytest.CaptureFixture[str],
) -> None:
    printed = call(capsys, "coach", "--print", "upper_trapezius").out
    order = ["First the questions", "When to stop", "How much", "expect at a therapist", "\nNever"]

    places = [printed.index(words) for words in order]
    assert places == sorted(places)


def test_without_a_terminal_it_says_what_to_do_instead() -> None:
    ended = spawn("coach", "scalenes")

    assert ended.code == 2
    assert len(ended.sentences) == 1
    assert "posture coach --print" in ended.err


def test_an_unknown_muscle_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    ended = call(capsys, "coach", "hip", "--print")

    assert ended.code == 2
    assert "posture muscles" in ended.err


@pytest.mark.parametrize("form", ["--print", "--json"])
def test_after_an_urgent_answer_no_plan_is_printed(
    capsys: pytest.CaptureFixture[str], form: str
) -> None:
    with History(history_path()) as history:
        history.add_result(datetime(2026, 3, 2, tzinfo=UTC), Result.NOW)

    printed = " ".join(call(capsys, "coach", form, "upper_trapezius").out.split())

    assert "emergency number or a doctor today" in printed
    assert "Ball" not in printed
