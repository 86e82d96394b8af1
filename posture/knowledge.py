"""Data to knowledge: muscles, and what loads them, checked on load."""

import tomllib
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from posture.errors import ConfigError

Side = Literal["left", "right"]
Weight = Annotated[float, Field(gt=0, le=1)]
Text = Annotated[str, Field(min_length=3)]


class Channel(StrEnum):
    """A way in which posture loads muscles."""

    NECK_FLEXION = "neck_flexion"  # head forward or down
    CHIN_POKE = "chin_poke"  # looking up with the head forward
    SHRUG = "shrug"
    SHOULDER_TILT = "shoulder_tilt"
    HEAD_TURN = "head_turn"
    NEAR_SCREEN = "near_screen"


class Record(BaseModel):
    """An entry of a data file: frozen, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ChannelText(Record):
    """A channel in plain words, the action against it, and where its holding times come from."""

    words: Text
    advice: Text
    sources: tuple[str, ...] = Field(min_length=1)


class Muscle(Record):
    """One muscle (of one side): how much it takes of each channel, or why it cannot be judged.

    Examples
    --------
    >>> [muscle.id for muscle in load_knowledge().muscles if muscle.side == "left"]
    ['levator_scapulae_left', 'upper_trapezius_left']
    """

    id: str
    name: Text
    anatomical: Text
    side: Side | None = None
    observable: bool = True
    why: str | None = None
    weights: Mapping[Channel, Weight] = {}
    sources: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_judged_or_says_why(self) -> Self:
        if self.observable != bool(self.weights) or self.observable != (self.why is None):
            raise ValueError(f"{self.id} needs either weights or observable = false with a why")
        return self


class Knowledge(Record):
    """Everything the data file says, resolved: every source and channel that is named exists."""

    source: Mapping[str, Text]
    channel: Mapping[Channel, ChannelText]
    muscles: tuple[Muscle, ...]

    def muscle(self, muscle_id: str) -> Muscle:
        """Return the muscle of that id.

        Examples
        --------
        >>> load_knowledge().muscle("upper_trapezius_right").name
        'right top-of-shoulder muscle'
        """
        return next(muscle for muscle in self.muscles if muscle.id == muscle_id)

    def loaded_by(self, channel: Channel, side: Side | None = None) -> tuple[Muscle, ...]:
        """Return the muscles that a channel loads; a side leaves those of the other side out."""
        return tuple(
            muscle
            for muscle in self.muscles
            if channel in muscle.weights and (side is None or muscle.side in (None, side))
        )

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        named = {key for entry in self._entries() for key in entry.sources}
        idle = [name for name in Channel if not self.loaded_by(name) or name not in self.channel]
        if named - set(self.source):
            raise ValueError(f"unknown sources: {', '.join(sorted(named - set(self.source)))}")
        if idle:
            raise ValueError(f"channels without words or without a muscle: {', '.join(idle)}")
        return self

    def _entries(self) -> Iterable[Muscle | ChannelText]:
        return (*self.muscles, *self.channel.values())


def parse_knowledge(muscles_toml: str) -> Knowledge:
    """Check the text of the data file and return what they say.

    Examples
    --------
    >>> parse_knowledge("")
    Traceback (most recent call last):
    posture.errors.ConfigError: knowledge: "source" is not as expected: field required.
    """
    tables = tomllib.loads(muscles_toml)
    muscles = [one for entry in tables.pop("muscle", []) for one in _by_side(entry)]
    try:
        return Knowledge.model_validate({**tables, "muscles": muscles})
    except ValidationError as error:
        problem = error.errors()[0]
        key = ".".join(str(part) for part in problem["loc"])
        text = problem["msg"][0].lower() + problem["msg"][1:]
        raise ConfigError(f'knowledge: "{key}" is not as expected: {text}.') from error


@cache
def load_knowledge() -> Knowledge:
    """Return what the shipped data file says, read once.

    Examples
    --------
    >>> load_knowledge().muscle("infraspinatus").observable
    False
    """
    file = files("posture").joinpath("data", "muscles.toml")
    return parse_knowledge(file.read_text(encoding="utf-8"))


def load_muscles() -> tuple[Muscle, ...]:
    """Return the muscles of the shipped data files, left and right apart.

    Examples
    --------
    >>> len([muscle for muscle in load_muscles() if muscle.observable])
    8
    """
    return load_knowledge().muscles


def _by_side(entry: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Turn an entry with ``sides`` into one entry a side."""
    shared = {key: value for key, value in entry.items() if key != "sides"}
    if "sides" not in entry:
        return [shared]
    return [
        shared | {"id": f"{entry['id']}_{side}", "name": f"{side} {entry['name']}", "side": side}
        for side in entry["sides"]
    ]
