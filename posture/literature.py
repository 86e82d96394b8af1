"""Data files to literature: every source that a statement may name, by its key."""

import tomllib
from collections.abc import Mapping
from functools import cache

from posture.errors import ConfigError
from posture.records import Source, checked
from posture.shipped import data_text


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
        table = checked(dict[str, Source], tomllib.loads(text), subject="sources")
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
    return parse_sources(*map(data_text, ("sources.toml", "sources-care.toml")))
