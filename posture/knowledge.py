"""Data to knowledge: muscles, and what loads them, checked on load."""

import tomllib
from collections.abc import Container, Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from posture.anatomy import About, Camera, Massage, Referral, Region, Sign, Technique
from posture.literature import load_sources
from posture.records import Claim, Keys, Record, Source, Text, checked
from posture.shipped import data_text

Side = Literal["left", "right"]
Weight = Annotated[float, Field(gt=0, le=1)]


class Channel(StrEnum):
    """A way in which posture loads muscles."""

    NECK_FLEXION = "neck_flexion"  # head forward or down
    CHIN_POKE = "chin_poke"  # looking up with the head forward
    SHRUG = "shrug"
    SHOULDER_TILT = "shoulder_tilt"
    HEAD_TURN = "head_turn"
    NEAR_SCREEN = "near_screen"
    ARM_LIFT = "arm_lift"  # an upper arm off the trunk, where the whole arm is seen


class Example(Record):
    """A posture by which a channel is explained: in words, and in the unit of its measure."""

    words: Text
    value: float


class ChannelText(Record):
    """A channel in plain words, the action against it, and where its holding times come from."""

    words: Text
    example: Example
    advice: Text
    sources: Keys


class Muscle(Record):
    """One muscle (of one side): how much it takes of each channel, or why it cannot be judged.

    ``part_of`` is the id that both sides share; ``sources`` are those of the weights. ``why`` says
    why it is not judged, at all or while its condition is not met, and ``advice`` what helps then.

    Examples
    --------
    >>> [muscle.id for muscle in load_knowledge().muscles if muscle.side == "left"]
    ['levator_scapulae_left', 'upper_trapezius_left', 'infraspinatus_left', 'subscapularis_left', \
'supraspinatus_left']
    """

    id: str
    part_of: str
    name: Text
    anatomical: Text
    region: Region
    side: Side | None = None
    observable: bool = True
    why: Text | None = None
    advice: Text | None = None
    weights: Mapping[Channel, Weight] = {}
    sources: Keys
    where: Claim
    referral: Referral
    camera: Camera
    massage: Massage
    desk: Annotated[tuple[Claim, ...], Field(min_length=1)]
    evidence: tuple[Claim, ...] = ()

    @property
    def plain_name(self) -> str:
        """The name without the side."""
        return self.name if self.side is None else self.name.removeprefix(f"{self.side} ")

    @property
    def always_judged(self) -> bool:
        """Whether its load is seen wherever head and shoulders are."""
        return self.why is None

    @model_validator(mode="after")
    def _is_judged_or_says_why(self) -> Self:
        conditional = self.camera.condition is not None
        if self.observable != bool(self.weights) or (conditional and not self.observable):
            raise ValueError(f"{self.id} needs either weights or observable = false")
        if (self.why is None) == (conditional or not self.observable):
            raise ValueError(f"{self.id} needs a why only where it is not always judged")
        if (self.why is None) != (self.advice is None):
            raise ValueError(f"{self.id} needs an advice only beside a why")
        return self


class Knowledge(Record):
    """Everything the data files say, resolved: whatever is named by a key exists."""

    source: Mapping[str, Source]
    channel: Mapping[Channel, ChannelText]
    about: About
    sign: tuple[Sign, ...]
    technique: Mapping[str, Technique]
    zone: Mapping[str, Text]
    muscles: tuple[Muscle, ...]

    def muscle(self, muscle_id: str) -> Muscle:
        """Return the muscle of that id.

        Examples
        --------
        >>> load_knowledge().muscle("upper_trapezius_right").name
        'right top-of-shoulder muscle'
        """
        return next(muscle for muscle in self.muscles if muscle.id == muscle_id)

    def parts(self) -> tuple[Muscle, ...]:
        """Return each muscle once, of a pair the first.

        Examples
        --------
        >>> len(load_knowledge().muscles) - len(load_knowledge().parts())
        5
        """
        first: dict[str, Muscle] = {}
        for muscle in self.muscles:
            first.setdefault(muscle.part_of, muscle)
        return tuple(first.values())

    def unjudged(self, judged: Container[str]) -> tuple[Muscle, ...]:
        """Return the muscles of which nothing can be said, given the ids of those with a dose.

        Examples
        --------
        >>> [one.id for one in load_knowledge().unjudged(["infraspinatus_left"])][:2]
        ['infraspinatus_right', 'subscapularis_left']
        """
        return tuple(m for m in self.muscles if not m.always_judged and m.id not in judged)

    def loaded_by(self, channel: Channel, side: Side | None = None) -> tuple[Muscle, ...]:
        """Return the muscles that a channel loads; a side leaves those of the other side out."""
        return tuple(
            muscle
            for muscle in self.muscles
            if channel in muscle.weights and (side is None or muscle.side in (None, side))
        )

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        idle = [name for name in Channel if not self.loaded_by(name) or name not in self.channel]
        if idle:
            raise ValueError(f"channels without words or without a muscle: {', '.join(idle)}")
        _expect_known("sources", named_sources(self), self.source)
        _expect_known("zones", (z for one in self.muscles for z in one.referral.zones), self.zone)
        used = (key for one in self.muscles for key in one.massage.techniques)
        _expect_known("techniques", used, self.technique)
        return self


def named_sources(entry: object) -> Iterator[str]:
    """Return the keys of sources that an entry and whatever it holds name.

    Examples
    --------
    >>> list(named_sources([Claim(text="So it is.", sources=("hse", "osha"), grade="C")]))
    ['hse', 'osha']
    """
    if isinstance(entry, Record):
        yield from getattr(entry, "sources", ())
        entry = [value for _, value in entry]
    if isinstance(entry, Mapping):
        entry = entry.values()
    if isinstance(entry, Iterable) and not isinstance(entry, str):
        for below in entry:
            yield from named_sources(below)


def parse_knowledge(muscles_toml: str) -> Knowledge:
    """Check the text of the data file and return what they say.

    Examples
    --------
    >>> parse_knowledge("")
    Traceback (most recent call last):
    posture.errors.ConfigError: knowledge: "channel" is not as expected: field required.
    """
    tables = tomllib.loads(muscles_toml)
    muscles = [one for entry in tables.pop("muscle", []) for one in _by_side(entry)]
    table = {**tables, "muscles": muscles, "source": load_sources()}
    return checked(Knowledge, table, subject="knowledge")


@cache
def load_knowledge() -> Knowledge:
    """Return what the shipped data file says, read once.

    Examples
    --------
    >>> load_knowledge().muscle("infraspinatus_left").always_judged
    False
    """
    return parse_knowledge(data_text("muscles.toml"))


def load_muscles() -> tuple[Muscle, ...]:
    """Return the muscles of the shipped data files, left and right apart.

    Examples
    --------
    >>> len([muscle for muscle in load_muscles() if muscle.always_judged])
    8
    """
    return load_knowledge().muscles


def _by_side(entry: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Turn an entry with ``sides`` into one entry a side."""
    shared = {key: value for key, value in entry.items() if key != "sides"}
    shared["part_of"] = entry.get("id")
    if "sides" not in entry:
        return [shared]
    return [
        shared | {"id": f"{entry['id']}_{side}", "name": f"{side} {entry['name']}", "side": side}
        for side in entry["sides"]
    ]


def _expect_known(what: str, named: Iterable[str], there: Iterable[str]) -> None:
    if unknown := sorted(set(named) - set(there)):
        raise ValueError(f"unknown {what}: {', '.join(unknown)}")
