"""Fit the weights of the front view: models/front.toml.

Ridge regression without a constant term on contrasts divided by their spread; every contrast once
plain and once fading with the distance moved. The standard deviations come from people who were
left out of the fit.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.fit.people import Seen
from benchmarks.fit.phantom import Picture, axis_elevation_cm
from benchmarks.fit.ridge import inline, left_out, ridge, spreads
from posture.contrast import NEAR_CM, Contrasts, contrasts
from posture.fitted import mirrored
from posture.profile import calibrate
from posture.types import Floats, View

ALPHA = 30.0

WIDTHS = ["body_width_20", "body_width_30", "body_width_45", "neck_width"]
PITCHED = ["head_rise_pitched", "shoulders_ahead_pitched", "acromion_rise_pitched"]
HEAD = ["head_ahead", "head_rise", "shoulders_ahead", "acromion_rise", "yaw_size", "roll_size",
        *WIDTHS, "ear_drop", "mouth_drop", "head_ahead_pitched", *PITCHED]  # fmt: skip
SHOULDER = ["acromion_rise_left", "acromion_rise_right", "joint_rise_left", "joint_rise_right",
            "head_rise", "head_ahead", "shoulders_ahead", "pitch", "head_left", "trunk_left",
            "roll", "yaw", *WIDTHS, "shoulder_width", *PITCHED]  # fmt: skip
TILT = ["tilt", "acromion_tilt", "roll", "head_left", "trunk_left", "yaw"]


@dataclass(frozen=True)
class Pair:
    """A picture against the neutral picture of the same person and camera."""

    subject: str
    moved: Contrasts
    truth: Mapping[str, float]


def change(now: Picture, then: Picture, of: Callable[[Picture], float]) -> float:
    return of(now) - of(then)


def truth(now: Picture, then: Picture) -> dict[str, float]:
    return {
        "protraction_cm": change(now, then, lambda p: p.metric("head_forward_cm")),
        "head_forward_change_deg": -change(now, then, lambda p: p.metric("cva_deg")),
        "shoulder_tilt_deg": change(now, then, lambda p: p.metric("shoulder_tilt_deg")),
        "elevation_left": change(now, then, lambda p: axis_elevation_cm(p, "l")),
        "elevation_right": change(now, then, lambda p: axis_elevation_cm(p, "r")),
    }


def pairs(people: Mapping[str, Seen]) -> list[Pair]:
    found = []
    for one in people.values():
        picture = one.picture
        neutral = people[picture.truth["neutral_id"]]
        usable = neutral.features.view is View.FRONT and one.features.view is not View.SIDE
        if picture.view != "front" or neutral is one or not usable:
            continue
        if picture.truth["scenario"] == "arms_overhead":
            continue
        moved = contrasts(one.features, calibrate([neutral.features], one.lens), one.lens)
        if moved is not None:
            found.append(Pair(picture.subject, moved, truth(picture, neutral.picture)))
    return found


def table(seen: Sequence[Contrasts], names: Sequence[str]) -> Floats:
    plain = np.array([[contrast[name] for name in names] for contrast in seen])
    fade = np.array([math.exp(-((contrast["head_ahead"] / NEAR_CM) ** 2)) for contrast in seen])
    return np.hstack([plain, plain * fade[:, None]])


def section(name: str, names: Sequence[str], rows: list[Pair], y: Floats, *, unit: float) -> str:
    both = len(y) == 2 * len(rows)  # left and right shoulders are one model, mirrored
    seen = [pair.moved for pair in rows] + ([mirrored(pair.moved) for pair in rows] if both else [])
    people = [pair.subject for pair in rows] * (2 if both else 1)
    x = table(seen, names)
    estimate, weights = left_out(x, y, people, ALPHA), ridge(x, y, ALPHA)
    error = estimate - y
    ahead = np.array([contrast["head_ahead"] for contrast in seen])
    print(f"{name:28} left-out people: MAE {np.abs(error).mean():.2f}, "
          f"no change {np.abs(y).mean():.2f}, n {len(y)}")  # fmt: skip
    found = spreads(error, estimate, ahead, unit)
    sd = "".join(f"{key} = {value:.3f}\n" for key, value in found.items())
    plain, near = weights[: len(names)], weights[len(names) :]
    return (
        f"\n[{name}]\nunit = {unit}\n{sd}"
        f"plain = {inline(names, plain)}\nnear = {inline(names, near)}\n"
    )


def head_pitch(people: Mapping[str, Seen]) -> str:
    """Weights of the rigid face, ears and mouth; and the slope of the rigid face's changes."""
    seen = [one for one in people.values()
            if one.picture.view == "front" and one.features.ear_drop is not None]  # fmt: skip
    cues = np.array([[one.features.head_pitch_deg, one.features.ear_drop, one.features.mouth_drop]
                     for one in seen], np.float64)  # fmt: skip
    y = np.array([one.picture.head_pitch for one in seen])
    x = np.column_stack([cues, np.ones(len(y))])
    estimate = left_out(x, y, [one.picture.subject for one in seen], 3.0)
    print(f"{'head_pitch_deg':28} left-out people: MAE {np.abs(estimate - y).mean():.2f}")
    rigid, ear, mouth, constant = ridge(x, y, 0.5)
    return (
        f"\n[head_pitch_deg]\nrigid = {rigid:.4f}\near_drop = {ear:.4f}\nmouth_drop = {mouth:.4f}\n"
        f"constant = {constant:.3f}\nchange = {_slope(seen, people):.4f}\n"
    )


def _slope(seen: Sequence[Seen], people: Mapping[str, Seen]) -> float:
    """Robust slope of true on rigid pitch changes."""
    ratios = []
    for one in seen:
        neutral = people[one.picture.truth["neutral_id"]]
        now, then = one.features.head_pitch_deg, neutral.features.head_pitch_deg
        if now is not None and then is not None and abs(now - then) > 6:
            true = one.picture.head_pitch - neutral.picture.head_pitch
            ratios.append(true / (now - then))
    return float(np.median(ratios))


def fitted(people: Mapping[str, Seen]) -> str:
    """Text of models/front.toml."""
    rows = pairs(people)

    def of(name: str) -> Floats:
        return np.array([pair.truth[name] for pair in rows])

    tilt = of("shoulder_tilt_deg")
    return (
        "# Weights from contrasts (`posture.contrast`) to measures of the front view.\n"
        "# Made by `python -m benchmarks.fit FOLDER` from rendered people "
        f"({len({p.subject for p in rows})} people, {len(rows)} pictures),\n"
        f"# ridge {ALPHA:g}. sd: people left out of the fit. Licence: Apache-2.0, as the rest.\n"
        + section("protraction_cm", HEAD, rows, of("protraction_cm"), unit=2.0)
        + section("head_forward_change_deg", HEAD, rows, of("head_forward_change_deg"), unit=5.0)
        + section("shoulder_tilt_deg", TILT, rows, np.r_[tilt, -tilt], unit=2.0)
        + section("shoulder_elevation_cm", SHOULDER, rows,
                  np.r_[of("elevation_left"), of("elevation_right")], unit=2.0)
        + head_pitch(people)
    )  # fmt: skip
