"""Stretches of a recording to a band below its picture: what was held when, and where we are."""

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from PIL import ImageColor

from posture.minutes import NEUTRAL
from posture.outputs.events import ALERT_S, in_words
from posture.outputs.gauges import Zone
from posture.outputs.sheet import GROUND, SOFT, TEXT, Sheet
from posture.outputs.signs import COLOURS
from posture.stretches import AWAY, UNKNOWN, Stretch
from posture.types import Alert, ImageBGR

HEIGHT = 0.1  # of the picture's height
_ROWS = 72
_LEFT, _TOP, _BOTTOM = 20.0, 38.0, 64.0
_MIDDLE, _HIGH = (_TOP + _BOTTOM) / 2, (_BOTTOM - _TOP) / 2
_DASH = 6.0
_LEGEND_FROM = 760.0  # narrower bands have no room for it
_LEGEND = (  # from the right
    (AWAY, "away"),
    (UNKNOWN, "not known"),
    (NEUTRAL, "none held that counts"),
    ("posture", "posture held"),
)

Part = tuple[float, float, tuple[str, ...]]
"""Start and end in seconds, and everything that holds between them."""


class TimeBand:
    """The band of a recording of so many seconds; `at` gives it for one moment."""

    def __init__(
        self,
        stretches: Sequence[Stretch],
        alerts: Sequence[Alert],
        *,
        end_s: float,
        size_px: tuple[int, int],
    ) -> None:
        self._alerts, self._end_s = alerts, max(end_s, 1e-3)
        self._size_px, self._scale = size_px, size_px[1] / _ROWS
        self._right = size_px[0] / self._scale - _LEFT
        self._line = self._drawn(_parts(stretches))
        self._with_words = lru_cache(maxsize=2)(self._told)

    def at(self, time_s: float) -> ImageBGR:
        """Return the band at this moment, BGR; the same array may come again."""
        band = self._with_words(int(time_s), self._said(time_s)).copy()
        x = round(self._x(time_s) * self._scale)
        half, top = max(1, round(1.5 * self._scale)), round((_TOP - 6) * self._scale)
        band[top:, max(0, x - half) : x + half] = ImageColor.getrgb(TEXT)[::-1]
        return band

    def _said(self, time_s: float) -> str:
        """Return the alert that is shown now, if there is one."""
        now = [a for a in self._alerts if 0 <= time_s - a.time_s < ALERT_S]
        return f"Alert: {now[-1].message}" if now else ""

    def _told(self, second: int, said: str) -> ImageBGR:
        sheet = Sheet((self._size_px[0], round(_TOP * self._scale) - 1), self._scale)
        clock = f"{_clock(second)} / {_clock(int(self._end_s))}"
        sheet.text((_LEFT, 6), clock, 20)
        from_x = _LEFT + sheet.length(clock, 20) + 30
        if said:
            sheet.shape(Zone.BEYOND, from_x, 9, 15)
            words = sheet.fitting(said, 17, self._right - from_x - 24)
            sheet.text((from_x + 24, 8), words, 17, COLOURS[Zone.BEYOND])
        elif sheet.width > _LEGEND_FROM:
            _legend(sheet, self._right)
        band = self._line.copy()
        head = sheet.image
        band[: len(head)] = head
        return band

    def _drawn(self, parts: Iterator[Part]) -> ImageBGR:
        sheet = Sheet(self._size_px, self._scale)
        for start_s, end_s, labels in parts:
            left, right = self._x(start_s), self._x(end_s)
            _segment(sheet, labels[0], left, right, middle=_MIDDLE, high=_HIGH)
            if not {NEUTRAL, AWAY, UNKNOWN}.issuperset(labels):
                _name(sheet, labels, left, right)
        for alert in self._alerts:
            x = self._x(alert.time_s)
            sheet.box(x - 1, _TOP - 5, x + 1, _BOTTOM + 3, COLOURS[Zone.EDGE])
        return sheet.image

    def _x(self, time_s: float) -> float:
        return _LEFT + min(max(time_s / self._end_s, 0.0), 1.0) * (self._right - _LEFT)


def _segment(
    sheet: Sheet, label: str, left: float, right: float, *, middle: float, high: float
) -> None:
    """Draw a high block, a low bar, an empty one or dashes."""
    right = max(right, left + 1)
    match label:
        case "neutral":
            sheet.box(left, middle - 4, right, middle + 4, COLOURS[Zone.FINE])
        case "unknown":
            sheet.frame(left, middle - 6, right, middle + 6, COLOURS[Zone.UNSEEN])
        case "away":
            for x in np.arange(left, right, 2 * _DASH).tolist():
                sheet.box(x, middle - 1, min(x + _DASH, right), middle + 1, SOFT)
        case _:
            sheet.box(left, middle - high, right, middle + high, COLOURS[Zone.BEYOND])


def _name(sheet: Sheet, labels: Iterable[str], left: float, right: float) -> None:
    """Write into a block what was held, where there is room."""
    text = ", ".join(in_words(label) for label in labels)
    words = sheet.fitting(text, 15, right - left - 10)
    sheet.text((left + 5, _MIDDLE - 9), words, 15, GROUND)


def _legend(sheet: Sheet, right: float) -> None:
    for label, words in _LEGEND:
        right -= sheet.length(words, 15)
        sheet.text((right, 8), words, 15, SOFT)
        _segment(sheet, label, right - 34, right - 8, middle=17, high=8)
        right -= 56


def _parts(stretches: Sequence[Stretch]) -> Iterator[Part]:
    """Cut overlapping stretches at each start and end."""
    changes = sorted(
        change
        for one in stretches
        for change in ((one.start_s, True, one.label), (one.end_s, False, one.label))
    )
    running: list[str] = []
    for (time_s, begins, label), after in pairwise([*changes, (math.inf, True, "")]):
        running = sorted([*running, label]) if begins else [x for x in running if x != label]
        if running and time_s < after[0] < math.inf:
            yield time_s, after[0], tuple(running)


def _clock(second: int) -> str:
    minutes, seconds = divmod(second, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
