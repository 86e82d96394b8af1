"""What the user calls a camera to live frames: a number, a name, a device, an address, a film."""

import os
import sys
import time
from collections.abc import Generator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event

import cv2
import numpy as np
from cv2_enumerate_cameras import enumerate_cameras

from posture.errors import SourceError
from posture.sources.live import Live, paced
from posture.sources.stream import is_url, stream, without_secrets
from posture.sources.video import open_video
from posture.types import Frame

_WIDTH_PX, _HEIGHT_PX = 1280, 720  # an iris at 70 cm has 15 px; more pixels cost time, not error
_MOST_MISSED = 30  # pictures in a row, about a second: what an unplugged camera gives
_BACKENDS = 100  # OpenCV adds a multiple of it to the number of a camera
_DEVICES = Path("/dev")


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A camera as OpenCV opens it: an index (with its backend) or a path, and what it is called."""

    address: int | str
    label: str
    path: Path | None = None


def open_live(named: str) -> Live:
    """Return the source that was named; nothing is opened before its context is entered.

    Parameters
    ----------
    named
        Index, part of a name, or device path of a camera; address of a stream; path of a film,
        which is played at its own pace.
    """
    if is_url(named):
        return Live(partial(stream, named), without_secrets(named))
    path = Path(named)
    if path.is_file():
        return Live(partial(_film, path), named)
    device = find_device(named)
    return Live(partial(_camera, device), device.label)


def find_device(named: str) -> Device:
    """Return the camera with this index, path or part of a name.

    Raises
    ------
    SourceError
        When no camera is called that; it names those that there are.
    """
    devices = _devices()
    wanted = named.strip().casefold()
    for number, device in devices.items():
        if wanted == str(number) or (device.path is not None and named == str(device.path)):
            return device
    for device in devices.values():
        if wanted and not wanted.isdecimal() and wanted in device.label.casefold():
            return device
    there = ", ".join(f"{number} ({device.label})" for number, device in devices.items())
    raise SourceError(
        f"{named}: expected a camera, an address or a film, found "
        f"{f'only the cameras {there}' if there else 'no such file and no camera'}; "
        "connect the camera or check its name (`posture doctor` lists them)."
    )


def _devices() -> dict[int, Device]:
    """List the cameras of this machine by number; each backend of OpenCV lists them anew."""
    found: dict[int, Device] = {}
    for info in sorted(enumerate_cameras(), key=lambda info: int(info.index)):
        path = Path(info.path) if info.path else None
        device = Device(address=info.index, label=info.name, path=path)
        found.setdefault(info.index % _BACKENDS, device)
    return found


def _camera(device: Device, stop: Event) -> Generator[Frame]:
    capture = cv2.VideoCapture(device.address)
    try:
        if not capture.isOpened():
            raise SourceError(_closed(device))
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, _WIDTH_PX)
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, _HEIGHT_PX)
        yield from _pictures(capture, device, stop)
    finally:
        capture.release()


def _pictures(capture: cv2.VideoCapture, device: Device, stop: Event) -> Generator[Frame]:
    index = missed = 0
    began_s = None
    while not stop.is_set():
        arrived, image = capture.read()
        now_s = time.monotonic()
        if arrived:
            began_s = now_s if began_s is None else began_s
            yield Frame(index=index, time_s=now_s - began_s, image=np.asarray(image, np.uint8))
            index, missed = index + 1, 0
        elif (missed := missed + 1) > _MOST_MISSED:
            raise SourceError(
                f"{device.label}: expected pictures from the camera, it gives none any more; "
                "connect it again or close other programs that use it."
            )
        else:
            stop.wait(1 / _MOST_MISSED)


def _closed(device: Device) -> str:
    """Say why a camera that is there does not open."""
    if device.path is not None and _DEVICES in device.path.parents:
        if not device.path.exists():
            return f"{device.label}: expected a camera, it is gone; connect it again."
        if not os.access(device.path, os.R_OK | os.W_OK):
            return (
                f"{device.label}: expected a camera that may be used, {device.path} is not yours "
                "to open; join its group (`sudo usermod -aG video $USER`) and log in again."
            )
    allow = "" if sys.platform == "linux" else "allow it in the privacy settings of the system, or "
    return (
        f"{device.label}: expected a camera, it is there but does not open; {allow}close the "
        "program that uses it."
    )


def _film(path: Path, stop: Event) -> Generator[Frame]:
    with open_video(path) as video:
        yield from paced(video.frames(), stop)
