"""Which profiles belong to a camera, and which one a calibration makes anew."""

from collections.abc import Generator
from dataclasses import replace
from threading import Event

import pytest

from posture.app import profiles
from posture.app.places import own, references
from posture.app.wiring import write_profile
from posture.errors import CalibrationError
from posture.sources.named import Source
from posture.types import Frame
from tests.staged import profile


def _nothing(_stop: Event) -> Generator[Frame]:
    yield from ()


LAPTOP = Source(feed=_nothing, label="Integrated Camera", key="integrated")


def kept(*names: str, origin: str = "Integrated Camera") -> None:
    for name in names:
        write_profile(replace(profile(), origin=origin), profiles.path_of(name))


def test_a_camera_has_the_profile_of_its_name_and_those_made_with_it_elsewhere() -> None:
    kept("integrated-camera", "office")
    kept("kitchen", origin="Logi C920")

    assert list(references(None, LAPTOP)) == ["integrated-camera", "office"]


def test_a_profile_for_standing_belongs_to_the_one_for_sitting() -> None:
    kept("office", "office standing", "attic standing")

    found = references(None, LAPTOP)

    assert {name: standing is not None for name, (_, standing) in found.items()} == {
        "attic standing": False,  # there is none for sitting
        "office": True,
    }


def test_the_profile_that_was_asked_for_is_the_only_one() -> None:
    kept("integrated-camera", "office")

    assert list(references("office", LAPTOP)) == ["office"]
    with pytest.raises(CalibrationError, match="expected a profile, it cannot be read"):
        references("attic", LAPTOP)


def test_a_camera_without_any_takes_the_one_that_is_used_by_default() -> None:
    assert references(None, LAPTOP) == {}
    kept("kitchen", origin="Logi C920")

    assert list(references(None, LAPTOP)) == ["kitchen"]


def test_a_broken_profile_is_said_and_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    kept("integrated-camera")
    (profiles.folder() / "office.json").write_text("{", "utf-8")

    assert list(references(None, LAPTOP)) == ["integrated-camera"]
    assert "office.json: expected a profile in JSON" in capsys.readouterr().err


def test_a_calibration_makes_the_one_in_use_anew_unless_it_is_that_of_another_camera() -> None:
    kept("integrated-camera", "office")
    kept("kitchen", origin="Logi C920")

    assert own(LAPTOP, "office") == "office"
    assert own(LAPTOP, "kitchen") == "integrated-camera"
    assert own(LAPTOP) == "integrated-camera"
