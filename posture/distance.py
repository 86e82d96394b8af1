"""Eyes to distance: from the camera to the middle of the eyes, with or without a tape.

Two kinds of rulers are mixed. Changes follow the pupil distance and the whole face, which are
sharp but differ between people by 6 %. The length itself follows the taped distance where there is
one, else mostly the iris, which differs by 3.6 % but is only a few pixels wide: its rim in the full
picture, its size in the face mesh and the face as a whole, each with the bias and error that it
showed at this size (`models/distance.toml`).
"""

import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from posture.features import Features
from posture.profile import Profile
from posture.shipped import shipped
from posture.types import Estimate, Lens

IRIS_CM = 1.17  # horizontal visible iris: 11.71 ± 0.42 mm [Rüfer 2005]
PUPILS_CM = 6.3  # adults, far vision: 6.34 ± 0.38 [Dodgson 2004]
PUPILS_WEIGHT = 0.7  # pupil distance against whole face, for changes
IRIS_PERSON_SD = 0.036  # how much irises differ between people
SHARP_SD = 0.006  # error of a change
TURNED_SD = 0.0008  # further error per degree by which the face is turned
_UNIT_PX = 10.0  # sizes of irises are counted from here
_LARGEST_PX = 22.0  # the rulers were fitted up to here; larger irises count as this large
_LEAST_SD = 0.02


@dataclass(frozen=True, slots=True)
class Ruler:
    """One way to read a distance: its bias and error as logarithms, by the size of the iris."""

    bias: float
    bias_small: float  # per iris half as large as 10 px
    sd: float
    sd_small: float

    def read(self, cm: float, iris_px: float) -> tuple[float, float]:
        """Return the logarithm of the distance and its weight."""
        small = _UNIT_PX / min(iris_px, _LARGEST_PX) - 1
        sd = max(self.sd + self.sd_small * small, _LEAST_SD)
        return math.log(cm) + self.bias + self.bias_small * small, 1 / sd**2


@cache
def rulers() -> dict[str, Ruler]:
    """Read the fitted rulers."""
    tables = tomllib.loads(shipped("distance.toml").read_text(encoding="utf-8"))
    return {name: Ruler(**table) for name, table in tables.items()}


def eye_distance_cm(
    now: Features, profile: Profile | None, lens: Lens, *, min_iris_px: float
) -> Estimate | None:
    """Return the distance from the camera to the middle of the eyes."""
    near = _relative_cm(now, lens)
    if near is None:
        return None
    then = None if profile is None else _relative_cm(profile.features(), profile.lens)
    if profile is not None and profile.taped_cm is not None and then is not None:
        distance = profile.taped_cm * near / then
        return Estimate(distance, distance * (SHARP_SD + TURNED_SD * _turned_deg(now, profile)))
    scale = _scale(now, profile, lens, min_iris_px=min_iris_px)
    if scale is None:
        return None
    distance, error = near * scale[0], scale[1]
    return Estimate(
        distance,
        sd_frame=distance
        * math.hypot(0.5 * error, SHARP_SD + TURNED_SD * _turned_deg(now, profile)),
        sd_person=distance * math.hypot(0.85 * error, IRIS_PERSON_SD, lens.relative_sd),
    )


@lru_cache(maxsize=64)  # asked of every frame
def person_scale(profile: Profile) -> float:
    """Return how large this person's head is against the average one, within 0.85–1.15.

    From the taped distance where there is one, else from the iris; 1 where neither is known.
    """
    model, true = profile.value("eyes_cm"), profile.taped_cm
    if true is None:
        read = _absolute(profile.features(), profile.lens)
        true = None if read is None else math.exp(read[0])
    if model is None or true is None:
        return 1.0
    return min(max(true / model, 0.85), 1.15)


def _scale(
    now: Features, profile: Profile | None, lens: Lens, *, min_iris_px: float
) -> tuple[float, float] | None:
    """True distance over that of an average face, now and upright, and its relative error."""
    seen = [(now, lens)] if profile is None else [(now, lens), (profile.features(), profile.lens)]
    logs, weights, errors = [], [], []
    for found, through in seen:
        read, model = _absolute(found, through), _relative_cm(found, through)
        if read is None or model is None or (found.iris_px or 0.0) < min_iris_px:
            continue
        logs.append(read[0] - math.log(model))
        weights.append((found.iris_px or 0.0) ** 2)
        errors.append(read[1])
    if not logs:
        return None
    return math.exp(_average(logs, weights)), _average(errors, weights)


def _average(values: Sequence[float], weights: Sequence[float]) -> float:
    weighted = sum(value * weight for value, weight in zip(values, weights, strict=True))
    return weighted / sum(weights)


def _relative_cm(found: Features, lens: Lens) -> float | None:
    """Distance of an average face: follows changes sharply."""
    if found.pupils_px is None or found.eyes_cm is None:
        return None
    pupils = PUPILS_CM * lens.focal_px / found.pupils_px * _ray(found, lens)
    return math.exp(
        PUPILS_WEIGHT * math.log(pupils) + (1 - PUPILS_WEIGHT) * math.log(found.eyes_cm)
    )


def _absolute(found: Features, lens: Lens) -> tuple[float, float] | None:
    """Logarithm of the distance by all rulers that can be read, and its error."""
    if found.iris_px is None or found.eyes_cm is None:
        return None
    along = IRIS_CM * lens.focal_px * _ray(found, lens)
    cm = {
        "iris": along / found.iris_px,
        "face": found.eyes_cm,
        **({} if found.limbus_px is None else {"limbus": along / found.limbus_px}),
    }
    read = [rulers()[name].read(distance, found.iris_px) for name, distance in cm.items()]
    weight = sum(weight for _, weight in read)
    return sum(log * w for log, w in read) / weight, weight**-0.5


def _ray(found: Features, lens: Lens) -> float:
    """Length of the line of sight over its depth along the optical axis."""
    if found.eyes_u_px is None or found.eyes_v_px is None:
        return 1.0
    across = (found.eyes_u_px - found.size_px[0] / 2) / lens.focal_px
    down = (found.eyes_v_px - found.size_px[1] / 2) / lens.focal_px
    return math.sqrt(1 + across**2 + down**2)


def _turned_deg(now: Features, profile: Profile | None) -> float:
    upright = None if profile is None else profile.value("head_pitch_deg")
    pitch = now.head_pitch_deg
    nod = 0.0 if upright is None or pitch is None else abs(pitch - upright)
    return nod + (0.0 if now.head_yaw_deg is None else abs(now.head_yaw_deg))
