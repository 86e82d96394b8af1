"""Sessions as they come out of a recording, made up from a few lines of text-book posture."""

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from posture.summed import Session, Summary
from posture.types import MEASURES, Alert, Floats, Lens, Level, View

LENS = Lens(focal_px=554.0, relative_sd=0.18, source="assumed")
SDS = {
    "head_forward_deg": (1.2, 2.6),
    "protraction_cm": (0.3, 0.5),
    "neck_flexion_deg": (1.1, 1.5),
    "head_pitch_deg": (0.8, 2.0),
    "head_yaw_deg": (0.5, 1.0),
    "head_roll_deg": (0.2, 0.5),
    "shrug_left": (0.05, 0.08),
    "shrug_right": (0.05, 0.08),
    "shoulder_elevation_left_cm": (0.2, 0.4),
    "shoulder_elevation_right_cm": (0.2, 0.4),
    "shoulder_tilt_deg": (0.3, 0.5),
    "camera_distance_cm": (0.4, 12.0),
    "screen_distance_cm": (0.4, 12.0),
    "trunk_lean_deg": (0.6, 1.5),
}
BASELINE: Mapping[str, str | float | None] = {
    "kind": "auto",
    "from_s": 4.0,
    "to_s": 12.0,
    "steadiness_sd_deg": 0.8,
    "note": "self-referenced: compared with the most upright part of this recording",
    "view": "front",
    "frames": 40.0,
    "upright_head_forward_deg": 37.0,
    "upright_head_forward_from": "average of people, ± 4°",
    "taped_cm": None,
    "notes": None,
}
VERSIONS = {
    "posture": "0.1.0",
    "settings": "3f1c9a0b77d2",
    "pose_landmark_full.tflite": "e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f",
    "face_landmark_with_attention.tflite": (
        "e06a804e0144f9929eda782122916b35d60c697c3c9344013ca2bbe76a6ce2b4"
    ),
}
FULL_SHRUG_CM = 3.4
SIDE_ONLY = frozenset({"trunk_lean_deg"})
SEEN_FROM_SIDE = frozenset({"head_forward_deg", "neck_flexion_deg", "trunk_lean_deg"})
MUSCLES = (
    "suboccipitals",
    "cervical_extensors",
    "levator_scapulae_left",
    "levator_scapulae_right",
    "upper_trapezius_left",
    "upper_trapezius_right",
    "sternocleidomastoid",
    "scalenes",
)


def front_session(*, duration_s: float = 1440.0, seed: int = 3) -> Session:
    """Twenty-four minutes from the front: upright, then forward with the right shoulder up."""
    time_s = np.arange(0.5, duration_s, 1.0)
    series = _front_series(time_s, np.random.default_rng(seed))
    dose_time_s = (*np.arange(0.0, duration_s, 60.0).tolist(), duration_s)
    minutes = duration_s / 60
    return Session(
        source="desk-front.mp4",
        started_at=datetime(2026, 11, 23, 9, 14, 5, tzinfo=UTC),
        duration_s=duration_s,
        frames=int(duration_s * 5),
        size_px=(640, 480),
        view=View.FRONT,
        minutes={
            "seated": 0.90 * minutes,
            "away": 0.06 * minutes,
            "unknown": 0.04 * minutes,
            "neutral": 0.42 * minutes,
            "head_forward": 0.38 * minutes,
            "shrug_right": 0.12 * minutes,
            "too_close": 0.05 * minutes,
        },
        coverage=_coverage(series),
        empty={"view": 1.0, "no_person": 0.07, "head_turned": 0.09, "neck_hidden": 0.01},
        summary=_summaries(series),
        peak_dose={name: 0.13 + 0.11 * place for place, name in enumerate(MUSCLES)},
        peak_interval={
            name: (0.09 + 0.08 * place, 0.18 + 0.15 * place) for place, name in enumerate(MUSCLES)
        },
        dose_time_s=dose_time_s,
        dose={name: _dose(dose_time_s, 0.13 + 0.11 * n) for n, name in enumerate(MUSCLES)},
        shares={name: {"neck_flexion": 0.62, "shrug": 0.38} for name in MUSCLES},
        alerts=_alerts(duration_s),
        day={"neck_seen_s": 1300.0, "neck_bent_s": 120.0, "shoulders_seen_s": 1300.0}
        | {"sustained_s": 240.0, "breaks": 1.0, "longest_bout_s": 600.0},
        series=series,
        lens=LENS,
        baseline=BASELINE,
        versions=VERSIONS,
    )


def side_session() -> Session:
    """The same from the side: no shoulders, no distance, but an absolute angle."""
    front = front_session(seed=5)
    series = {
        name: values
        for name, values in front.series.items()
        if name == "time_s" or name.removesuffix("_sd") in SEEN_FROM_SIDE
    }
    lean = np.where(front.series["head_forward_deg"] > 0, 6.0, np.nan)
    series |= {"trunk_lean_deg": lean, "trunk_lean_deg_sd": np.full_like(lean, 1.6)}
    return replace(
        front,
        source="desk-side.mp4",
        view=View.SIDE,
        series=series,
        coverage=_coverage(series),
        summary=_summaries(series),
        minutes={"seated": 22.0, "unknown": 2.0, "head_forward": 9.0, "neutral": 13.0},
        baseline={**BASELINE, "upright_head_forward_from": "side view", "view": "side"},
        alerts=front.alerts[:1],
    )


