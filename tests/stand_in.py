"""The program on a machine whose only camera is a film that begins anew for ever.

python -m tests.stand_in FILM WORDS runs it; the film is the file of the device, and is open while
the camera is.
"""

import sys
import time
from typing import Any

import cv2
import pytest

from posture.app.cli import main
from tests.cameras import Listed, connect

NAME = "Stand-in"
_EVERY_S = 0.1


class Camera:
    """A film as OpenCV gives a camera: a picture every tenth of a second."""

    def __init__(self, path: str) -> None:
        self._film = _films(path)

    def grab(self) -> bool:
        time.sleep(_EVERY_S)
        if self._film.grab():
            return True
        self._film.set(cv2.CAP_PROP_POS_FRAMES, 0)
        return self._film.grab()

    def set(self, _setting: int, _value: float) -> bool:
        return False  # a camera may refuse every mode

    def __getattr__(self, name: str) -> Any:
        return getattr(self._film, name)


_films = cv2.VideoCapture


if __name__ == "__main__":
    film, *words = sys.argv[1:]
    with pytest.MonkeyPatch.context() as patch:
        connect(patch, Listed(200, NAME, film))
        patch.setattr(cv2, "VideoCapture", lambda _number: Camera(film))
        patch.setattr(sys, "argv", ["posture", *words])
        main()
