"""Names become parts: estimators of this and of other packages, profiles of this program."""

import importlib.metadata
import os
from collections.abc import Mapping
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from posture.app import wiring
from posture.app.reference import Setup, reference
from posture.app.wiring import open_estimator, read_profile, write_profile
from posture.config import Config
from posture.errors import EstimatorError
from posture.sources.saved import read
from tests.builders import Sitter
from tests.recorded import save, sitting
from tests.staged import profile


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Mapping[str, str]:
    """Let other packages offer estimators that do not work."""
    offered = {"gone": "no.such.package:Estimator", "moved": "posture.estimators.replay:Nothing"}
    found = [
        EntryPoint(name=name, value=value, group="posture.estimators")
        for name, value in offered.items()
    ]
    monkeypatch.setattr(wiring, "entry_points", lambda group: found)
    assert importlib.metadata.entry_points(group="posture.estimators")
    return offered


def test_a_profile_survives_its_file(tmp_path: Path) -> None:
    saved = read(save(tmp_path / "me", sitting(2)))
    setup = Setup(part_s=(0.0, 2.0), distance_cm=65.0)
    profile = reference(saved, setup, Config()).profile
    assert profile is not None
    text = write_profile(profile, tmp_path / "me.json")

    assert (tmp_path / "me.json").read_text(encoding="utf-8") == text
    assert read_profile(tmp_path / "me.json") == profile
    assert read_profile(str(tmp_path / "me.json")) == profile


@pytest.mark.skipif(os.name != "posix", reason="other systems keep who may read elsewhere")
def test_nobody_else_may_read_a_profile(tmp_path: Path) -> None:
    write_profile(profile(), tmp_path / "me.json")

    assert (tmp_path / "me.json").stat().st_mode & 0o077 == 0


def test_an_estimator_is_opened_by_its_name() -> None:
    seen = Sitter().landmarks()

    with open_estimator("replay", recorded=[seen], versions={"network": "1"}) as estimator:
        assert dict(estimator.versions) == {"network": "1"}


def test_an_unknown_estimator_names_those_that_there_are() -> None:
    with pytest.raises(EstimatorError, match="'openpose', installed are mediapipe, replay; choose"):
        open_estimator("openpose")


@pytest.mark.parametrize("name", ["gone", "moved"])
def test_an_estimator_that_does_not_load_is_a_sentence(
    installed: Mapping[str, str], name: str
) -> None:
    with pytest.raises(EstimatorError) as raised:
        open_estimator(name)

    assert f"estimator '{name}' ({installed[name]}) cannot be opened" in str(raised.value)


def test_settings_that_an_estimator_does_not_know_are_a_sentence() -> None:
    with pytest.raises(EstimatorError, match=r"'replay' .* cannot be opened: .*argument"):
        open_estimator("replay", colour="red")
