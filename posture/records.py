"""Data files to records: what all entries share, and how a statement names its evidence."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from posture.errors import ConfigError

Entry = TypeVar("Entry")

Text = Annotated[str, Field(min_length=3)]
Keys = Annotated[tuple[str, ...], Field(min_length=1)]
Grade = Literal["A", "B", "C"]


class Record(BaseModel):
    """An entry of a data file: frozen, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Claim(Record):
    """A statement that is shown, the keys of its sources, and how far they carry.

    Grade A: prospective or controlled studies; B: cross-sectional or laboratory studies; C: expert
    text or textbook only. What is contested among experts is marked where it is shown.

    Examples
    --------
    >>> claim = Claim(text="Shrugging loads it.", sources=("hanvold2013",), grade="A")
    >>> claim.contested
    False
    """

    text: Text
    sources: Keys
    grade: Grade
    contested: bool = False


class Source(Record):
    """A publication, page or standard that claims rest on.

    ``read`` is false where it is cited from the field's common knowledge without having been looked
    up for this project.

    Examples
    --------
    >>> Source(title="RULA", authors="McAtamney L, Corlett EN", year=1993,
    ...        where="Applied Ergonomics 24:91-99", kind="method").reference
    'McAtamney L, Corlett EN (1993). RULA. Applied Ergonomics 24:91-99.'
    """

    title: Text
    where: Text
    kind: Literal[
        "standard",
        "guidance",
        "method",
        "review",
        "trial",
        "cohort",
        "survey",
        "laboratory",
        "cases",
        "textbook",
        "expert",
        "decision",
    ]
    authors: str | None = None
    year: Annotated[int, Field(ge=1900, le=2100)] | None = None
    url: Annotated[str, Field(pattern=r"^https?://\S+$")] | None = None
    doi: Annotated[str, Field(pattern=r"^10\.\d+/\S+$")] | None = None
    read: bool = True

    @property
    def reference(self) -> str:
        """The source in one line, as in a list of references."""
        year = "" if self.year is None else f" ({self.year})"
        who = "" if self.authors is None else f"{self.authors}{year}. "
        when = year if self.authors is None else ""
        link = self.url if self.doi is None else f"https://doi.org/{self.doi}"
        title = f"{self.title}{when}".rstrip("?") + ("?" if self.title.endswith("?") else ".")
        return f"{who}{title} {self.where}.{'' if link is None else f' {link}'}"


def checked(kind: type[Entry], table: Mapping[str, Any], *, subject: str) -> Entry:
    """Return what a table of a data file holds, or say in one sentence which key is wrong.

    Examples
    --------
    >>> checked(Claim, {"text": "So it is.", "sources": ["hse"]}, subject="claims")
    Traceback (most recent call last):
    posture.errors.ConfigError: claims: "grade" is not as expected: field required.
    """
    try:
        return TypeAdapter(kind).validate_python(table)
    except ValidationError as error:
        problem = error.errors()[0]
        key = ".".join(str(part) for part in problem["loc"])
        reason = f"{problem['msg'][:1].lower()}{problem['msg'][1:]}"
        raise ConfigError(f'{subject}: "{key}" is not as expected: {reason}.') from error