def picture_session(names: tuple[str, ...] = ("a.png", "b.png", "c.png")) -> Session:
    """A folder of pictures: no time, no dose, no alerts; the second shows nobody."""
    front = front_session(duration_s=len(names) + 0.5)
    series = {k: v[: len(names)].copy() for k, v in front.series.items() if k != "time_s"}
    for values in series.values():
        values[1:2] = np.nan
    return replace(
        front,
        source="pictures",
        started_at=None,
        duration_s=0.0,
        frames=len(names),
        minutes={},
        coverage=_coverage(series),
        empty={"view": 1.0, "no_person": 1 / len(names)},
        summary=_summaries(series),
        peak_dose={},
        peak_interval={},
        day={},
        dose_time_s=(),
        dose={},
        shares={},
        alerts=(),
        series=series,
        baseline={"kind": "none"},
        pictures=names,
    )


def empty_session() -> Session:
    """An hour of an empty chair in the dark: a recording in which nothing at all was seen."""
    front = front_session()
    time_s = front.series["time_s"]
    return replace(
        front,
        source="empty-chair.mp4",
        view=View.UNKNOWN,
        minutes={"away": 18.0, "unknown": 6.0},
        coverage=dict.fromkeys(MEASURES, 0.0),
        empty={"no_person": 0.75, "dark": 0.25},
        summary={},
        peak_dose=dict.fromkeys(MUSCLES, 0.0),
        peak_interval=dict.fromkeys(MUSCLES, (0.0, 0.0)),
        dose=dict.fromkeys(MUSCLES, (0.0,) * len(front.dose_time_s)),
        shares={},
        alerts=(),
        series={"time_s": time_s} | {name: np.full_like(time_s, np.nan) for name in MEASURES},
        baseline={"kind": "none"},
    )


def calm_session() -> Session:
    """Everything seen and nothing held: no state, no dose, no alert."""
    front = front_session()
    return replace(
        front,
        source="calm.mp4",
        minutes={"seated": 24.0, "neutral": 24.0},
        coverage=dict.fromkeys(MEASURES, 1.0),
        empty={},
        peak_dose=dict.fromkeys(MUSCLES, 0.0),
        peak_interval=dict.fromkeys(MUSCLES, (0.0, 0.0)),
        dose=dict.fromkeys(MUSCLES, (0.0,) * len(front.dose_time_s)),
        shares={},
        alerts=(),
    )


def _front_series(time_s: Floats, rng: np.random.Generator) -> dict[str, Floats]:
    forward = 1 / (1 + np.exp(-(time_s - 500) / 20)) - 1 / (1 + np.exp(-(time_s - 1100) / 20))
    shrug = np.where((time_s > 620) & (time_s < 800), 0.9, 0.05)
    upright = dict.fromkeys(MEASURES, 0.0) | {"camera_distance_cm": 68.0}
    moved = {
        "head_forward_deg": 37 + 13 * forward,
        "protraction_cm": 3.4 * forward,
        "neck_flexion_deg": 9 * forward,
        "head_pitch_deg": 12 + 6 * forward,
        "shoulder_elevation_right_cm": FULL_SHRUG_CM * shrug,
        "camera_distance_cm": 68 - 14 * forward,
        "screen_distance_cm": 68 - 14 * forward,
    }
    unseen = (time_s > 250) & (time_s < 340)
    series = {"time_s": time_s}
    for name in MEASURES:
        value = moved.get(name, np.full_like(time_s, upright[name]))
        series[name] = value + rng.normal(0, SDS[name][0], time_s.size)
        series[name][unseen] = np.nan
        if name in SIDE_ONLY:
            series[name][:] = np.nan
    for side in ("left", "right"):
        series[f"shrug_{side}"] = series[f"shoulder_elevation_{side}_cm"] / FULL_SHRUG_CM
    for name in MEASURES:
        seen = np.isfinite(series[name])
        series[f"{name}_sd"] = np.where(seen, math.hypot(*SDS[name]), np.nan)
    return series


def _coverage(series: Mapping[str, Floats]) -> dict[str, float]:
    return {
        name: float(np.isfinite(series[name]).mean()) if name in series else 0.0
        for name in MEASURES
    }


def _summaries(series: Mapping[str, Floats]) -> dict[str, Summary]:
    seen = {name: series[name][np.isfinite(series[name])] for name in MEASURES if name in series}
    return {
        name: Summary(
            observed_s=float(values.size),
            median=float(np.median(values)),
            p10=float(np.percentile(values, 10)),
            p90=float(np.percentile(values, 90)),
            sd_frame=SDS[name][0],
            sd_person=SDS[name][1],
        )
        for name, values in seen.items()
        if values.size
    }


def _dose(time_s: tuple[float, ...], peak: float) -> tuple[float, ...]:
    span = max(time_s[-1], 1.0)
    return tuple(peak * math.sin(min(t / span, 1.0) * 0.72 * math.pi) ** 2 for t in time_s)


def _alerts(duration_s: float) -> tuple[Alert, ...]:
    forward = Alert(
        time_s=0.40 * duration_s,
        kind="head_forward",
        level=Level.NOTE,
        muscle="cervical_extensors",
        value=12.4,
        limit=5.0,
        unit="deg",
        message="Your head has been forward for 60 s: back-of-neck muscles at 24 % of our guide "
        "value. Glide your head back over your shoulders; larger text helps to keep it there.",
    )
    shrug = replace(
        forward,
        time_s=0.48 * duration_s,
        kind="shrug_right",
        muscle="upper_trapezius_right",
        value=0.91,
        limit=0.25,
        unit="own shrug",
        message="Your right shoulder has been raised for 60 s: right top-of-shoulder muscle at "
        "41 % of our guide value. Let the right shoulder drop and rest that forearm.",
    )
    return forward, shrug


BUILDERS = (front_session, side_session, picture_session, empty_session, calm_session)
