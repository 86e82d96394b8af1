"""Frames to stickers on tragus and C7, where somebody wears them: each near its expected place."""

from dataclasses import replace
from functools import cache

import numpy as np

from posture.estimators.stickers import find
from posture.lens import Optics, resized_optics
from posture.marks import Marks, expected_px, resized_marks
from posture.sources.optics import bent_px, straightened
from posture.types import Floats, ImageBGR, Landmarks

_MEMORY_S = 1.0  # for so long a sticker is looked for where it was last seen


class StickerFollower:
    """Look for both stickers in each frame; those that are not seen stay NaN."""

    def __init__(self, marks: Marks, optics: Optics | None) -> None:
        self._optics = optics
        self._marks = cache(lambda size_px: resized_marks(marks, size_px))
        self._last_px = np.full((2, 2), np.nan)
        self._seen_s = np.full(2, -np.inf)

    def update(self, seen: Landmarks, image: ImageBGR) -> Landmarks:
        """Return the landmarks with the stickers that this frame shows."""
        marks: Marks = self._marks(seen.size_px)
        if not seen.seen or marks.stickers is None:
            return seen
        near_px = self._near_px(seen, marks)
        found = np.array(
            [find(image, one, near) for one, near in zip(marks.stickers, near_px, strict=True)]
        )
        self._remember(found, seen.time_s)
        return replace(seen, stickers_px=found)

    def _near_px(self, seen: Landmarks, marks: Marks) -> Floats:
        if self._optics is None:
            expected = expected_px(marks, seen.joints_px)
        else:
            optics = resized_optics(self._optics, seen.size_px)
            (straight,) = straightened([seen], optics)
            expected = bent_px(expected_px(marks, straight.joints_px), optics)
        if seen.time_s is None:
            return expected
        fresh = seen.time_s - self._seen_s <= _MEMORY_S
        return np.where(fresh[:, None], self._last_px, expected)

    def _remember(self, found: Floats, time_s: float | None) -> None:
        if time_s is not None:
            there = np.isfinite(found).all(axis=1)
            self._last_px[there], self._seen_s[there] = found[there], time_s
