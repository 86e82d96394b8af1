"""Shapes of a body map, as its template takes them."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["load", "unjudged", "faint", "felt"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """One painted area: what it is, how strongly it is filled, and its name."""

    d: str
    kind: Kind
    title: str = ""
    opacity: float = 1.0
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Half:
    """The areas of one half of a view; ``mirror`` for the half that is not drawn in the data."""

    mirror: bool
    areas: tuple[Area, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A text or a sign somewhere on the picture."""

    x: float
    y: float
    text: str = ""
    d: str = ""
    anchor: str = "start"


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One view as the template takes it."""

    key: str
    label: str
    words: str
    box: tuple[float, float, float, float]
    middle: float
    skin: tuple[str, ...]
    details: tuple[str, ...]
    halves: tuple[Half, ...]
    tools: tuple[Label, ...] = ()
    numbers: tuple[Label, ...] = ()
    marks: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the legend."""

    kind: Literal["load", "unjudged", "felt", "tool", "words"]
    text: str
    opacity: float = 1.0
    strong: bool = False
    d: str = ""
