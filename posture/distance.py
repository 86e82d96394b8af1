"""Eyes to distance: from the camera to the middle of the eyes, with or without a tape.

Two kinds of rulers are mixed. Changes follow the pupil distance and the whole face, which are
sharp but differ between people by 6 %. The length itself follows the taped distance where there is
one, else mostly the iris, which differs by 3.6 % but is only a few pixels wide.
"""

import math

import numpy as np

from posture.features import Features
from posture.profile import Profile
from posture.types import Estimate, Lens

IRIS_CM = 1.17  # horizontal visible iris: 11.71 ± 0.42 mm [Rüfer 2005]
PUPILS_CM = 6.3  # adults, far vision: 6.34 ± 0.38 [Dodgson 2004]
IRIS_WEIGHT = 0.6  # iris against whole face, for the length
PUPILS_WEIGHT = 0.7  # pupil distance against whole face, for changes
PERSON_SD = 0.045  # irises and faces together
IRIS_EDGE_PX = 0.25  # error of an iris diameter
SHARP_SD = 0.008  # error of a change
TURNED_SD = 0.001  # further error per degree by which the face is turned


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
    if scale is None or now.iris_px is None:
        return None
    blur = IRIS_WEIGHT * IRIS_EDGE_PX / now.iris_px
    return Estimate(
        near * scale,
        sd_frame=near * scale * math.hypot(blur, SHARP_SD + TURNED_SD * _turned_deg(now, profile)),
        sd_person=near * scale * math.hypot(PERSON_SD, lens.relative_sd),
    )


def person_scale(profile: Profile) -> float:
    """Return how large this person's head is against the average one, within 0.85–1.15.

    From the taped distance where there is one, else from the iris; 1 where neither is known.
    """
    model, true = profile.value("eyes_cm"), profile.taped_cm
    if true is None:
        true = _iris_cm(profile.features(), profile.lens)
    if model is None or true is None:
        return 1.0
    return float(np.clip(true / model, 0.85, 1.15))


def _scale(
    now: Features, profile: Profile | None, lens: Lens, *, min_iris_px: float
) -> float | None:
    """True distance over that of an average face, now and upright: larger irises count more."""
    seen = [(now, lens)] if profile is None else [(now, lens), (profile.features(), profile.lens)]
    logs, weights = [], []
    for found, through in seen:
        true, model = _absolute_cm(found, through), _relative_cm(found, through)
        if true is None or model is None or found.iris_px is None or found.iris_px < min_iris_px:
            continue
        logs.append(math.log(true / model))
        weights.append(found.iris_px**2)
    if not logs:
        return None
    return math.exp(float(np.average(logs, weights=weights)))


def _relative_cm(found: Features, lens: Lens) -> float | None:
    """Distance of an average face: follows changes sharply."""
    if found.pupils_px is None or found.eyes_cm is None:
        return None
    pupils = PUPILS_CM * lens.focal_px / found.pupils_px * _ray(found, lens)
    return math.exp(
        PUPILS_WEIGHT * math.log(pupils) + (1 - PUPILS_WEIGHT) * math.log(found.eyes_cm)
    )


def _absolute_cm(found: Features, lens: Lens) -> float | None:
    """Distance that differences between people shift least: mostly from the iris."""
    iris = _iris_cm(found, lens)
    if iris is None or found.eyes_cm is None:
        return None
    return math.exp(IRIS_WEIGHT * math.log(iris) + (1 - IRIS_WEIGHT) * math.log(found.eyes_cm))


def _iris_cm(found: Features, lens: Lens) -> float | None:
    if found.iris_px is None:
        return None
    return IRIS_CM * lens.focal_px / found.iris_px * _ray(found, lens)


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
