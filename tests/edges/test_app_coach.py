"""`posture coach` at a real terminal: safety first, then step by step, and what is kept of it."""

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from posture.app.turning import measured
from posture.care import load_care
from posture.care_course import CoachSession, Result
from posture.care_plan import muscle_names
from posture.care_range import Movement
from posture.config import Config
from posture.outputs.history import History
from tests.builders import Sitter
from tests.recorded import RATE_HZ, save
from tests.typed import CTRL_C, typed

CARE = load_care()
NO = [("[y/n]", "n\n")] * len(CARE.flags.screen)
NOTHING_NEW = [("Is anything new", "n\n")]
STUBBORN_BY_FINGERS = [("[1–3]", "3\n"), ("[1–2]", "2\n"), ("Enter goes on", "\n")]
FELT = [("Enter goes on", "\n")]
WAVE = [0.2, 0.4, 0.6, 0.8, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.8, 0.6, 0.4, 0.2, 0.0]


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


def test_an_interrupted_session_is_kept_and_ends_as_interrupted(tmp_path: Path) -> None:
    script = [*NO, pain(3), *FELT, ("1 of 3", "\n"), ("left", CTRL_C)]

    ended = typed("coach", "scalenes", script=script, home=tmp_path)

    assert ended.code == 130
    assert rows(tmp_path, "coach")[0][4:7] == (3, None, 0)


def test_after_six_self_massages_in_a_week_the_seventh_is_left_out(tmp_path: Path) -> None:
    with History(tmp_path / "history.sqlite3") as history:
        yesterday = datetime.now(UTC) - timedelta(days=1)
        history.add_result(yesterday, Result.CLEAR)
        for _ in range(6):
            session = CoachSession(
                at=yesterday, muscle="rhomboids", level="stubborn", before=3, after=3, stopped=False
            )
            history.add_session(session, {})
    script = [
        *NOTHING_NEW,
        pain(3),
        ("[1–3]", "3\n"),
        ("That was all", ""),
        *FELT,
        ("1 of 3", "q\n"),
    ]

    ended = typed("coach", "rhomboids", script=script, home=tmp_path)

    assert "With what?" not in ended.out


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
