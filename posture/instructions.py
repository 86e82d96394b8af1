"""Steps and faults to words: what a calibration asks for, what it found, what to do about it."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache

from posture.shipped import data_text
from posture.suitability import ACCEPTED_WHEN_FIXED, Fault


def say(step: str) -> str:
    """Return what a step asks for.

    Examples
    --------
    >>> say("relax")
    'Let your shoulders sink and look at the screen.'
    """
    return _texts()["steps"][step]


def found(fault: Fault) -> str:
    """Return what was found, as part of a sentence.

    Examples
    --------
    >>> from posture.suitability import Reason
    >>> found(Fault(reason=Reason.SLOUCHED, value=51.6))
    'a head carried 52° forward'
    """
    return _texts()[fault.reason]["found"].format(value=fault.value)


def hint(fault: Fault) -> str:
    """Return what was found and what to do about it.

    Examples
    --------
    >>> from posture.suitability import Reason
    >>> hint(Fault(reason=Reason.DARK, value=1.0))
    'a picture that is too dark: switch a light on'
    """
    return f"{found(fault)}: {_texts()[fault.reason]['advice']}"


def sentence_of(fault: Fault) -> str:
    """Return the hint as a sentence of its own.

    Examples
    --------
    >>> from posture.suitability import Reason
    >>> sentence_of(Fault(reason=Reason.BLURRED, value=1.0))
    'A blurred picture: wipe the lens and hold still.'
    """
    text = hint(fault)
    return f"{text[0].upper()}{text[1:]}."


def fixed_notes(faults: Iterable[Fault]) -> tuple[str, ...]:
    """Return what a profile keeps of faults that were accepted as how somebody sits."""
    accepted = (fault for fault in faults if fault.reason in ACCEPTED_WHEN_FIXED)
    return tuple(f"a fixed posture: {found(fault)}" for fault in accepted)


@cache
def _texts() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(data_text("guidance.toml"))
