"""Data to messages: what is said in which posture, in one language, checked on load."""

import tomllib
from collections.abc import Mapping
from functools import cache
from string import Formatter
from typing import Annotated, Self, TypeVar

from pydantic import Field, model_validator

from posture.knowledge import Channel
from posture.ports import Answer
from posture.records import Record, Text, checked
from posture.shipped import data_text
from posture.types import Empty

BREAK_S = 45
Form = TypeVar("Form", bound=Record)


class StateText(Record):
    """How a held posture is named, the actions against it in turn, and the break that fits."""

    posture: Text
    short: Text
    actions: tuple[Text, ...] = Field(min_length=1)
    active_break: str


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

    def active_break(self, break_id: str) -> ActiveBreak:
        """Return the break of that id.

        Examples
        --------
        >>> load_messages().active_break("shrug").title
        'Shoulders down'
        """
        return next(one for one in self.breaks if one.id == break_id)

    @model_validator(mode="after")
    def _offers_breaks_that_exist(self) -> Self:
        offered = {text.active_break for text in self.state.values()}
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
}
_PROMPT_FIELDS = {
    "load": {"muscle"},
    "active_break": {"title"},
    "why": {"meaning", "value", "threshold"},
    "why_without_number": {"meaning"},
    "misfit": set(),
    "misfit_why": {"reason"},
}
