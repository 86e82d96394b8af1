"""Data to messages: what is said in which posture, in one language, checked on load.

An action can depend on the answers of `posture advice`: whoever wears progressive lenses is not
told to raise the screen.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from string import Formatter
from typing import Annotated, Self, TypeVar

from pydantic import BeforeValidator, Field, model_validator

from posture.knowledge import Channel
from posture.ports import Answer
from posture.records import Record, Text, checked
from posture.shipped import data_text
from posture.types import Empty

BREAK_S = 45
Form = TypeVar("Form", bound=Record)
GENTLE = "gentle"  # the break that remains where a doctor should look first


Desk = Mapping[str, str]
"""Answers about the desk by question, as `posture advice` keeps them."""


class Action(Record):
    """One thing to do, and at which desks.

    It is said where every question of ``when`` was answered so, and none of ``unless``. A question
    without an answer is neither.

    Examples
    --------
    >>> raising = Action(text="Raise the screen.", unless={"lenses": ("yes",)})
    >>> raising.fits({"lenses": "yes"}), raising.fits({})
    (False, True)
    """

    text: Text
    when: Mapping[str, tuple[str, ...]] = {}
    unless: Mapping[str, tuple[str, ...]] = {}

    def fits(self, desk: Desk) -> bool:
        """Tell whether the answers allow it."""
        return all(desk.get(name) in wanted for name, wanted in self.when.items()) and not any(
            desk.get(name) in unwanted for name, unwanted in self.unless.items()
        )


def _as_action(entry: object) -> object:
    """Let a plain sentence stand for an action that fits every desk."""
    return {"text": entry} if isinstance(entry, str) else entry


class StateText(Record):
    """How a held posture is named, the actions against it in turn, and the break that fits."""

    posture: Text
    short: Text
    actions: tuple[Annotated[Action, BeforeValidator(_as_action)], ...]
    active_break: str

    def actions_at(self, desk: Desk) -> tuple[str, ...]:
        """Return the actions that these answers allow, in turn."""
        return tuple(action.text for action in self.actions if action.fits(desk))

    @model_validator(mode="after")
    def _helps_at_every_desk(self) -> Self:
        if all(action.when or action.unless for action in self.actions):
            raise ValueError("one action at least must fit every desk")
        return self


class LoadText(Record):
    """What helps against the load of a muscle after the first advice, and which break fits."""

    actions: tuple[Text, ...]
    active_break: Mapping[Channel, str]


class Sentences(Record):
    """The forms that a message can take."""

    state: Text
    state_without_load: Text
    also: Text
    muscle_load: Text
    contribution: Text
    cause: Text
    evening: Text

    @model_validator(mode="after")
    def _has_every_number(self) -> Self:
        return _filled(self, _FIELDS)


class PromptText(Record):
    """What a notification shows around the sentence of an alert, and the words on its buttons."""

    load: Text
    active_break: Text
    why: Text
    why_without_number: Text
    misfit: Text
    misfit_why: Text
    day: Text
    day_how: Text
    buttons: Mapping[Answer, Text]

    @model_validator(mode="after")
    def _has_every_number(self) -> Self:
        return _filled(self, _PROMPT_FIELDS)


class ActiveBreak(Record):
    """A short sequence of movements: seconds and what to do."""

    id: str
    title: Text
    steps: tuple[tuple[Annotated[int, Field(gt=0)], Text], ...]

    @model_validator(mode="after")
    def _lasts_as_promised(self) -> Self:
        total_s = sum(seconds for seconds, _ in self.steps)
        if total_s != BREAK_S:
            raise ValueError(f"{self.id} lasts {total_s} s instead of {BREAK_S} s")
        return self


class Messages(Record):
    """Wording of all alerts and of the breaks that they offer."""

    sentence: Sentences
    prompt: PromptText
    unseen: Mapping[Empty, Text]
    state: Mapping[str, StateText]
    load: LoadText
    breaks: tuple[ActiveBreak, ...] = Field(alias="break")

    def active_break(self, break_id: str, *, gentle: bool = False) -> ActiveBreak:
        """Return the break of that id, or what remains of it where no exercise is offered.

        Examples
        --------
        >>> load_messages().active_break("shrug").title
        'Shoulders down'
        >>> load_messages().active_break("shrug", gentle=True).title
        'Away from the screen'
        """
        wanted = GENTLE if gentle else break_id
        return next(one for one in self.breaks if one.id == wanted)

    @model_validator(mode="after")
    def _offers_breaks_that_exist(self) -> Self:
        offered = {GENTLE, *(text.active_break for text in self.state.values())}
        offered |= set(self.load.active_break.values())
        unknown = offered - {one.id for one in self.breaks}
        idle = [channel for channel in Channel if channel not in self.load.active_break]
        if unknown or idle:
            raise ValueError(f"breaks that do not exist: {sorted(unknown)}, without one: {idle}")
        return self

    @model_validator(mode="after")
    def _has_a_word_for_whatever_is_unseen(self) -> Self:
        if speechless := [str(code) for code in Empty if code not in self.unseen]:
            raise ValueError(f"unseen without words: {', '.join(speechless)}")
        return self


def parse_messages(text: str) -> Messages:
    """Check the text of a message file and return what it says.

    Examples
    --------
    >>> parse_messages("")
    Traceback (most recent call last):
    posture.errors.ConfigError: messages: "sentence" is not as expected: field required.
    """
    return checked(Messages, tomllib.loads(text), subject="messages")


@cache
def load_messages(language: str = "en") -> Messages:
    """Return what is said in one language, read once."""
    return parse_messages(data_text(f"messages.{language}.toml"))


def _filled(forms: Form, fields: Mapping[str, set[str]]) -> Form:
    """Return forms in which exactly those fields stand that are filled in."""
    for name, wanted in fields.items():
        found = {key for _, key, _, _ in Formatter().parse(getattr(forms, name)) if key}
        if found != wanted:
            raise ValueError(f"{name} needs {sorted(wanted)}, found {sorted(found)}")
    return forms


_FIELDS = {
    "state": {"posture", "held", "also", "muscle", "percent", "action"},
    "state_without_load": {"posture", "held", "also", "action"},
    "also": {"states"},
    "muscle_load": {"muscle", "percent", "held", "cause", "share", "action"},
    "contribution": {"muscle", "percent", "causes"},
    "cause": {"cause", "share"},
    "evening": set(),
}
_PROMPT_FIELDS = {
    "load": {"muscle"},
    "active_break": {"title"},
    "why": {"meaning", "value", "threshold"},
    "why_without_number": {"meaning"},
    "misfit": set(),
    "misfit_why": {"reason"},
    "day": set(),
    "day_how": set(),
}
