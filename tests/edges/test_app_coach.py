"""`posture coach`: safety first, then step by step at a real terminal; printed as text and JSON."""

import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from posture.app.settings import history_path
from posture.app.turning import measured
from posture.care import load_care
from posture.care_course import Result
from posture.care_plan import muscle_names
from posture.care_range import Movement
from posture.config import Config
from posture.outputs.history import History
from tests.builders import Sitter
from tests.program import call, spawn
from tests.recorded import RATE_HZ, save
from tests.typed import typed

CARE = load_care()
NO = [("[y/n]", "n\n")] * len(CARE.flags.screen)
NOTHING_NEW = [("Is anything new", "n\n")]
STUBBORN_BY_FINGERS = [("[1–3]", "3\n"), ("[1–2]", "2\n"), ("Enter goes on", "\n")]
FELT = [("Enter goes on", "\n")]
WAVE = [0.2, 0.4, 0.6, 0.8, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.8, 0.6, 0.4, 0.2, 0.0]
STEP_KEYS = {
    "id", "kind", "tool", "title", "how", "seconds", "rounds", "phases", "dose", "easier", "stop",
    "stops_at", "sources", "grade",
}  # fmt: skip
PLAN_KEYS = {
    "version", "muscle", "name", "anatomical", "statement", "about", "questions", "stop_rules",
    "never", "no_pressure", "instead", "levels", "steps", "programme", "breaks", "comforts",
    "closing", "therapist", "effect", "honesty", "sources",
}  # fmt: skip


def pain(number: int, *, after: bool = False) -> tuple[str, str]:
    return ("afterwards? [0–10]" if after else "hurt now? [0–10]", f"{number}\n")


def skipped(count: int) -> list[tuple[str, str]]:
    return [step for n in range(count) for step in ((f"{n + 1} of {count}", "\n"), ("left", "s"))]


