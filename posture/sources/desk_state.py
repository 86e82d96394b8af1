"""The desktop to whether the screen is locked, kept awake or quiet; ``None`` is *cannot tell*."""

import sys
import tomllib
from dataclasses import dataclass
from functools import cache

from posture.shipped import data_text

WITHIN_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What to ask whom on the D-Bus: a property to read, or a member to call.

    The answer is *yes* where it is true, or has the ``bit`` that counts.
    """

    bus: str
    name: str
    path: str
    interface: str
    property: str = ""
    member: str = ""
    bit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskState:
    """What the desktop says of itself at this moment."""

    locked: bool | None = None
    kept_awake: bool | None = None  # by a call, a film, a presentation
    undisturbed: bool | None = None  # somebody wants no notifications


def desk_state(within_s: float = WITHIN_S) -> DeskState:
    """Ask the desktop; it takes no longer than ``within_s``. Only where there is a D-Bus so far."""
    if sys.platform != "linux":
        return DeskState()
    from posture.sources.dbus import ask

    questions = _questions()
    answers = ask([one for group in questions.values() for one in group], within_s)
    return DeskState(
        **{
            name: any_yes([answers[question] for question in group])
            for name, group in questions.items()
        }
    )


def any_yes(answers: list[bool | None]) -> bool | None:
    """Return yes if anybody says so, no if only that is said, ``None`` if nobody answers.

    Examples
    --------
    >>> any_yes([None, False, True]), any_yes([False, None]), any_yes([None])
    (True, False, None)
    """
    told = [answer for answer in answers if answer is not None]
    return any(told) if told else None


@cache
def _questions() -> dict[str, list[Question]]:
    tables = tomllib.loads(data_text("desktop.toml"))
    return {name: [Question(**one) for one in group] for name, group in tables.items()}
