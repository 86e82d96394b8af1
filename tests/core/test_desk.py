"""Alerts obey what was answered about the desk; what was never asked forbids nothing."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.alerts import AlertPolicy
from posture.care_advice import advise, load_advice
from posture.config import AlertConfig, ExposureConfig
from posture.errors import ConfigError
from posture.exposure import ExposureModel
from posture.knowledge import load_knowledge, load_muscles
from posture.messages import Desk, load_messages, parse_messages
from tests.builders_measurements import LOOKING_DOWN, held
from tests.core.test_messages import TEXT

STATES = load_messages().state
CONDITIONAL = [one for text in STATES.values() for one in text.actions if one.when or one.unless]
QUESTIONS = {one.id: tuple(one.answers) for one in load_advice().question}


@st.composite
def desks(draw: Any) -> dict[str, str]:
    """Return some answers; any question may be left open."""
    asked = draw(st.sets(st.sampled_from(sorted(QUESTIONS))))
    return {name: draw(st.sampled_from(QUESTIONS[name])) for name in sorted(asked)}


def first_words(desk: Desk | None) -> str:
    """Return what is said of somebody who looks down for minutes at such a desk."""
    config = AlertConfig(hold_s=60.0)
    policy = AlertPolicy(config, load_knowledge(), load_messages(), desk=desk)
    model = ExposureModel(load_muscles(), ExposureConfig())
    said = [a for m in held(LOOKING_DOWN, 4) for a in policy.update(m, model.update(m))]
    return said[0].message


def test_every_answer_that_an_action_asks_for_can_be_given() -> None:
    named = {
        (name, answer)
        for action in CONDITIONAL
        for asked in (action.when, action.unless)
        for name, answers in asked.items()
        for answer in answers
    }

    assert len(CONDITIONAL) > 10
    assert not [one for one in named if one[1] not in QUESTIONS.get(one[0], ())]


@given(desks())
def test_something_is_said_at_every_desk(desk: dict[str, str]) -> None:
    assert all(text.actions_at(desk) for text in STATES.values())


@given(desks())
def test_nobody_with_progressive_lenses_is_told_to_raise_the_screen(desk: dict[str, str]) -> None:
    said = [a for text in STATES.values() for a in text.actions_at(desk | {"lenses": "yes"})]

    assert not [a for a in said if "eye height" in a or "Raise the laptop" in a]


@given(desks())
def test_prompts_and_advice_agree_on_the_height_of_the_screen(desk: dict[str, str]) -> None:
    advised = {given.advice.id for given in advise(load_advice(), desk, {})}
    said = " ".join(STATES["looking_down"].actions_at(desk))

    assert "eye_level" not in advised or "eye height" in said
    assert ("raise_laptop" in advised) == ("Raise the laptop" in said)


@pytest.mark.parametrize(
    ("desk", "words"),
    [
        (None, "at eye height, unless your glasses are progressive."),
        ({"lenses": "no", "keyboard": "separate"}, "at eye height."),
        ({"lenses": "yes"}, "Tilt the screen back"),
        ({"lenses": "yes", "keyboard": "laptop"}, "Tilt the screen back"),
        ({"lenses": "no", "keyboard": "laptop"}, "Raise the laptop"),
        ({"keyboard": "laptop"}, "Raise the laptop"),
    ],
)
def test_looking_down_is_answered_as_the_desk_allows(desk: Desk | None, words: str) -> None:
    assert words in first_words(desk)


def test_who_has_no_arm_rests_is_not_told_to_lower_them() -> None:
    said = [a for text in STATES.values() for a in text.actions_at({"arm_rests": "none"})]

    assert not [action for action in said if "arm rest" in action]


def test_an_action_for_every_desk_must_be_left() -> None:
    only = 'actions = [{ text = "Stand up.", when = { desk = ["sit_stand"] } }]'
    start = TEXT.index("actions = [", TEXT.index("[state.motionless]"))
    end = TEXT.index("]", start) + 1

    with pytest.raises(ConfigError, match="one action at least must fit every desk"):
        parse_messages(TEXT[:start] + only + TEXT[end:])