def rows(home: Path, table: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(home / "history.sqlite3") as base:
        return base.execute(f"SELECT * FROM {table}").fetchall()


def test_a_session_asks_first_leads_through_and_keeps_the_pain(tmp_path: Path) -> None:
    first = [*NO, pain(3), *STUBBORN_BY_FINGERS, *skipped(4), pain(2, after=True), *FELT]
    again = [*NOTHING_NEW, *first[len(NO) :]]

    ended = typed("coach", "suboccipitals", script=first, home=tmp_path)
    later = typed("coach", "suboccipitals", script=again, home=tmp_path)

    assert ended.code == later.code == 0
    assert "Six short self-massages" in ended.out
    assert "below the point of pain" in ended.out
    assert ended.out.index("Call the emergency number") < ended.out.index("hurt now")
    assert "Call the emergency number" not in later.out
    assert [row[3:7] for row in rows(tmp_path, "coach")] == [("stubborn", 3, 2, 0)] * 2
    assert [row[2] for row in rows(tmp_path, "safety")] == ["clear", "clear"]


def test_an_urgent_answer_ends_it_with_what_to_do_and_keeps_no_line(tmp_path: Path) -> None:
    ended = typed("coach", "scalenes", script=[("[y/n]", "y\n")], home=tmp_path)

    assert ended.code == 0
    assert "Do not drive yourself" in ended.out
    assert "hurt now" not in ended.out
    assert [row[2:] for row in rows(tmp_path, "safety")] == [("now",)]
    assert rows(tmp_path, "coach") == []


def test_an_empty_line_is_no_answer_to_a_question(tmp_path: Path) -> None:
    script = [("[y/n]", "\n"), ("Type y for yes", ""), ("[y/n]", "q\n")]

    ended = typed("coach", "scalenes", script=script, home=tmp_path)

    assert ended.code == 0
    assert rows(tmp_path, "safety") == []


def test_while_a_doctor_is_awaited_nothing_is_pressed_or_stretched(tmp_path: Path) -> None:
    script = [
        *NO[:2],
        ("[y/n]", "y\n"),
        ("[y/n]", "n\n"),
        pain(3),
        *skipped(2),
        pain(3, after=True),
    ]

    ended = typed("coach", "upper_trapezius", script=script, home=tmp_path)

    assert "See a doctor this week" in ended.out
    assert "Which is it?" not in ended.out
    assert "1 of 2: Stand, walk, look away" in ended.out
    assert [row[2] for row in rows(tmp_path, "safety")] == ["week"]


def test_pressure_waits_for_a_yes_of_somebody_who_knows(tmp_path: Path) -> None:
    asked = [*NO[:3], ("[y/n]", "y\n")]
    waiting = [*asked, ("[y/n]", "n\n"), pain(3), ("1 of 2", "q\n")]
    agreed = [*asked, ("[y/n]", "y\n"), pain(3), ("[1–3]", "q\n")]

    first = typed("coach", "levator_scapulae", script=waiting, home=tmp_path)
    second = typed("coach", "levator_scapulae", script=agreed, home=tmp_path)

    assert "Which is it?" not in first.out
    assert "Which is it?" in second.out
    assert [row[2] for row in rows(tmp_path, "safety")] == ["ask", "agreed"]


def test_much_pain_brings_all_questions_though_nothing_is_new(tmp_path: Path) -> None:
    typed("coach", "scalenes", script=[*NO, pain(3), *FELT, ("1 of 3", "q\n")], home=tmp_path)
    script = [*NOTHING_NEW, pain(8), *NO, *FELT, ("1 of 3", "q\n")]

    ended = typed("coach", "scalenes", script=script, home=tmp_path)

    assert "so all questions come again" in ended.out


def test_a_rise_of_pain_stops_the_plan_and_brings_all_questions(tmp_path: Path) -> None:
    script = [*NO, pain(3), *FELT, *skipped(3), pain(4, after=True)]
    ended = typed("coach", "scalenes", script=script, home=tmp_path)
    later = typed("coach", "scalenes", script=[("emergency", ""), ("[y/n]", "q\n")], home=tmp_path)

    assert "the plan is stopped" in ended.out
    assert rows(tmp_path, "coach")[0][4:7] == (3, 4, 1)
    assert "Is anything new" not in later.out


def test_the_key_for_pain_stops_the_step_and_asks_all(tmp_path: Path) -> None:
    hurts = [("1 of 3", "\n"), ("left", "p")]
    script = [*NO, pain(3), *FELT, *hurts, *NO, pain(3, after=True)]

    ended = typed("coach", "scalenes", script=script, home=tmp_path)

    assert "2 of 3" not in ended.out
    assert "the plan is stopped" in ended.out
    assert rows(tmp_path, "coach")[0][6] == 1


def test_without_a_muscle_one_is_chosen(tmp_path: Path) -> None:
    last = len(muscle_names(CARE))
    script = [
        (f"[1–{last}]", f"{last}\n"),
        *NO,
        pain(2),
        *FELT,
        *skipped(3),
        pain(2, after=True),
        *FELT,
    ]

    ended = typed("coach", script=script, home=tmp_path)

    assert "Warmth" in ended.out
    assert rows(tmp_path, "coach")[0][2] == "widespread"


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


def test_a_recording_gives_turn_and_tilt_of_each_side_with_sd(tmp_path: Path) -> None:
    found = measured(str(turning(tmp_path / "before")), CARE.care.range_, Config())

    for movement, deg in ((Movement.TURN, 40.0), (Movement.TILT, 25.0)):
        for reach in found[movement].values():
            assert reach is not None
            assert abs(reach.deg - deg) < 2 * reach.sd
            assert reach.repeats == 3
            assert 3.0 < reach.sd < 10.0


def test_turn_and_tilt_are_measured_before_and_after_and_kept(tmp_path: Path) -> None:
    sources = [f"--source={turning(tmp_path / when)}" for when in ("before", "after")]
    script = [*NO, pain(3), ("turn: left", ""), *skipped(3), pain(2, after=True)]

    ended = typed("coach", "scalenes", *sources, script=script, home=tmp_path / "home")
    kept = json.loads(rows(tmp_path / "home", "coach")[0][7])

    assert "turn to the left: about the same" in ended.out
    assert kept["before"]["turn"]["left"]["deg"] == kept["after"]["turn"]["left"]["deg"]
    assert kept["after"]["tilt"]["right"]["sd"] > 3.0


def turning(folder: Path) -> Path:
    """Save somebody who turns and tilts the head three times to each side."""
    poses = [(0.0, 0.0)] * (4 * RATE_HZ)
    for _ in range(3):
        for sign in (1, -1):
            poses += [(sign * 40.0 * share, 0.0) for share in WAVE]
            poses += [(0.0, sign * 25.0 * share) for share in WAVE]
    return save(
        folder,
        (
            Sitter(yaw_deg=yaw, roll_deg=roll).landmarks(index=n, time_s=n / RATE_HZ)
            for n, (yaw, roll) in enumerate(poses)
        ),
    )


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
