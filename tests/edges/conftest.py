"""What the tests of fetching models share: a tiny wheel, an index of it, an empty store."""

from pathlib import Path

import pytest

from posture.estimators.manifest import Manifest
from tests.tiny_weights import tiny_wheel


@pytest.fixture
def wheelhouse(tmp_path: Path) -> Path:
    (tmp_path / "wheels").mkdir()
    return tmp_path / "wheels"


@pytest.fixture
def manifest(wheelhouse: Path) -> Manifest:
    return tiny_wheel(wheelhouse)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("POSTURE_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"
