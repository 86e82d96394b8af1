"""Name to muscle: its id, its name in either language, or a part of one that fits no other."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

from posture.errors import ConfigError
from posture.knowledge import Muscle

_SIDES = re.compile(r"\b(left|right)\b")
_NEAR = 4  # names that an error offers


def muscle_named(name: str, muscles: Iterable[Muscle]) -> Muscle:
    """Return the muscle that is meant; each stands once among ``muscles``.

    Examples
    --------
    >>> from posture.knowledge import load_knowledge
    >>> muscle_named("Levator", load_knowledge().parts()).part_of
    'levator_scapulae'
    >>> muscle_named("trapezius", load_knowledge().parts())
    Traceback (most recent call last):
    posture.errors.ConfigError: muscle: expected the name of one muscle, but "trapezius" fits \
upper_trapezius and middle_trapezius; name one of them.
    """
    known = tuple(muscles)
    found = _matches(_folded(name), known)
    if len(found) == 1:
        return found[0]
    if found:
        raise ConfigError(
            f'muscle: expected the name of one muscle, but "{name}" fits '
            f"{' and '.join(one.part_of for one in found)}; name one of them."
        )
    near = _near(_folded(name), known)
    raise ConfigError(
        f'muscle: expected a muscle, but found "{name}"; '
        f"{'near to it: ' + ', '.join(near) if near else '`posture muscles` lists all'}."
    )


def _matches(name: str, muscles: Iterable[Muscle]) -> list[Muscle]:
    """Return the muscle of exactly that name, or else all that have it in theirs."""
    whole = [one for one in muscles if name in _names(one)]
    part = [one for one in muscles if name and any(name in full for full in _names(one))]
    return whole or part


def _near(name: str, muscles: Iterable[Muscle]) -> list[str]:
    words = {word: one.part_of for one in muscles for full in _names(one)
             for word in (full, *full.split())}  # fmt: skip
    close = get_close_matches(name, words, n=_NEAR, cutoff=0.6)
    return list(dict.fromkeys(words[word] for word in close))


def _names(muscle: Muscle) -> tuple[str, ...]:
    return tuple(_folded(one) for one in (muscle.part_of, muscle.plain_name, muscle.anatomical))


def _folded(name: str) -> str:
    """Return letters only, in lower case, without a side.

    Examples
    --------
    >>> _folded("Upper_Trapezius-left")
    'upper trapezius'
    """
    letters = re.sub(r"[^a-z]+", " ", name.lower())
    return " ".join(_SIDES.sub(" ", letters).split())
