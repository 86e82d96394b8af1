"""Frames and assessments to a window: what is seen, drawn in, while a watch runs.

The window is a process of its own: a toolkit that finds no screen ends the whole process, and
drawing takes no time from the watch.
"""

import signal
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.queues import Queue
from queue import Empty, Full

import cv2

from posture.app.terminal import complain, hush
from posture.config import Config
from posture.guidance import Guidance
from posture.outputs.overlay import draw, draw_guided
from posture.types import Assessment, ImageBGR, Landmarks

TITLE = "posture: what is seen (q closes)"
_WAIT_MS = 50
_QUIT, _NO_KEY = (ord("q"), 27), 0xFF
_GONE_WITHIN_S = 3.0


@dataclass(frozen=True, slots=True)
class _Guided:
    """A moment of a calibration: what is seen, and what is said about it."""

    landmarks: Landmarks
    said: Guidance


_Seen = tuple[ImageBGR, Assessment | _Guided]


class Preview:
    """A window that shows the newest frame; closing it ends the preview alone."""

    def __init__(self, config: Config) -> None:
        spawned = get_context("spawn")
        self._frames: Queue[_Seen] = spawned.Queue(maxsize=1)
        self._frames.cancel_join_thread()  # what nobody shows any more holds nothing up
        self._keys: Queue[str] = spawned.Queue()
        shared = (self._frames, self._keys, config)
        self._window = spawned.Process(target=_show, args=shared, daemon=True)
        self._window.start()
        self._complained = False

    @property
    def is_open(self) -> bool:
        """Whether the window is there, or still coming."""
        return self._window.is_alive()

    def show(self, image: ImageBGR, moment: Assessment) -> None:
        """Show a frame, unless the window is still busy with another one or closed."""
        self._put(image, moment)

    def guide(self, image: ImageBGR, seen: Landmarks, said: Guidance) -> None:
        """Show a frame and what a calibration asks for, on the same terms."""
        self._put(image, _Guided(seen, said))

    def pressed(self) -> str:
        """Return a key that was pressed in the window and closes nothing, else an empty text."""
        with suppress(Empty):
            return self._keys.get_nowait()
        return ""

    def _put(self, image: ImageBGR, shown: Assessment | _Guided) -> None:
        if self.is_open:
            with suppress(Full):
                self._frames.put_nowait((image, shown))
        elif self._window.exitcode != 0 and not self._complained:
            self._complained = True
            complain(
                "preview: expected a screen to open a window on, found none that can be used; "
                "the watch goes on without it."
            )

    def close(self) -> None:
        """Close the window."""
        self._window.terminate()
        self._window.join(_GONE_WITHIN_S)
        self._frames.close()
        self._keys.close()


def _show(frames: "Queue[_Seen]", keys: "Queue[str]", config: Config) -> None:
    hush()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the watch, which closes this
    cv2.namedWindow(TITLE, cv2.WINDOW_NORMAL | cv2.WINDOW_KEEPRATIO | cv2.WINDOW_GUI_NORMAL)
    sized = False
    while _is_wanted():
        with suppress(Empty):
            picture = _drawn(*frames.get_nowait(), config)
            if not sized:
                cv2.resizeWindow(TITLE, picture.shape[1], picture.shape[0])
                sized = True
            cv2.imshow(TITLE, picture)
        key = cv2.waitKey(_WAIT_MS) & 0xFF
        if key in _QUIT:
            break
        if key != _NO_KEY:
            keys.put(chr(key).lower())


def _drawn(image: ImageBGR, shown: Assessment | _Guided, config: Config) -> ImageBGR:
    if isinstance(shown, _Guided):
        return draw_guided(image, shown.landmarks, shown.said, config)
    return draw(image, shown, config)


def _is_wanted() -> bool:
    """Tell whether window and watch are both still there."""
    watch = parent_process()
    visible = cv2.getWindowProperty(TITLE, cv2.WND_PROP_VISIBLE) > 0
    return visible and watch is not None and watch.is_alive()
