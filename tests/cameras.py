"""Cameras for a machine that has none."""

from dataclasses import dataclass

import pytest


@dataclass(frozen=True)
class Listed:
    """A camera as cv2_enumerate_cameras lists it."""

    index: int
    name: str
    path: str


def connect(monkeypatch: pytest.MonkeyPatch, *cameras: Listed) -> None:
    """Let these be the cameras of this machine."""
    monkeypatch.setattr("posture.sources.devices.enumerate_cameras", lambda: list(cameras))
