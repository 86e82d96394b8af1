"""`posture advice`: asked once, kept, obeyed, and silent where the coach said "now"."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from posture.app.desk import write_answers
from posture.app.settings import answers_path, history_path
from posture.care_course import Result
from posture.outputs.history import History
from posture.outputs.summary import write_session
from tests.builders_session import front_session
from tests.program import call
from tests.typed import typed

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LENSES = {"lenses": "yes", "keyboard": "separate"}


def ids(printed: str) -> list[str]:
    return [one["id"] for one in json.loads(printed)["advice"]]


def test_the_questions_are_asked_once_and_obeyed(tmp_path: Path) -> None:
    answers = [2, 1, 1, 3, 1, 1, 1, 2]
    cues = [(f"{n} of 8", "") for n in range(1, 9)]
    script = [step for cue, a in zip(cues, answers, strict=True) for step in (cue, ("]", f"{a}\n"))]

    first = typed("advice", script=script, home=tmp_path)
    second = typed("advice", script=[], home=tmp_path)

    assert first.code == second.code == 0
    for ended in (first, second):
        assert "does not hold for you" in ended.out
        assert "your answer, lenses: yes" in ended.out
        assert "Not answered" not in ended.out
    kept = json.loads((tmp_path / "desk.json").read_text("utf-8"))
    assert kept["answers"]["arm_rests"] == "none"


def test_answers_can_be_changed_and_left_early(tmp_path: Path) -> None:
    write_answers(tmp_path / "desk.json", LENSES, NOW)

    ended = typed(
        "advice", "--ask", script=[("1 of 8", ""), ("]", "1\n"), ("]", "q\n")], home=tmp_path
    )

    assert "the others stay as they were" in ended.out
    kept = json.loads((tmp_path / "desk.json").read_text("utf-8"))
    assert kept["answers"] == {"lenses": "yes", "keyboard": "laptop"}


def test_json_and_print_ask_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    printed = json.loads(call(capsys, "advice", "--json").out)

    assert printed["answers"] == {}
    assert len(printed["unanswered"]) == 8
    assert "eye_level" not in [one["id"] for one in printed["advice"]]
    assert "Not answered" in call(capsys, "advice", "--print").out


def test_measures_of_a_session_are_marked_as_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "session.json"
    write_session(path, front_session())
    table = json.loads(path.read_text("utf-8"))
    table["measures"]["screen_distance_cm"] |= {"median": 44.0, "sd_frame": 1.0, "sd_person": 1.0}
    path.write_text(json.dumps(table), encoding="utf-8")

    printed = json.loads(call(capsys, "advice", "--json", "--session", path).out)
    (close,) = [one for one in printed["advice"] if one["id"] == "too_close"]

    assert close["because"][0]["kind"] == "measure"
    assert close["because"][0]["value"] == 44.0
    assert "measured, screen distance: 44 ±" in call(capsys, "advice", "--session", path).out


def test_kept_answers_are_marked_as_answers(capsys: pytest.CaptureFixture[str]) -> None:
    write_answers(answers_path(), LENSES, NOW)

    printed = json.loads(call(capsys, "advice", "--json").out)

    reason = {"kind": "answer", "name": "lenses", "answer": "yes"}
    assert reason in [why for one in printed["advice"] for why in one["because"]]
    assert "eye_level" not in [one["id"] for one in printed["advice"]]


@pytest.mark.parametrize("as_json", [True, False])
def test_after_an_urgent_answer_nothing_is_advised(
    capsys: pytest.CaptureFixture[str], as_json: bool
) -> None:
    with History(history_path()) as history:
        history.add_result(NOW, Result.NOW)

    ended = call(capsys, "advice", *(["--json"] if as_json else []))

    assert "emergency number or a doctor today" in " ".join(ended.out.split())
    assert "length" not in ended.out


def test_while_a_doctor_is_awaited_the_desk_may_still_be_set(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with History(history_path()) as history:
        history.add_result(NOW, Result.WEEK)

    assert "distance" in ids(call(capsys, "advice", "--json").out)


@pytest.mark.parametrize("text", ["no json", "[]", "{}", '{"answers": {"moon": "full"}}'])
def test_broken_answers_are_named_with_a_remedy(
    capsys: pytest.CaptureFixture[str], text: str
) -> None:
    answers_path().parent.mkdir(parents=True, exist_ok=True)
    answers_path().write_text(text, encoding="utf-8")

    ended = call(capsys, "advice", "--json")

    assert ended.code == 2
    assert "desk.json" in ended.err
    assert "posture advice" in ended.err


@pytest.mark.parametrize("text", [None, "no json", "[]", '{"measures": 3}'])
def test_a_file_that_is_no_session_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | None
) -> None:
    path = tmp_path / "session.json"
    if text is not None:
        path.write_text(text, encoding="utf-8")

    ended = call(capsys, "advice", "--json", "--session", path)

    assert ended.code == 2
    assert "expected the session.json of an analysed recording" in ended.err
