"""Data to care: questions before self-care, exercises, breaks, self-massage, comfort, checked.

Which muscle may be pressed, how, and what to avoid stands in `posture.knowledge`; here is when, how
long and with what else. Nothing here diagnoses, and pressure stays below the point of pain.
"""

import tomllib
from collections.abc import Iterable
from functools import cache
from typing import Self

from pydantic import model_validator

from posture.care_records import Break, Exercise, Exercises, Flags, SelfCare
from posture.knowledge import Channel, Knowledge, load_knowledge, named_sources
from posture.records import Record, checked
from posture.shipped import data_text


class Care(Record):
    """Everything the data files of self-care say, resolved against the muscles and sources."""

    flags: Flags
    exercises: Exercises
    care: SelfCare
    knowledge: Knowledge

    def exercise(self, exercise_id: str) -> Exercise:
        """Return the exercise of that id.

        Examples
        --------
        >>> load_care().exercise("chin_tuck").name
        'Small nod, long neck'
        """
        return next(one for one in self.exercises.exercise if one.id == exercise_id)

    def breaks_for(self, channels: Iterable[Channel]) -> tuple[Break, ...]:
        """Return the active breaks that answer any of these exposures."""
        wanted = set(channels)
        return tuple(one for one in self.exercises.break_ if wanted & set(one.channels))

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        muscles = {muscle.part_of for muscle in self.knowledge.muscles}
        known = {one.id for one in self.exercises.exercise}
        _expect("guides", self.care.guide, muscles)
        _expect("timings", self.care.timing, self.knowledge.technique)
        named = [key for guide in self.care.guide.values() for key in guide.exercises]
        _expect("exercises", {*known, *named, *self.care.widespread.exercises}, known)
        sources = set(named_sources((self.flags, self.exercises, self.care)))
        _expect("sources", sources | set(self.knowledge.source), self.knowledge.source)
        return self


def _expect(what: str, found: Iterable[str], wanted: Iterable[str]) -> None:
    if odd := sorted(set(found) ^ set(wanted)):
        raise ValueError(f"{what} missing or unknown: {', '.join(odd)}")


def parse_care(redflags_toml: str, exercises_toml: str, care_toml: str) -> Care:
    """Check the text of the three data files and return what they say.

    Examples
    --------
    >>> parse_care("", "", "")
    Traceback (most recent call last):
    posture.errors.ConfigError: care: "flags.words" is not as expected: field required.
    """
    names = ("flags", "exercises", "care")
    texts = (redflags_toml, exercises_toml, care_toml)
    tables = {name: tomllib.loads(text) for name, text in zip(names, texts, strict=True)}
    return checked(Care, {**tables, "knowledge": load_knowledge()}, subject="care")


@cache
def load_care() -> Care:
    """Return what the shipped data files say, read once.

    Examples
    --------
    >>> [level.id for level in load_care().care.level]
    ['minor', 'moderate', 'stubborn']
    """
    return parse_care(*map(data_text, ("redflags.toml", "exercises.toml", "care.toml")))
