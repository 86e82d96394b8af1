"""Fit the front-view weights of `posture.fitted`: python -m benchmarks.fit.front PHANTOM_FOLDER

Ridge regression without a constant term on contrasts divided by their spread; every contrast once
plain and once fading with the distance moved. The standard deviations come from people who were
left out of the fit, a seventh at a time. Same folder in, same numbers out.
"""

import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.fit.phantom import Picture, axis_elevation_cm, pictures
from posture.config import MeasureConfig
from posture.contrast import NEAR_CM, Contrasts, contrasts
from posture.estimators.mediapipe import MediaPipeEstimator
from posture.features import Features, features
from posture.fitted import mirrored
from posture.profile import calibrate
from posture.types import Floats, Lens, View

ALPHA = 40.0
FOLDS = 7
OUT = Path(__file__).parents[2] / "models" / "front.toml"

WIDTHS = ["body_width_00", "body_width_10", "body_width_20", "body_width_30", "body_width_45",
          "neck_width", "shoulder_width"]  # fmt: skip
HEAD = ["head_ahead", "head_rise", "shoulders_ahead", "acromion_rise", "joint_rise", "pitch",
        "roll_size", "yaw_size", *WIDTHS, "network_ear_over", "network_ear_ahead"]  # fmt: skip
SHOULDER = ["acromion_rise_left", "acromion_rise_right", "joint_rise_left", "joint_rise_right",
            "head_rise", "head_ahead", "shoulders_ahead", "pitch", "head_left", "trunk_left",
            "roll", "yaw", *WIDTHS, "network_ear_over"]  # fmt: skip
TILT = ["tilt", "acromion_tilt", "roll", "head_left", "trunk_left", "yaw"]


@dataclass(frozen=True)
class Pair:
    """A picture against the neutral picture of the same person and camera."""

    subject: str
    seen: Contrasts
    truth: dict[str, float]


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


def pairs(folder: Path) -> list[Pair]:
    seen: dict[str, tuple[Picture, Features]] = {}
    with MediaPipeEstimator() as estimator:
        for picture in pictures(folder, "front"):
            landmarks = estimator.locate(picture.frame())
            seen[picture.id] = picture, features(landmarks, lens(picture), MeasureConfig())
    found = []
    for picture, now in seen.values():
        neutral, then = seen[picture.truth["neutral_id"]]
        usable = then.view is View.FRONT and now.view in (View.FRONT, View.OBLIQUE)
        if neutral is picture or not usable or picture.truth["scenario"] == "arms_overhead":
            continue
        changed = contrasts(now, calibrate([then], lens(picture)), lens(picture))
        if changed is not None:
            found.append(Pair(picture.subject, changed, truth(picture, neutral)))
    return found


def lens(picture: Picture) -> Lens:
    return Lens(focal_px=picture.camera["fx"], relative_sd=0.0, source="given")


def table(seen: Sequence[Contrasts], names: Sequence[str]) -> Floats:
    plain = np.array([[contrast[name] for name in names] for contrast in seen])
    fade = np.array([math.exp(-((contrast["head_ahead"] / NEAR_CM) ** 2)) for contrast in seen])
    return np.hstack([plain, plain * fade[:, None]])


def ridge(x: Floats, y: Floats) -> Floats:
    spread = x.std(axis=0) + 1e-9
    scaled = x / spread
    weights = np.linalg.solve(scaled.T @ scaled + ALPHA * np.eye(x.shape[1]), scaled.T @ y)
    return np.asarray(weights / spread)


def left_out(x: Floats, y: Floats, people: Floats) -> Floats:
    """Error for every row by a fit that has not seen its person."""
    error = np.zeros(len(y))
    names = sorted(set(people))
    for fold in range(FOLDS):
        test = np.isin(people, names[fold::FOLDS])
        error[test] = x[test] @ ridge(x[~test], y[~test]) - y[test]
    return error


def spreads(error: Floats, estimate: Floats, ahead: Floats, unit: float) -> dict[str, float]:
    """Least squares of the size of the error on distance moved and size, as standard deviations."""
    columns = np.column_stack(
        [
            np.ones(len(error)),
            np.minimum(1, np.abs(ahead) / 10),
            np.minimum(1, np.abs(estimate) / unit),
        ]
    )
    found = np.maximum(np.linalg.lstsq(columns, np.abs(error), rcond=None)[0], 0)
    within = np.quantile(np.abs(error) / (columns @ found), 0.68)
    return dict(zip(("sd", "sd_far", "sd_size"), (found * within).tolist(), strict=True))


def section(name: str, names: Sequence[str], rows: list[Pair], y: Floats, *, unit: float) -> str:
    both = len(y) == 2 * len(rows)  # left and right shoulders are one model, mirrored
    seen = [pair.seen for pair in rows] + ([mirrored(pair.seen) for pair in rows] if both else [])
    people = np.array([pair.subject for pair in rows] * (2 if both else 1))
    x = table(seen, names)
    error, weights = left_out(x, y, people), ridge(x, y)
    ahead = np.array([contrast["head_ahead"] for contrast in seen])
    print(f"{name:28} left-out people: MAE {np.abs(error).mean():.2f}, "
          f"no change {np.abs(y).mean():.2f}, n {len(y)}")  # fmt: skip
    sd = "".join(
        f"{key} = {value:.3f}\n" for key, value in spreads(error, error + y, ahead, unit).items()
    )
    plain, near = weights[: len(names)], weights[len(names) :]
    return (
        f"\n[{name}]\nunit = {unit}\n{sd}"
        f"plain = {inline(names, plain)}\nnear = {inline(names, near)}\n"
    )


def inline(names: Sequence[str], weights: Floats) -> str:
    return "{ " + ", ".join(f"{n} = {w:.5f}" for n, w in zip(names, weights, strict=True)) + " }"


def main(folder: Path) -> None:
    rows = pairs(folder)

    def of(name: str) -> Floats:
        return np.array([pair.truth[name] for pair in rows])

    tilt = of("shoulder_tilt_deg")
    text = (
        "# Weights from contrasts (docs/measures.md) to measures of the front view.\n"
        "# Made by `python -m benchmarks.fit.front FOLDER` from rendered people "
        f"({len({p.subject for p in rows})} people, {len(rows)} pictures),\n"
        f"# ridge {ALPHA:g}. sd: people left out of the fit. Licence: Apache-2.0, as the rest.\n"
        + section("protraction_cm", HEAD, rows, of("protraction_cm"), unit=2.0)
        + section("head_forward_change_deg", HEAD, rows, of("head_forward_change_deg"), unit=5.0)
        + section("shoulder_tilt_deg", TILT, rows, np.r_[tilt, -tilt], unit=2.0)
        + section("shoulder_elevation_cm", SHOULDER, rows,
                  np.r_[of("elevation_left"), of("elevation_right")], unit=2.0)
    )  # fmt: skip
    OUT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
