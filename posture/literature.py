"""Data files to literature: every source that a statement may name, by its key."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from pydantic import TypeAdapter, ValidationError

from posture.errors import ConfigError
from posture.records import Source

_TABLE: TypeAdapter[dict[str, Source]] = TypeAdapter(dict[str, Source])


def parse_sources(*tables_toml: str) -> Mapping[str, Source]:
    """Check the text of the files of sources and return what they hold, by key.

    Examples
    --------
    >>> parse_sources("[rula]")
    Traceback (most recent call last):
    posture.errors.ConfigError: sources: "rula.title" is not as expected: field required.
    """
    found: dict[str, Source] = {}
    for text in tables_toml:
        try:
            table = _TABLE.validate_python(tomllib.loads(text))
        except ValidationError as error:
            raise ConfigError(complaint("sources", error)) from error
        if twice := found.keys() & table.keys():
            raise ConfigError(f"sources: expected each key once, but {min(twice)} stands twice.")
        found |= table
    return found


@cache
def load_sources() -> Mapping[str, Source]:
    """Return the sources that come with the package, read once.

    Examples
    --------
    >>> load_sources()["hanvold2013"].kind
    'cohort'
    """
    folder = files("posture").joinpath("data")
    names = ("sources.toml", "sources-care.toml")
    return parse_sources(*(folder.joinpath(name).read_text(encoding="utf-8") for name in names))


def complaint(subject: str, error: ValidationError) -> str:
    """Say in one sentence which key of a data file is wrong, and what was expected."""
    problem = error.errors()[0]
    key = ".".join(str(part) for part in problem["loc"])
    return (
        f'{subject}: "{key}" is not as expected: {problem["msg"][:1].lower()}{problem["msg"][1:]}.'
    )
