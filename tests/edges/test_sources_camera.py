"""How a camera is asked: for a common mode, once, and never more than it must."""

from pathlib import Path
from threading import Event

import cv2
import numpy as np
import pytest

from posture.errors import SourceError
from posture.sources.camera import camera
from posture.sources.devices import Device
from posture.sources.sampling import Wanted

DESK = Device(address=0, label="Logi C920", key="logi")


class Driver:
    """A camera as OpenCV gives it, that writes down what it is asked for."""

    def __init__(self, *, opens: bool = True, breaks: bool = False) -> None:
        self.opens, self.breaks = opens, breaks
        self.asked: list[str | tuple[int, float]] = []

    def isOpened(self) -> bool:
        return self.opens

    def set(self, setting: int, value: float) -> bool:
        self.asked.append((setting, value))
        return False  # many drivers refuse, and must be good enough

    def grab(self) -> bool:
        if self.breaks:
            raise cv2.error("the device was reset")
        self.asked.append("grab")
        return True

    def retrieve(self) -> tuple[bool, object]:
        self.asked.append("retrieve")
        return True, np.full((4, 4, 3), 90, np.uint8)

    def release(self) -> None:
        self.asked.append("release")


def connected(monkeypatch: pytest.MonkeyPatch, driver: Driver) -> Driver:
    monkeypatch.setattr(cv2, "VideoCapture", lambda _address: driver)
    return driver


@pytest.mark.parametrize(("wanted_hz", "asked_hz"), [(1.0, 10), (5.0, 10), (12.0, 15), (60.0, 30)])
def test_the_mode_is_asked_for_once_and_before_the_first_picture(
    monkeypatch: pytest.MonkeyPatch, wanted_hz: float, asked_hz: float
) -> None:
    driver = connected(monkeypatch, Driver())
    frames = camera(DESK, Wanted(wanted_hz), Event())
    next(frames)
    frames.close()

    settings = [one for one in driver.asked if isinstance(one, tuple)]
    assert driver.asked[: len(settings)] == settings
    assert dict(settings)[cv2.CAP_PROP_FPS] == asked_hz
    assert (cv2.CAP_PROP_FRAME_WIDTH, 1280) in settings
    assert len(dict(settings)) == len(settings)
    assert driver.asked[-1] == "release"


def test_what_is_not_wanted_is_taken_from_the_driver_and_not_decoded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    driver = connected(monkeypatch, Driver())
    frames = camera(DESK, Wanted(20.0), Event())
    for _ in range(3):
        next(frames)
    frames.close()

    assert driver.asked.count("retrieve") == 3
    assert driver.asked.count("grab") > 3


@pytest.mark.parametrize(
    ("driver", "says"),
    [
        (Driver(breaks=True), "its driver failed"),
        (Driver(opens=False), "it is there but does not open"),
    ],
)
def test_a_driver_that_fails_is_a_sentence_and_is_released(
    monkeypatch: pytest.MonkeyPatch, driver: Driver, says: str
) -> None:
    connected(monkeypatch, driver)

    with pytest.raises(SourceError, match=says):
        next(camera(DESK, Wanted(5.0), Event()))

    assert driver.asked[-1] == "release"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that nobody has open")
def test_a_device_of_somebody_else_is_a_sentence_that_helps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connected(monkeypatch, Driver(opens=False))
    monkeypatch.setattr("os.access", lambda _path, _mode: False)
    theirs = Device(address=0, label="Logi C920", key="logi", path=Path("/dev/full"))

    with pytest.raises(SourceError, match="join its group"):
        next(camera(theirs, Wanted(), Event()))
