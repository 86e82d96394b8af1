from importlib.resources import files

import pytest

from posture.alerts import KINDS
from posture.errors import ConfigError
from posture.messages import load_messages, parse_messages
from posture.writing import MUSCLE_LOAD

TEXT = files("posture").joinpath("data", "messages.en.toml").read_text("utf-8")


def test_every_kind_of_alert_has_words() -> None:
    assert {*load_messages().state, MUSCLE_LOAD} == set(KINDS)


def test_every_action_is_one_sentence() -> None:
    messages = load_messages()
    actions = [action.text for text in messages.state.values() for action in text.actions]
    actions += messages.load.actions

    assert all(action.endswith(".") and action.count(".") == 1 for action in actions)
    assert len(set(actions)) >= len(actions) - 6  # some help against more than one posture


def test_prompts_name_neither_a_limit_nor_a_diagnosis_nor_where_pain_is_felt() -> None:
    words = ("limit", "trigger point", "treat", "you have a", "pain", "headache", "temple")

    assert not [word for word in words if word in TEXT.lower()]


def test_no_break_circles_the_neck_or_tips_the_head_back() -> None:
    steps = [what for one in load_messages().breaks for _, what in one.steps]

    assert not [what for what in steps if "circle" in what.lower() or "tip" in what.lower()]
    assert {sum(s for s, _ in one.steps) for one in load_messages().breaks} == {45}


@pytest.mark.parametrize(
    ("lost", "instead", "complaint"),
    [
        ("{percent}", "", "needs"),
        ("{action}", "", "needs"),
        ('[10, "Slide the chair back."]', '[9, "Slide the chair back."]', "lasts 44 s"),
        ('active_break = "one_sided"', 'active_break = "two_sided"', "do not exist"),
        ('near_screen = "near_screen"', "", "near_screen"),
        ("actions = [", "acts = [", "state.head_forward"),
        ("blurred =", "# blurred =", "without words: blurred"),
        ("{threshold}", "", "why needs"),
        ('id = "gentle"', 'id = "kind"', "do not exist: ['gentle']"),
    ],
)
def test_a_damaged_message_file_is_refused(lost: str, instead: str, complaint: str) -> None:
    assert lost in TEXT
    with pytest.raises(ConfigError, match=r"^messages: ") as caught:
        parse_messages(TEXT.replace(lost, instead))

    assert complaint in str(caught.value)
