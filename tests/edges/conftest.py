"""What edges share: a tiny wheel, an index of it, an empty store, and the real networks."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from posture.estimators.manifest import Manifest
from tests.tiny_weights import tiny_wheel

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from posture.estimators.mediapipe import MediaPipeEstimator


@pytest.fixture
def wheelhouse(tmp_path: Path) -> Path:
    (tmp_path / "wheels").mkdir()
    return tmp_path / "wheels"


@pytest.fixture
def manifest(wheelhouse: Path) -> Manifest:
    return tiny_wheel(wheelhouse)


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    from tests.pages import chromium

    with chromium() as opened:
        yield opened


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("POSTURE_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"


@pytest.fixture(scope="module")
def shared() -> "Iterator[MediaPipeEstimator]":
    """An estimator for single pictures, which leave nothing behind."""
    from posture.estimators.mediapipe import MediaPipeEstimator

    with MediaPipeEstimator() as estimator:
        yield estimator


@pytest.fixture
def fresh() -> "Iterator[MediaPipeEstimator]":
    from posture.estimators.mediapipe import MediaPipeEstimator

    with MediaPipeEstimator() as estimator:
        yield estimator


@pytest.fixture
def _berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Be where clocks go forward in March and back in October."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()
