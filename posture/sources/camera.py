"""A camera to live frames: few pictures a second are asked for, and fewer are decoded."""

import os
import sys
import time
from collections.abc import Generator
from threading import Event

import cv2
import numpy as np

from posture.errors import SourceError
from posture.sources.devices import Device
from posture.sources.others import used_by_another
from posture.sources.sampling import Wanted
from posture.types import Frame, ImageBGR

# A common mode, asked for once and never changed: an iris at 70 cm has 15 px in it, and more pixels
# cost time, not error. Without MJPG many cameras give small pictures only.
_MODE = {
    cv2.CAP_PROP_FOURCC: cv2.VideoWriter.fourcc(*"MJPG"),
    cv2.CAP_PROP_FRAME_WIDTH: 1280,
    cv2.CAP_PROP_FRAME_HEIGHT: 720,
}
_USUAL_RATES_HZ = (10.0, 15.0, 30.0)  # of webcams; asked for others they give anything
_SILENT_S = 5.0  # a read may fail now and then, or block for seconds and fail then
_TRY_AGAIN_S = 0.05


def camera(device: Device, wanted: Wanted, stop: Event) -> Generator[Frame]:
    """Open a camera that nobody else uses, and give the wanted frames, timed from the first one."""
    if device.path is not None and used_by_another(device.path):
        raise SourceError(
            f"{device.label}: expected a camera that is free, another program uses it; "
            "close that program, or wait until it ends."
        )
    capture = cv2.VideoCapture(device.address)
    try:
        if not capture.isOpened():
            raise SourceError(_closed(device))
        for setting, value in _MODE.items():
            capture.set(setting, value)
        if wanted.rate_hz is not None:
            capture.set(cv2.CAP_PROP_FPS, _rate_hz(wanted.rate_hz))
        yield from pictures(capture, device.label, wanted, stop)
    except cv2.error as error:
        raise SourceError(
            f"{device.label}: expected pictures from the camera, its driver failed "
            f"({error.err or 'no reason given'}); connect it again."
        ) from error
    finally:
        capture.release()


def pictures(
    capture: cv2.VideoCapture,
    label: str,
    wanted: Wanted,
    stop: Event,
    *,
    silent_s: float = _SILENT_S,
) -> Generator[Frame]:
    """Take every picture out of the driver, for old ones must not pile up; decode the wanted ones.

    Raises
    ------
    SourceError
        When none comes for ``silent_s``, which is what an unplugged camera does.
    """
    index, began_s = -1, None
    arrived_s = time.monotonic()
    while not stop.is_set():
        arrived = capture.grab()
        now_s = time.monotonic()
        if arrived:
            arrived_s, index = now_s, index + 1
            began_s = now_s if began_s is None else began_s
            if wanted.takes(now_s - began_s) and (image := _image(capture)) is not None:
                yield Frame(index=index, time_s=now_s - began_s, image=image)
        elif now_s - arrived_s >= silent_s:
            raise SourceError(
                f"{label}: expected pictures from the camera, it gives none any more; "
                "connect it again or close other programs that use it."
            )
        else:
            stop.wait(_TRY_AGAIN_S)


def _image(capture: cv2.VideoCapture) -> ImageBGR | None:
    decoded, image = capture.retrieve()
    return np.asarray(image, np.uint8) if decoded else None


def _rate_hz(wanted_hz: float) -> float:
    return next((usual for usual in _USUAL_RATES_HZ if usual >= wanted_hz), _USUAL_RATES_HZ[-1])


def _closed(device: Device) -> str:
    """Say why a camera that is there does not open."""
    if device.path is not None and device.path.is_relative_to("/dev"):
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
