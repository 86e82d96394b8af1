"""A still picture to two clicked points: a window with zoom and undo, in a process of its own.

A toolkit that finds no screen ends the whole process; here that ends only the window's.
"""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

import cv2
import numpy as np

from posture.app.terminal import hush
from posture.errors import CalibrationError, ConfigError
from posture.types import ImageBGR

Point = tuple[float, float]
Points = tuple[Point, Point]

TITLE = "posture mark"
KEYS = "+ and -: zoom at the cursor    u or right button: undo    Enter: done    Esc: give up"
_STEPS = ("1. Click the tragus: the small flap before the ear canal",
          "2. Click C7: the bone that stands out most at the base of the neck",
          "Enter when both are right")  # fmt: skip
_NAMES = ("tragus", "C7")
_CANVAS_PX = (1280, 800)
_BAR_PX = 64
_ZOOM, _MOST_ZOOM = 1.25, 16.0
_WHITE, _MARK, _EDGE = (255, 255, 255), (0, 200, 255), (0, 0, 0)
_ENTER, _ESCAPE, _UNDO, _LARGER, _SMALLER = (10, 13), (27,), (ord("u"), 8), b"+=", b"-_"
_WAIT_MS = 30


class Picker:
    """What the window shows and what was clicked; points are in pixels of the picture.

    Examples
    --------
    >>> picker = Picker(np.zeros((368, 640, 3), np.uint8))
    >>> picker.click(640, 464)
    >>> picker.points
    [(320.25, 200.25)]
    """

    def __init__(self, image: ImageBGR) -> None:
        height, width = image.shape[:2]
        self._image = image
        self._fit = min(_CANVAS_PX[0] / width, (_CANVAS_PX[1] - _BAR_PX) / height)
        self._zoom, self._corner = 1.0, np.zeros(2)
        self.cursor = (_CANVAS_PX[0] // 2, _CANVAS_PX[1] // 2)
        self.points: list[Point] = []

    @property
    def _scale(self) -> float:
        return float(self._fit * self._zoom)

    def _place(self, x: int, y: int) -> Point:
        """Where a pixel of the window lies in the picture."""
        u, v = self._corner + np.array([x + 0.5, y + 0.5 - _BAR_PX]) / self._scale
        return float(u), float(v)

    def click(self, x: int, y: int) -> None:
        """Take the next point; what lies outside the picture is none."""
        u, v = self._place(x, y)
        height, width = self._image.shape[:2]
        if len(self.points) < len(_NAMES) and 0 <= u < width and 0 <= v < height and y >= _BAR_PX:
            self.points.append((u, v))

    def undo(self) -> None:
        """Take the last point back."""
        self.points = self.points[:-1]

    def zoom(self, *, closer: bool) -> None:
        """Show more or less of the picture; what is under the cursor stays there."""
        under = np.array(self._place(*self.cursor))
        factor = _ZOOM if closer else 1 / _ZOOM
        self._zoom = min(max(self._zoom * factor, 1.0), _MOST_ZOOM)
        x, y = self.cursor
        corner = under - np.array([x + 0.5, y + 0.5 - _BAR_PX]) / self._scale
        height, width = self._image.shape[:2]
        room = np.array([width, height]) * (1 - 1 / self._zoom)
        self._corner = np.clip(corner, 0.0, room)

    def view(self) -> ImageBGR:
        """Draw the window."""
        scale, (u, v) = self._scale, self._corner
        move = np.array([[scale, 0, (0.5 - u) * scale - 0.5], [0, scale, (0.5 - v) * scale - 0.5]])
        size = (_CANVAS_PX[0], _CANVAS_PX[1] - _BAR_PX)
        seen = cv2.warpAffine(self._image, move, size, flags=cv2.INTER_LINEAR)
        canvas = np.vstack([np.zeros((_BAR_PX, size[0], 3), np.uint8), seen])
        for name, point in zip(_NAMES, self.points, strict=False):
            self._draw(canvas, name, point)
        _write(canvas, _STEPS[len(self.points)], (12, 27), 0.75)
        _write(canvas, KEYS, (12, 53), 0.5)
        return np.asarray(canvas, np.uint8)

    def _draw(self, canvas: ImageBGR, name: str, point: Point) -> None:
        x, y = ((np.array(point) - self._corner) * self._scale + [-0.5, _BAR_PX - 0.5]).round()
        at = (int(x), int(y))
        for colour, thickness in ((_EDGE, 3), (_MARK, 1)):
            cv2.drawMarker(canvas, at, colour, cv2.MARKER_CROSS, 24, thickness, cv2.LINE_AA)
        _write(canvas, name, (at[0] + 14, at[1] - 10), 0.6)


def _write(canvas: ImageBGR, text: str, at: tuple[int, int], size: float) -> None:
    for colour, place in ((_EDGE, (at[0] + 1, at[1] + 1)), (_WHITE, at)):
        cv2.putText(canvas, text, place, cv2.FONT_HERSHEY_SIMPLEX, size, colour, 1, cv2.LINE_AA)


def ask(image: ImageBGR, origin: str) -> Points:
    """Let the user click tragus and C7 in a window and return where they lie; origin names it."""
    try:
        with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as window:
            points = window.submit(_show, image).result()
    except (BrokenProcessPool, cv2.error) as error:
        raise ConfigError(
            f"{origin}: expected a screen to click on, found none that can be used; read both "
            "places off this frame in any picture viewer and give them as --tragus X,Y --c7 X,Y."
        ) from error
    if points is None:
        raise CalibrationError(
            f"{origin}: expected a click on the tragus and one on C7, found the window closed "
            "before; nothing was written."
        )
    return points


def _show(image: ImageBGR) -> Points | None:
    hush()
    cv2.namedWindow(TITLE, cv2.WINDOW_AUTOSIZE | cv2.WINDOW_GUI_NORMAL)
    picker = Picker(image)
    cv2.setMouseCallback(TITLE, _on_mouse(picker))
    try:
        return _until_done(picker)
    finally:
        cv2.destroyAllWindows()


def _until_done(picker: Picker) -> Points | None:
    while cv2.getWindowProperty(TITLE, cv2.WND_PROP_VISIBLE) > 0:
        cv2.imshow(TITLE, picker.view())
        key = cv2.waitKey(_WAIT_MS) & 0xFF
        if key in _ESCAPE:
            return None
        if key in _ENTER and len(picker.points) == len(_NAMES):
            return picker.points[0], picker.points[1]
        if key in _UNDO:
            picker.undo()
        elif key in _LARGER or key in _SMALLER:
            picker.zoom(closer=key in _LARGER)
    return None


def _on_mouse(picker: Picker) -> Callable[[int, int, int, int, object], None]:
    def act(event: int, x: int, y: int, _flags: int, _: object) -> None:
        picker.cursor = (x, y)
        if event == cv2.EVENT_LBUTTONDOWN:
            picker.click(x, y)
        elif event == cv2.EVENT_RBUTTONDOWN:
            picker.undo()

    return act
