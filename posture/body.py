"""Data file to body: the outlines and areas of the body map, as SVG paths."""

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Annotated

from pydantic import Field

from posture.anatomy import Tool
from posture.knowledge import Side
from posture.records import Record, Text, checked
from posture.shipped import data_text

Path = Annotated[str, Field(pattern=r"^M[-0-9. MCLaAhHvVZ]+$")]
Point = tuple[float, float]
Paths = Annotated[tuple[Path, ...], Field(min_length=1)]


class BodyView(Record):
    """The body from one side: outline, inner lines, muscles, areas of referral, places of tools.

    A mirrored view holds one half, right of the middle of the picture; ``drawn_side`` says which
    side of the person that is. ``whole`` and ``bust`` are x, y, width and height of what is shown.
    ``number`` and ``technique`` are the places of a muscle's number and of hand or tool.
    """

    label: Text
    drawn_side: Side
    mirrored: bool
    whole: tuple[float, float, float, float]
    bust: tuple[float, float, float, float]
    skin: Paths
    details: Paths
    muscle: Mapping[str, Path]
    zone: Mapping[str, Path]
    number: Mapping[str, Point]
    technique: Mapping[str, Point] = {}

    @property
    def sides(self) -> tuple[Side, ...]:
        """The sides of the person that are shown, the drawn one first."""
        other: Side = "right" if self.drawn_side == "left" else "left"
        return (self.drawn_side, other) if self.mirrored else (self.drawn_side,)


class Body(Record):
    """The views of the body, and the signs of the tools."""

    tool: Mapping[Tool, Path]
    view: Mapping[str, BodyView]


def parse_body(body_toml: str) -> Body:
    """Check the text of the data file and return what it draws.

    Examples
    --------
    >>> parse_body("[tool]")
    Traceback (most recent call last):
    posture.errors.ConfigError: body map: "view" is not as expected: field required.
    """
    return checked(Body, tomllib.loads(body_toml), subject="body map")


@cache
def load_body() -> Body:
    """Return the shipped drawing, read once.

    Examples
    --------
    >>> list(load_body().view)
    ['front', 'back', 'side']
    """
    return parse_body(data_text("body.toml"))
