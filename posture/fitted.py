"""Contrasts to estimates: weighted sums whose weights were fitted on people with known posture.

The weights are data (`models/front.toml`, `models/side.toml`, with how they were made). There is
no constant term, so that a person who has not moved measures exactly zero. Every weight exists
twice, once plain and once fading with the distance moved, since every cue of size gets noisier on
the way.
"""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from posture.contrast import NEAR_CM, Contrasts
from posture.features import Features
from posture.shipped import shipped
from posture.types import Estimate

_FAR_CM = 10.0  # from here on the error no longer grows with the distance moved
_SWAPPED = {
    "acromion_rise_left": "acromion_rise_right",
    "acromion_rise_right": "acromion_rise_left",
    "joint_rise_left": "joint_rise_right",
    "joint_rise_right": "joint_rise_left",
}
_SIGNED = ("head_left", "trunk_left", "roll", "yaw", "tilt", "acromion_tilt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Linear:
    """One fitted measure: weights per contrast, and how far its estimates were off.

    ``sd`` is the standard deviation of the error where the head has hardly moved, ``sd_far`` what
    10 cm of movement add, ``sd_size`` what a value of ``unit`` or more adds.
    """

    plain: Mapping[str, float]
    near: Mapping[str, float]
    sd: float
    sd_far: float
    sd_size: float
    unit: float

    def estimate(self, contrasts: Contrasts) -> Estimate:
        """Return the weighted sum and its error."""
        ahead = contrasts.get("head_ahead", 0.0)
        nearness = math.exp(-((ahead / NEAR_CM) ** 2))
        value = sum(weight * contrasts[name] for name, weight in self.plain.items())
        value += nearness * sum(weight * contrasts[name] for name, weight in self.near.items())
        far = min(1.0, abs(ahead) / _FAR_CM)
        large = min(1.0, abs(value) / self.unit)
        return Estimate(value, sd_frame=self.sd + far * self.sd_far + large * self.sd_size)


@cache
def linear(name: str) -> Linear:
    """Read the fitted weights of one measure."""
    return Linear(**_tables()[name])


def pitch_deg(found: Features) -> float | None:
    """Return the head pitch in the camera frame from rigid face, ears and mouth; chin down +."""
    cues = (found.head_pitch_deg, found.ear_drop, found.mouth_drop)
    if cues[0] is None or cues[1] is None or cues[2] is None:
        return cues[0]
    table = _tables()["head_pitch_deg"]
    weighted = (
        table["rigid"] * cues[0] + table["ear_drop"] * cues[1] + table["mouth_drop"] * cues[2]
    )
    return float(weighted + table["constant"])


def pitch_change_deg(rigid_deg: float) -> float:
    """Return by how much the pitch changed when that of the rigid face changed by so much."""
    return float(_tables()["head_pitch_deg"]["change"] * rigid_deg)


@cache
def _tables() -> dict[str, dict[str, Any]]:
    files = ("front.toml", "side.toml")
    texts = [shipped(name).read_text(encoding="utf-8") for name in files]
    return {name: table for text in texts for name, table in tomllib.loads(text).items()}


def mirrored(contrasts: Contrasts) -> Contrasts:
    """Return what the contrasts would be if left and right were exchanged.

    Examples
    --------
    >>> mirrored({"yaw": 5.0, "acromion_rise_left": 2.0, "acromion_rise_right": 0.0})
    {'yaw': -5.0, 'acromion_rise_left': 0.0, 'acromion_rise_right': 2.0}
    """
    exchanged = {name: contrasts[_SWAPPED.get(name, name)] for name in contrasts}
    return {name: -value if name in _SIGNED else value for name, value in exchanged.items()}
