"""A step of the program that can be taken away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.patches import Patches


@dataclass(frozen=True, kw_only=True)
class Step:
    """What stands instead of a step: while looking, while measuring and while fitting.

    ``refits`` are the models that were fitted with what the step gives and can be fitted without.
    """

    name: str
    looking: Patches = field(default_factory=dict)
    measuring: Patches = field(default_factory=dict)
    fitting: Patches = field(default_factory=dict)
    refits: Sequence[str] = ()


def ways(steps: Sequence[Step]) -> Mapping[str, Patches]:
    """Ways to look that the steps ask for; the first, without a name, takes nothing away."""
    return {"": {}, **{step.name: step.looking for step in steps if step.looking}}
