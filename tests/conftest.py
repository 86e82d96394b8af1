"""What all tests share: hypothesis without a stop-watch, and a home of their own."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("shared", deadline=None, max_examples=10)  # machines differ: never timed
settings.register_profile("ci", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("ci" if os.environ.get("CI") else "shared")


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the user's settings out of the tests; models are shared, they are large."""
    from posture.estimators import weights

    monkeypatch.setenv("POSTURE_MODELS", os.environ.get("POSTURE_MODELS", str(weights.folder())))
    monkeypatch.setenv("POSTURE_HOME", str(tmp_path / "home"))
