"""Settings to docs/settings.md: python -m tests.settings_page > docs/settings.md."""

import inspect
import re
import sys
import types
from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from posture.config import Config

INTRO = """\
# Settings

Every number that can be changed. `posture config path` prints where the settings file is,
`posture config show` prints the settings in force. The file is TOML with the tables below; it
holds only what differs from the defaults. An unknown key or an impossible value is an error that
names the key. This page is made from `posture/config.py`.
"""
_SIGNS = {"gt": ">", "ge": "≥", "lt": "<", "le": "≤"}
_FIELD = re.compile(r"^    (?P<name>\w+): .*?  # (?P<reason>.*)$", re.MULTILINE)


def settings_page() -> str:
    """Return the page: a table for each section."""
    return INTRO + "".join(
        line for name, field in Config.model_fields.items() for line in _section(name, field)
    )


def _section(name: str, field: FieldInfo) -> Iterator[str]:
    section = type(field.default)
    reasons = {m["name"]: m["reason"] for m in _FIELD.finditer(inspect.getsource(section))}
    yield f"\n## `[{name}]`\n\n{inspect.getdoc(section)}\n\n"
    yield "| key | default | allowed | why |\n|---|---|---|---|\n"
    for key, setting in section.model_fields.items():
        cells = (f"`{key}`", f"`{_toml(setting.default)}`", _allowed(setting))
        yield f"| {' | '.join(cells)} | {reasons.get(key, '')} |\n"


def _allowed(setting: FieldInfo) -> str:
    limits = [
        f"{sign} {getattr(bound, name):g}"
        for bound in setting.metadata
        for name, sign in _SIGNS.items()
        if getattr(bound, name, None) is not None
    ]
    return ", ".join([_kind(setting.annotation), *limits])


def _kind(annotation: Any) -> str:
    if isinstance(annotation, types.UnionType):
        return " or ".join(_kind(one) for one in get_args(annotation) if one is not type(None))
    if get_origin(annotation) is Literal:
        return ", ".join(f"`{choice}`" for choice in get_args(annotation))
    if issubclass(annotation, BaseModel):
        return "table"
    return {float: "number", int: "whole number", str: "text", bool: "true or false"}[annotation]


def _toml(value: object) -> str:
    match value:
        case None:
            return "(not set)"
        case BaseModel():
            inside = ", ".join(f"{key} = {_toml(part)}" for key, part in value)
            return f"{{ {inside} }}"
        case str():
            return f'"{value}"'
        case _:
            return str(value)


if __name__ == "__main__":
    sys.stdout.write(settings_page())
