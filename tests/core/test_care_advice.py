"""Advice on the desk obeys the answers; what is unknown is never taken for a no."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.care_advice import (
    Reason,
    advise,
    checked_answers,
    load_advice,
    parse_advice,
    unanswered,
)
from posture.errors import ConfigError
from posture.types import Estimate

BOOK = load_advice()
ANSWERS = st.fixed_dictionaries(
    {}, optional={one.id: st.sampled_from(list(one.answers)) for one in BOOK.question}
)
MEASURES = st.dictionaries(
    st.sampled_from(sorted({name for one in BOOK.advice for name in one.measures})),
    st.builds(Estimate, st.floats(-100, 200), sd_frame=st.floats(0.1, 20)),
)


def ids(answers: dict[str, str], **measures: float) -> set[str]:
    seen = {name: Estimate(value, sd_frame=1.0) for name, value in measures.items()}
    return {one.advice.id for one in advise(BOOK, answers, seen)}


def test_eight_questions_are_asked() -> None:
    subjects = ["keyboard", "screens", "chair", "arm_rests", "lenses", "phone", "paper", "desk"]

    assert [one.id for one in BOOK.question] == subjects


@given(ANSWERS, MEASURES)
def test_progressive_lenses_never_meet_a_screen_at_eye_height(
    answers: dict[str, str], measures: dict[str, Estimate]
) -> None:
    """Section 7 of the reference."""
    given_ids = {one.advice.id for one in advise(BOOK, answers, measures)}

    if answers.get("lenses") != "no":
        assert not given_ids & {"eye_level", "raise_for_looking_down"}


@given(ANSWERS, MEASURES)
def test_every_advice_says_what_it_rests_on(
    answers: dict[str, str], measures: dict[str, Estimate]
) -> None:
    for one in advise(BOOK, answers, measures):
        needed = {*one.advice.when, *one.advice.measures}

        assert {reason.name for reason in one.because} == needed
        assert all((reason.answer is None) == (reason.kind == "measure") for reason in one.because)


@given(ANSWERS)
def test_an_unanswered_question_makes_no_rule_speak(answers: dict[str, str]) -> None:
    asked = {name for one in advise(BOOK, answers, {}) for name in one.advice.when}

    assert asked <= answers.keys()
    assert {one.id for one in unanswered(BOOK, answers)} == {q.id for q in BOOK.question} - set(
        answers
    )


@pytest.mark.parametrize(
    ("answers", "wanted", "never"),
    [
        ({"lenses": "yes", "keyboard": "separate"}, "progressive", "eye_level"),
        ({"lenses": "no", "keyboard": "separate"}, "eye_level", "progressive"),
        ({"lenses": "no", "keyboard": "laptop"}, "raise_laptop", "eye_level"),
        ({"lenses": "yes", "keyboard": "laptop"}, "laptop_progressive", "raise_laptop"),
        ({"screens": "main"}, "screens_main", "screens_equal"),
        ({"screens": "equal"}, "screens_equal", "screens_main"),
        ({"desk": "sit_stand"}, "sit_stand", "chair_high"),
        ({"phone": "shoulder"}, "phone_shoulder", "phone_texting"),
        ({"phone": "texting"}, "phone_texting", "phone_shoulder"),
        ({"paper": "flat"}, "paper_flat", "paper_holder"),
        ({"chair": "high"}, "chair_high", "chair_low"),
        ({"arm_rests": "none"}, "arm_rests_none", "arm_rests_wrong"),
    ],
)
def test_each_condition_of_the_reference_changes_the_advice(
    answers: dict[str, str], wanted: str, never: str
) -> None:
    """Section 7 of the reference, row by row."""
    found = ids(answers)

    assert wanted in found
    assert never not in found


@pytest.mark.parametrize(
    ("measure", "value", "wanted"),
    [
        ("screen_distance_cm", 80.0, "too_far"),
        ("screen_distance_cm", 42.0, "too_close"),
        ("shrug_left", 1.5, "shrug_left"),
        ("trunk_lean_deg", 30.0, "trunk"),
    ],
)
def test_a_measure_adds_its_advice(measure: str, value: float, wanted: str) -> None:
    assert wanted in ids({}, **{measure: value})
    assert wanted not in ids({})


def test_a_measure_within_its_sd_of_the_bound_says_nothing() -> None:
    vague = {"screen_distance_cm": Estimate(80.0, sd_frame=10.0)}

    assert "too_far" not in {one.advice.id for one in advise(BOOK, {}, vague)}


def test_a_head_turned_between_two_equal_screens_is_no_fault() -> None:
    assert "turned_left" in ids({"screens": "one"}, head_yaw_deg=25.0)
    assert "turned_right" in ids({"screens": "one"}, head_yaw_deg=-25.0)
    assert not ids({"screens": "equal"}, head_yaw_deg=25.0) & {"turned_left", "turned_right"}


def test_what_the_article_says_of_work_is_for_everybody() -> None:
    assert ids({}) >= {"distance", "overhead", "bag", "breaks"}


def test_an_answer_and_a_measure_are_marked_as_what_they_are() -> None:
    seen = {"neck_flexion_deg": Estimate(-12.0, sd_frame=2.0)}
    (chin,) = [one for one in advise(BOOK, {"lenses": "yes"}, seen) if one.advice.measures]

    assert chin.because == (
        Reason(kind="answer", name="lenses", answer="yes"),
        Reason(kind="measure", name="neck_flexion_deg", value=-12.0, sd=2.0),
    )


@pytest.mark.parametrize(
    ("kept", "complaint"),
    [
        ({"lens": "yes"}, 'unknown question "lens"'),
        ({"lenses": "maybe"}, "\"lenses\" is 'maybe', expected one of yes, no"),
        ({"lenses": ["yes"]}, "\"lenses\" is \\['yes'\\]"),
    ],
)
def test_answers_that_cannot_be_are_refused(kept: dict[str, object], complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint):
        checked_answers(BOOK, kept, origin="desk.json")


@given(ANSWERS)
def test_answers_that_can_be_are_kept(answers: dict[str, str]) -> None:
    assert checked_answers(BOOK, answers, origin="desk.json") == answers


@pytest.mark.parametrize(
    "wrong",
    [
        'when = { lenses = ["perhaps"] }',
        'mutes = ["nothing"]',
        "measures = { shrug_left = { above = 1.0, below = 2.0 } }",
    ],
)
def test_a_damaged_data_file_is_refused(wrong: str) -> None:
    text = f"""
        [[question]]
        id = "lenses"
        text = "Lenses?"
        answers = {{ yes = "yes", no = "no" }}
        [[advice]]
        id = "one"
        text = "Do it."
        sources = ["seed"]
        grade = "C"
        {wrong}
    """
    with pytest.raises(ConfigError, match=r"^advice: "):
        parse_advice(text)
