"""Answers and measurements to advice on the desk, each marked with what it rests on.

What was not answered or not measured makes no rule speak: unknown is not "no".
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from posture.care_records import Sourced
from posture.errors import ConfigError
from posture.literature import load_sources
from posture.records import Record, Text, checked
from posture.shipped import data_text
from posture.types import Estimate


class Question(Record):
    """A question that is asked once, and its possible answers by key."""

    id: str
    text: Text
    answers: Annotated[Mapping[str, str], Field(min_length=2)]


class Bound(Record):
    """Where a measure makes a rule speak: clear of the bound by its standard deviation."""

    above: float | None = None
    below: float | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.above is None) == (self.below is None):
            raise ValueError("a bound is either above or below")
        return self

    def holds(self, seen: Estimate) -> bool:
        """Tell whether the value lies beyond the bound by more than one sd.

        Examples
        --------
        >>> Bound(above=75.0).holds(Estimate(80.0, sd_frame=2.0))
        True
        >>> Bound(above=75.0).holds(Estimate(80.0, sd_frame=9.0))
        False
        """
        if self.above is not None:
            return seen.value - seen.sd > self.above
        return self.below is not None and seen.value + seen.sd < self.below


class Advice(Sourced):
    """One piece of advice, when it is given, and which others it takes away."""

    id: str
    text: Text
    when: Mapping[str, tuple[str, ...]] = {}
    measures: Mapping[str, Bound] = {}
    mutes: tuple[str, ...] = ()


class AdviceBook(Record):
    """All questions and all advice; whatever is named exists."""

    question: tuple[Question, ...]
    advice: tuple[Advice, ...]

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        answers = {(one.id, key) for one in self.question for key in one.answers}
        wanted = {(q, key) for one in self.advice for q, keys in one.when.items() for key in keys}
        muted = {other for one in self.advice for other in one.mutes}
        sources = {key for one in self.advice for key in one.sources}
        odd = [*(wanted - answers), *(muted - {one.id for one in self.advice})]
        odd += sorted(sources - set(load_sources()))
        if odd:
            raise ValueError(f"unknown answers, advice or sources: {odd}")
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """What a piece of advice rests on: an answer, or a measured value with its sd."""

    kind: Literal["answer", "measure"]
    name: str
    answer: str | None = None
    value: float | None = None
    sd: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Advice that is given, and why; without a reason it is for everybody."""

    advice: Advice
    because: tuple[Reason, ...]


def advise(
    book: AdviceBook, answers: Mapping[str, str], measures: Mapping[str, Estimate]
) -> tuple[Given, ...]:
    """Return the advice that answers and measures call for, less what another one takes away.

    Examples
    --------
    >>> found = advise(load_advice(), {"lenses": "yes", "keyboard": "separate"}, {})
    >>> [given.advice.id for given in found][0]
    'progressive'
    """
    spoken = [one for one in book.advice if _speaks(one, answers, measures)]
    muted = {other for one in spoken for other in one.mutes}
    return tuple(
        Given(advice=one, because=tuple(_reasons(one, answers, measures)))
        for one in spoken
        if one.id not in muted
    )


def unanswered(book: AdviceBook, answers: Mapping[str, str]) -> tuple[Question, ...]:
    """Return the questions that have no answer yet."""
    return tuple(one for one in book.question if one.id not in answers)


def checked_answers(
    book: AdviceBook, answers: Mapping[str, object], *, origin: str
) -> dict[str, str]:
    """Return answers that were read from a file, or say which of them cannot be."""
    known = {one.id: one.answers for one in book.question}
    for name, answer in answers.items():
        if name not in known:
            raise ConfigError(
                f'{origin}: unknown question "{name}"; `posture advice --ask` asks them anew.'
            )
        if not isinstance(answer, str) or answer not in known[name]:
            raise ConfigError(
                f'{origin}: "{name}" is {answer!r}, expected one of {", ".join(known[name])}; '
                "`posture advice --ask` asks anew."
            )
    return {name: str(answer) for name, answer in answers.items()}


def parse_advice(advice_toml: str) -> AdviceBook:
    """Check the text of the data file and return what it says.

    Examples
    --------
    >>> parse_advice("question = []")
    Traceback (most recent call last):
    posture.errors.ConfigError: advice: "advice" is not as expected: field required.
    """
    return checked(AdviceBook, tomllib.loads(advice_toml), subject="advice")


@cache
def load_advice() -> AdviceBook:
    """Return what the shipped data file says, read once.

    Examples
    --------
    >>> len(load_advice().question)
    8
    """
    return parse_advice(data_text("advice.toml"))


def _speaks(one: Advice, answers: Mapping[str, str], measures: Mapping[str, Estimate]) -> bool:
    answered = all(answers.get(name) in wanted for name, wanted in one.when.items())
    return answered and all(
        name in measures and bound.holds(measures[name]) for name, bound in one.measures.items()
    )


def _reasons(
    one: Advice, answers: Mapping[str, str], measures: Mapping[str, Estimate]
) -> Iterator[Reason]:
    for name in one.when:
        yield Reason(kind="answer", name=name, answer=answers[name])
    for name in one.measures:
        seen = measures[name]
        yield Reason(kind="measure", name=name, value=seen.value, sd=seen.sd)
