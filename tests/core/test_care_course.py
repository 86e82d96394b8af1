"""When all questions come again, when the dose is halved, and when somebody must look."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.care import load_care
from posture.care_course import (
    CoachSession,
    Past,
    Result,
    alarming,
    ceiling,
    done_lately,
    is_halved,
    is_unsettled,
    keeps_rising,
    must_ask_all,
    must_be_gentle,
)
from posture.care_diary import DiaryEntry
from posture.care_records import Tier

COURSE = load_care().care.course
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PAIN = st.integers(0, 10)


def session(
    days_ago: float, before: int, after: int | None, *, stopped: bool = False
) -> CoachSession:
    return CoachSession(
        at=NOW - timedelta(days=days_ago),
        muscle="scalenes",
        level=None,
        before=before,
        after=after,
        stopped=stopped,
    )


def past(
    *sessions: CoachSession,
    result: Result | None = Result.CLEAR,
    pains: Sequence[tuple[float, int]] = (),
    asked: float = 100,
    agreed: float | None = None,
) -> Past:
    entries = [DiaryEntry(at=NOW - timedelta(days=ago), pain=pain) for ago, pain in pains]
    return Past(
        result=result,
        asked_at=None if result is None else NOW - timedelta(days=asked),
        agreed_at=None if agreed is None else NOW - timedelta(days=agreed),
        sessions=sessions,
        pains=entries,
    )


@pytest.mark.parametrize("result", [None, Result.ASK, Result.WEEK, Result.NOW])
def test_all_questions_come_at_the_first_time_and_after_a_yes(result: Result | None) -> None:
    assert must_ask_all(past(result=result), COURSE)


@pytest.mark.parametrize("result", [Result.CLEAR, Result.AGREED])
def test_otherwise_only_whether_anything_is_new(result: Result) -> None:
    assert not must_ask_all(past(session(1, 4, 3), result=result, pains=[(1, 4), (1, 3)]), COURSE)


def test_all_questions_come_after_a_stopped_session_until_they_were_asked() -> None:
    stopped = session(1, 4, 4, stopped=True)

    assert must_ask_all(past(stopped), COURSE)
    assert not must_ask_all(past(stopped, asked=0.5), COURSE)


@pytest.mark.parametrize(("pains", "due"), [([7], True), ([3, 5], True), ([3, 4], False)])
def test_all_questions_come_after_pain_of_7_or_a_rise_of_2(pains: list[int], due: bool) -> None:
    series = [(float(-n), pain) for n, pain in enumerate(pains)]

    assert must_ask_all(past(pains=series), COURSE) is due


@given(PAIN, st.none() | PAIN)
def test_pain_of_today_is_alarming_from_7_or_2_above_last_time(
    pain: int, earlier: int | None
) -> None:
    risen = earlier is not None and pain - earlier >= 2

    assert alarming(pain, earlier, COURSE) == (pain >= 7 or risen)


@given(PAIN)
def test_an_exercise_stops_above_3_or_one_above_the_start(before: int) -> None:
    assert ceiling(before, COURSE) == (3 if before < 3 else min(10, before + 1))


def test_the_dose_is_halved_when_the_next_morning_is_not_back_to_the_start() -> None:
    yesterday = past(session(1, 3, 3))

    assert is_halved(yesterday, 4, NOW)
    assert not is_halved(yesterday, 3, NOW)
    assert not is_halved(past(session(5, 3, 3)), 4, NOW)
    assert not is_halved(past(), 9, NOW)


def test_sessions_of_a_level_are_counted_within_its_days() -> None:
    stubborn = load_care().care.level[-1]
    ours = [replace(session(days, 3, 3), level="stubborn") for days in (8, 6, 5, 1)]
    others = [session(1, 3, 3), replace(ours[-1], muscle="rhomboids")]

    assert done_lately(past(*ours, *others), "scalenes", stubborn, NOW) == 3
    assert done_lately(past(), "scalenes", stubborn, NOW) == 0


def test_what_is_no_better_after_six_weeks_is_not_settled() -> None:
    assert is_unsettled(past(session(43, 4, 3)), "scalenes", 4, NOW, COURSE)
    assert not is_unsettled(past(session(43, 4, 3)), "scalenes", 2, NOW, COURSE)
    assert not is_unsettled(past(session(41, 4, 3)), "scalenes", 4, NOW, COURSE)
    assert not is_unsettled(past(session(43, 4, 3)), "rhomboids", 4, NOW, COURSE)
    assert not is_unsettled(past(session(43, 0, 0)), "scalenes", 0, NOW, COURSE)


def test_a_clinicians_yes_begins_a_new_course() -> None:
    long_ago = past(session(50, 4, 3), session(1, 4, 3), agreed=10)

    assert not is_unsettled(long_ago, "scalenes", 4, NOW, COURSE)
    assert not keeps_rising(past(session(9, 3, 4), session(8, 3, 4), agreed=1))


def test_worse_after_two_sessions_running_ends_the_plan() -> None:
    assert keeps_rising(past(session(2, 3, 4), session(1, 3, 5)))
    assert not keeps_rising(past(session(3, 3, 4), session(2, 3, 3), session(1, 3, 4)))
    assert not keeps_rising(past(session(1, 3, 4)))
    assert not keeps_rising(past(session(2, 3, None), session(1, 3, None)))
    assert not keeps_rising(past())


def test_worse_for_three_days_ends_the_plan() -> None:
    worse = [(3.0, 4), (2.0, 4), (1.0, 5)]

    assert keeps_rising(past(session(4, 3, 3), pains=worse))
    assert not keeps_rising(past(session(4, 3, 3), pains=worse[:2]))
    assert not keeps_rising(past(session(4, 4, 4), pains=worse))


@pytest.mark.parametrize("result", Result)
def test_only_a_clear_answer_or_a_clinicians_yes_opens_everything(result: Result) -> None:
    opens = result in (Result.CLEAR, Result.AGREED)

    assert (result.tier is Tier.CLEAR) == opens


@pytest.mark.parametrize("result", [None, *Result])
def test_prompts_are_gentle_while_a_doctor_should_look_first(result: Result | None) -> None:
    assert must_be_gentle(past(result=result)) == (result in (Result.NOW, Result.WEEK))


def test_prompts_offer_no_exercise_after_a_stopped_plan_until_the_questions_were_asked() -> None:
    stopped = session(2, 3, 5, stopped=True)

    assert must_be_gentle(past(stopped, asked=3))
    assert not must_be_gentle(past(stopped, asked=1))
    assert not must_be_gentle(past(session(2, 3, 2), asked=3))
