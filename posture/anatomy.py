"""Data files to anatomy: what is said of a muscle beside its load, each statement with sources."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from posture.records import Claim, Keys, Record, Text

Region = Literal["neck", "shoulder", "back"]
Tool = Literal["fingers", "ball", "cane", "board"]


class Referral(Claim):
    """Where pain from a muscle is said to be felt, in words and as areas of the body map."""

    zones: Keys


class Camera(Record):
    """What a camera at the screen sees of a muscle's load, what not, and on which condition."""

    misses: Text
    sees: Text | None = None
    condition: Text | None = None
    sources: Keys


class Massage(Record):
    """How a muscle may be massaged by oneself, or why not and what to do instead.

    Examples
    --------
    >>> Massage(none="Leave it to a therapist.", instead="Stretch.", sources=("decision",)).allowed
    False
    """

    techniques: tuple[str, ...] = ()
    none: Text | None = None
    instead: Text | None = None
    sources: Keys

    @property
    def allowed(self) -> bool:
        """Whether there is a technique for it."""
        return len(self.techniques) > 0

    @model_validator(mode="after")
    def _is_allowed_or_says_why(self) -> Self:
        if self.allowed != (self.none is None) or self.allowed != (self.instead is None):
            raise ValueError("massage needs either techniques, or none with an instead")
        return self


class Technique(Record):
    """A way of massaging oneself: tool, how it is done, and where or when not."""

    name: Text
    tool: Tool
    how: Claim
    avoid: Claim


class Sign(Claim):
    """A sign that the article lists; a red flag is never shown as a harmless one."""

    red_flag: bool


class About(Record):
    """What trigger points are said to be, how much of it is known, and what massage is worth."""

    definition: Claim
    referral: Claim
    active_and_latent: Claim
    doctor_first: Claim
    contributors: Annotated[tuple[Claim, ...], Field(min_length=1)]
    honesty: Annotated[tuple[Claim, ...], Field(min_length=1)]
    effect: Annotated[tuple[Claim, ...], Field(min_length=1)]
