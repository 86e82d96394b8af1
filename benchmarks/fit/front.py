"""Fit the front view: models/front.toml and models/front.npz.

Gaussian processes through zero on contrasts divided by their spread; ridge regression for the
pitch. The standard deviations come from people who were left out of the fit.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.fit import process
from benchmarks.fit.people import Seen
from benchmarks.fit.phantom import Picture, axis_elevation_cm
from benchmarks.fit.ridge import left_out, person_share, ridge, spreads
from posture.contrast import Contrasts, contrasts
from posture.fitted import mirrored
from posture.profile import calibrate
from posture.types import Floats, View

WIDTHS = ["body_width_20", "body_width_30", "body_width_45", "neck_width"]
PITCHED = ["head_rise_pitched", "shoulders_ahead_pitched", "acromion_rise_pitched"]
RISES = ["joint_rise", "acromion_rise", *(f"contour_rise_{place}" for place in range(4))]
HEAD = ["head_ahead", "head_rise", "face_rise", *RISES[:-1], "yaw_size", *WIDTHS,
        "ear_drop", "mouth_drop", *PITCHED]  # fmt: skip
OUTER = [rise for rise in RISES if rise != "contour_rise_0"]  # over the neck lie collars and hair
SHOULDER = [*(f"{rise}_{side}" for rise in OUTER for side in ("left", "right")),
            "head_rise", "head_ahead", "shoulders_ahead", "head_left", "trunk_left",
            *WIDTHS, *PITCHED]  # fmt: skip
TILT = ["tilt", "acromion_tilt", "contour_rise_1_left", "contour_rise_1_right",
        "roll", "head_left", "trunk_left", "yaw", "head_ahead"]  # fmt: skip


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


def rows_of(pairs: Sequence[Pair], names: Sequence[str], *, both: bool) -> tuple[Floats, list[str]]:
    """Contrasts as a table and whose they are; ``both`` adds every picture's mirror image."""
    seen = [pair.moved for pair in pairs]
    seen += [mirrored(pair.moved) for pair in pairs] if both else []
    x = np.array([[contrast[name] for name in names] for contrast in seen])
    return x, [pair.subject for pair in pairs] * (2 if both else 1)


@dataclass(frozen=True, kw_only=True)
class Target:
    """A measure: its contrasts, its truth, the shape of its process, and a large value of it."""

    name: str
    contrasts: Sequence[str]
    y: Floats
    shape: process.Shape
    unit: float


def curved(target: Target, pairs: Sequence[Pair]) -> tuple[str, dict[str, Floats]]:
    """Fit a process; its section of the TOML file, and its arrays."""
    both = len(target.y) == 2 * len(pairs)
    x, people = rows_of(pairs, target.contrasts, both=both)
    head = errors(target, process.left_out(x, target.y, people, target.shape), pairs)
    found = process.fit(x, target.y, target.shape)
    arrays = {"scale": found.scale, "points": found.points, "weights": found.weights,
              "slope": found.slope}  # fmt: skip
    names = ", ".join(f'"{name}"' for name in target.contrasts)
    text = f"{head}reach = {target.shape.reach}\nnames = [{names}]\n"
    return text, {f"{target.name}.{key}": value for key, value in arrays.items()}


def errors(target: Target, estimate: Floats, pairs: Sequence[Pair]) -> str:
    """Begin the section of a measure: how far it was off on people who were left out."""
    error, y = estimate - target.y, target.y
    print(f"{target.name:28} left-out people: MAE {np.abs(error).mean():.2f}, "
          f"no change {np.abs(y).mean():.2f}, n {len(y)}")  # fmt: skip
    ahead = np.resize([pair.moved["head_ahead"] for pair in pairs], len(y))
    people = np.resize([pair.subject for pair in pairs], len(y)).tolist()
    found = spreads(error, estimate, ahead, target.unit)
    found["person"] = person_share(error, people)
    sd = "".join(f"{key} = {value:.3f}\n" for key, value in found.items())
    return f"\n[{target.name}]\nunit = {target.unit}\n{sd}"


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


def fitted(people: Mapping[str, Seen]) -> tuple[str, dict[str, Floats]]:
    """Text of models/front.toml and arrays of models/front.npz."""
    rows = pairs(people)

    def of(name: str) -> Floats:
        return np.array([pair.truth[name] for pair in rows])

    cm = process.Shape(curved=1.5, straight=0.05, error=1.5, reach=3.5)
    deg = process.Shape(curved=40.0, straight=1.0, error=28.0, reach=3.5)
    slope = process.Shape(curved=8.0, straight=1.0, error=3.0, reach=3.5)
    both, tilt = np.r_[of("elevation_left"), of("elevation_right")], of("shoulder_tilt_deg")
    targets = [
        Target(name="protraction_cm", contrasts=HEAD, y=of("protraction_cm"), shape=cm, unit=2.0),
        Target(name="head_forward_change_deg", contrasts=HEAD, y=of("head_forward_change_deg"),
               shape=deg, unit=5.0),
        Target(name="shoulder_elevation_cm", contrasts=SHOULDER, y=both, shape=cm, unit=2.0),
        Target(name="shoulder_tilt_deg", contrasts=TILT, y=np.r_[tilt, -tilt],
               shape=slope, unit=2.0),
    ]  # fmt: skip
    found = [curved(target, rows) for target in targets]
    text = (
        "# From contrasts (`posture.contrast`) to measures of the front view; arrays: front.npz.\n"
        "# Made by `python -m benchmarks.fit FOLDER` from rendered people "
        f"({len({p.subject for p in rows})} people, {len(rows)} pictures).\n"
        "# sd: people left out of the fit. Licence: Apache-2.0, as the rest.\n"
    )
    text += "".join(part for part, _ in found) + head_pitch(people)
    return text, {name: array for _, arrays in found for name, array in arrays.items()}
