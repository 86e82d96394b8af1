"""A phantom folder (rendered people with known truth) as plain values."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from posture.types import Floats, Frame


@dataclass(frozen=True)
class Picture:
    """One rendered picture and everything that is known about it."""

    path: Path
    truth: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.truth["id"])

    @property
    def subject(self) -> str:
        return str(self.truth["subject"])

    @property
    def view(self) -> str:
        return str(self.truth["camera"]["view"])

    @property
    def camera(self) -> dict[str, Any]:
        return dict(self.truth["camera"])

    def frame(self) -> Frame:
        image = np.asarray(cv2.imread(str(self.path)), np.uint8)
        return Frame(index=0, time_s=None, image=image, name=self.path.name)

    def metric(self, name: str) -> float:
        return float(self.truth["metrics"][name])

    @property
    def head_pitch(self) -> float:
        return float(self.truth["metrics"]["head_camera"]["pitch"])

    def world_cm(self, landmark: str) -> Floats:
        return np.array(self.truth["landmarks"][landmark]["world_cm"])

    def points_px(self, landmarks: Sequence[str]) -> Floats:
        return np.array([self.truth["landmarks"][name]["px"] for name in landmarks])


def subjects(folder: Path) -> dict[str, dict[str, Any]]:
    """What is known about each rendered person."""
    return dict(json.loads((folder / "truth.json").read_text())["subjects"])


def pictures(folder: Path, view: str | None = None) -> Iterator[Picture]:
    """Yield the pictures of a phantom folder, all or those of one view."""
    for truth in json.loads((folder / "truth.json").read_text())["images"]:
        if view is None or truth["camera"]["view"] == view:
            yield Picture(folder / truth["file"], truth)


def axis_elevation_cm(picture: Picture, side: str) -> float:
    """Height of an acromion over the base of the neck along the trunk; side is "l" or "r"."""
    neck, hips = picture.world_cm("neck_joint"), [picture.world_cm(f"hip_{s}") for s in "lr"]
    up = neck - (hips[0] + hips[1]) / 2
    return float((picture.world_cm(f"acromion_{side}") - neck) @ up / np.linalg.norm(up))
