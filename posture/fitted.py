"""Contrasts to estimates: what people with known posture looked like when they had moved like this.

The fitted numbers are data (`models/front.toml`, `front.npz`, `side.toml`, with how they were
made). A person who has not moved measures exactly zero.
"""

import io
import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from posture.contrast import Contrasts
from posture.features import Features
from posture.shipped import shipped
from posture.types import Estimate, Floats

_FAR_CM = 10.0  # from here on the error no longer grows with the distance moved
_SIGNED = ("head_left", "trunk_left", "roll", "yaw", "tilt", "acromion_tilt")


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorModel:
    """How far estimates were off on people who were left out of the fit.

    ``sd`` is the standard deviation of the error where the head has hardly moved, ``sd_far`` what
    10 cm of movement add, ``sd_size`` what a value of ``unit`` or more adds. ``person`` is the
    share of it (0–1) that is the same in all pictures of a person.
    """

    sd: float
    sd_far: float
    sd_size: float
    unit: float
    person: float

    def estimate(self, value: float, contrasts: Contrasts) -> Estimate:
        """Return the value with its error."""
        far = min(1.0, abs(contrasts.get("head_ahead", 0.0)) / _FAR_CM)
        large = min(1.0, abs(value) / self.unit)
        sd = self.sd + far * self.sd_far + large * self.sd_size
        return Estimate(value, math.sqrt(1 - self.person**2) * sd, self.person * sd)


@dataclass(frozen=True, slots=True, kw_only=True)
class Linear:
    """A weighted sum of contrasts, without a constant term."""

    weights: Mapping[str, float]
    error: ErrorModel

    def estimate(self, contrasts: Contrasts) -> Estimate:
        """Return the weighted sum and its error."""
        value = sum(weight * contrasts[name] for name, weight in self.weights.items())
        return self.error.estimate(value, contrasts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kernel:
    """A weighted sum, and a correction by how near the contrasts are to those of people seen.

    A Gaussian process regression [Rasmussen 2006] with a linear and a squared exponential kernel:
    ``scale`` (K,) divides the contrasts ``names``, ``points`` (N, K) are those of the fit,
    ``weights`` (N,) theirs, ``slope`` (K,) is the linear part, ``reach`` the length of the kernel,
    ``at_zero`` what the kernel gives where nothing has moved.
    """

    names: tuple[str, ...]
    scale: Floats
    points: Floats
    weights: Floats
    slope: Floats
    reach: float
    at_zero: float
    error: ErrorModel

    def estimate(self, contrasts: Contrasts) -> Estimate:
        """Return the estimate and its error; no movement is exactly zero."""
        here = np.array([contrasts[name] for name in self.names]) / self.scale
        near = _near(self.points - here, self.weights, self.reach)
        return self.error.estimate(float(here @ self.slope) + near - self.at_zero, contrasts)


def _near(away: Floats, weights: Floats, reach: float) -> float:
    """Weights (N,) of the points, by how far away (N, K) they are."""
    return float(np.exp(-(away**2).sum(axis=1) / (2 * reach**2)) @ weights)


@cache
def fitted(name: str) -> Linear | Kernel:
    """Read what was fitted for one measure."""
    table = dict(_tables()[name])
    error = ErrorModel(**{key: table[key] for key in ("sd", "sd_far", "sd_size", "unit", "person")})
    if "weights" in table:
        return Linear(weights=table["weights"], error=error)
    arrays = {key: _arrays()[f"{name}.{key}"] for key in ("scale", "points", "weights", "slope")}
    reach = table["reach"]
    at_zero = _near(arrays["points"], arrays["weights"], reach)
    return Kernel(names=tuple(table["names"]), reach=reach, at_zero=at_zero, error=error, **arrays)


@cache
def _arrays() -> dict[str, Floats]:
    with np.load(io.BytesIO(shipped("front.npz").read_bytes()), allow_pickle=False) as packed:
        return {name: packed[name].astype(np.float64) for name in packed.files}


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
    exchanged = {name: contrasts[_other_side(name)] for name in contrasts}
    return {name: -value if name in _SIGNED else value for name, value in exchanged.items()}


def _other_side(name: str) -> str:
    if name.endswith("_left") and name not in _SIGNED:
        return name.removesuffix("_left") + "_right"
    if name.endswith("_right"):
        return name.removesuffix("_right") + "_left"
    return name
