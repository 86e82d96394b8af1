"""Fit bias and error of the rulers of `posture.distance`: models/distance.toml."""

import math
from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from benchmarks.fit.people import Seen
from posture.distance import IRIS_CM
from posture.types import Floats

MAX_YAW_DEG = 25.0
UNIT_PX = 10.0
EDGES_PX = (0.0, 7.0, 9.0, 11.0, 13.0, 99.0)
PEOPLE_FACE_SD = 0.03  # real faces differ more than the rendered ones


def fitted(people: Mapping[str, Seen]) -> str:
    """Text of models/distance.toml."""
    logs, sizes = _logs(people)
    text = (
        "# How the rulers of a distance err, as logarithms of true over read: bias at an iris of\n"
        "# 10 px and what an iris half as large adds, standard deviation alike (robust).\n"
        "# Made by `python -m benchmarks.fit FOLDER` from rendered people "
        f"({len(sizes)} pictures). Licence: Apache-2.0, as the rest.\n"
    )
    for name, log in logs.items():
        bias, bias_small = _robust_line(log, UNIT_PX / sizes - 1)
        rest = log - bias - bias_small * (UNIT_PX / sizes - 1)
        sd, sd_small = _spread_line(rest, sizes)
        if name == "face":
            sd = math.hypot(sd, PEOPLE_FACE_SD)
        print(
            f"distance by {name:16} bias {bias:+.3f} {bias_small:+.3f}, sd {sd:.3f} {sd_small:+.3f}"
        )
        text += (
            f"\n[{name}]\nbias = {bias:.4f}\nbias_small = {bias_small:.4f}\n"
            f"sd = {sd:.4f}\nsd_small = {sd_small:.4f}\n"
        )
    return text


def _logs(people: Mapping[str, Seen]) -> tuple[dict[str, Floats], Floats]:
    rows: dict[str, list[float]] = {"limbus": [], "iris": [], "face": []}
    sizes = []
    for one in people.values():
        found, camera = one.features, one.picture.camera
        if found.iris_px is None or found.limbus_px is None or found.eyes_cm is None:
            continue
        if found.eyes_u_px is None or found.eyes_v_px is None or found.head_yaw_deg is None:
            continue
        if abs(found.head_yaw_deg) > MAX_YAW_DEG or one.picture.view != "front":
            continue
        off = math.hypot(
            found.eyes_u_px - camera["width"] / 2, found.eyes_v_px - camera["height"] / 2
        )
        ray = math.hypot(1.0, off / camera["fx"])
        true = one.picture.metric("eye_camera_distance_cm")
        read = {
            "limbus": IRIS_CM * camera["fx"] * ray / found.limbus_px,
            "iris": IRIS_CM * camera["fx"] * ray / found.iris_px,
            "face": found.eyes_cm,
        }
        for name, cm in read.items():
            rows[name].append(math.log(true / cm))
        sizes.append(found.iris_px)
    return {name: np.array(log) for name, log in rows.items()}, np.array(sizes)


def _robust_line(y: Floats, x: Floats) -> tuple[float, float]:
    """Line through most of the points: least squares, reweighted."""
    columns, weights = np.column_stack([np.ones(len(x)), x]), np.ones(len(x))
    line = np.zeros(2)
    for _ in range(20):
        root = np.sqrt(weights)
        line = np.linalg.lstsq(columns * root[:, None], y * root, rcond=None)[0]
        rest = y - columns @ line
        scale = 1.4826 * float(np.median(np.abs(rest)))
        weights = 1 / (1 + (rest / (2 * scale)) ** 2)
    return float(line[0]), float(line[1])


def _spread_line(rest: Floats, sizes: Floats) -> tuple[float, float]:
    """Robust standard deviation as a line over the size of the iris."""
    middles, spreads = [], []
    for low, high in pairwise(EDGES_PX):
        inside = (sizes >= low) & (sizes < high)
        if inside.sum() > 10:
            middles.append(UNIT_PX / float(np.median(sizes[inside])) - 1)
            spreads.append(1.4826 * float(np.median(np.abs(rest[inside]))))
    slope, at_unit = np.polyfit(middles, spreads, 1)
    return float(at_unit), float(slope)
