"""Landmarks to files for tests: whole ones, and the same ones."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path

import numpy as np

from posture.outputs.landmarks import LandmarksWriter
from posture.types import Joint, Landmarks

FACE_POINTS = 4


def person(index: int, *, outline_rows: int = 3) -> Landmarks:
    rng = np.random.default_rng(index)
    return Landmarks(
        index=index,
        time_s=index / 10,
        size_px=(640, 480),
        joints_px=rng.uniform(0, 640, (len(Joint), 2)),
        joints_world_m=rng.normal(size=(len(Joint), 3)),
        score=rng.uniform(size=len(Joint)),
        face_px=rng.uniform(0, 640, (FACE_POINTS, 3)),
        iris_px=rng.uniform(0, 640, (2, 5, 2)),
        limbus_px=rng.uniform(5, 30, 2),
        outline_px=rng.uniform(0, 640, (outline_rows, 2)),
        people=1,
        luma=100.0,
        sharpness=50.0,
    )


def write(
    path: Path, recorded: Iterable[Landmarks], facts: Mapping[str, object] | None = None
) -> Path:
    with LandmarksWriter(path, facts=facts) as writer:
        for landmarks in recorded:
            writer.add(landmarks)
    return path


def same(one: Landmarks, other: Landmarks) -> bool:
    return all(
        np.array_equal(a, b, equal_nan=True) and a.dtype == b.dtype
        if isinstance(a := getattr(one, field.name), np.ndarray)
        and isinstance(b := getattr(other, field.name), np.ndarray)
        else getattr(one, field.name) == getattr(other, field.name)
        for field in fields(Landmarks)
    )


def meta(**changes: object) -> str:
    facts = {"format": "posture landmarks", "version": 1, "joints": [joint.name for joint in Joint]}
    return json.dumps(facts | changes)
