"""A calibration in front of a live source, acted out: who sits how for how long."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from posture.config import CalibrationConfig, Config
from posture.features import features
from posture.guidance import Guidance, Guide, Step
from posture.profile import Profile, calibrate
from posture.types import Landmarks
from tests.builders import LENS, Sitter

CONFIG = Config(
    calibration=CalibrationConfig(
        upright_s=4.0, shrug_s=2.0, relax_s=1.0, settle_s=1.0, patience_s=8.0
    )
)
"""Shorter steps than people get."""

Act = tuple[float, Landmarks]
"""Seconds, and what is seen meanwhile."""

UPRIGHT = Sitter().landmarks()
SHRUGGING = Sitter(shrug_left_cm=6.0, shrug_right_cm=6.0).landmarks()
PLAY: Sequence[Act] = ((5.2, UPRIGHT), (3.4, SHRUGGING), (30.0, UPRIGHT))
"""Everything as asked for."""


def played(acts: Iterable[Act], *, hz: float = 5.0) -> Iterator[Landmarks]:
    """Give what the camera sees, at a steady rate."""
    began_s = 0.0
    number = 0
    for seconds, seen in acts:
        while number / hz < began_s + seconds:
            yield replace(seen, index=number, time_s=number / hz)
            number += 1
        began_s += seconds


def learn(upright: Sequence[Landmarks]) -> Profile:
    return calibrate([features(seen, LENS, CONFIG.measure) for seen in upright], LENS)


def guide(before: Profile | None = None, *, fixed: bool = False) -> Guide:
    return Guide(learn, LENS, CONFIG, before=before, fixed=fixed)


def follow(
    one: Guide, seen: Iterable[Landmarks], *, skip: Callable[[Step], bool] = lambda _: False
) -> list[Guidance]:
    """Run a calibration to its end and return all that was said."""
    said = []
    for landmarks in seen:
        said.append(one.update(landmarks))
        if skip(said[-1].step):
            one.skip()
        if one.ended:
            break
    said.append(one.end())
    return said
