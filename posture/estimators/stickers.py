"""Pictures to stickers: where a bright sticker is, near the place where it should be."""

import math

import cv2
import numpy as np

from posture.marks import Sticker
from posture.types import Floats, ImageBGR

_LEAST_CONTRAST = 40.0  # of a sticker against what surrounds it, in CIE L*a*b* of 8 bits
_SAME_COLOUR = 45.0  # what light and shadow do to its colour
_LEAST_AREA, _MOST_AREA = 0.4, 2.5  # of the area when it was marked
_REACH = 5.0  # radii of the sticker: how far off its place may be predicted
_LARGEST_CM2, _SMALLEST_PX = 9.0, 6.0
_UNSEEN = np.full(2, np.nan)


def learn(image: ImageBGR, at_px: tuple[float, float], *, px_per_cm: float) -> Sticker | None:
    """Return what the sticker under a point looks like, None where there is none.

    A sticker is a patch of one colour, at most 9 cm² large, that differs from what surrounds it.
    """
    reach = math.ceil(4 * px_per_cm)
    lab, (left, top) = _around(image, at_px, reach)
    x, y = int(at_px[0]) - left, int(at_px[1]) - top
    colour = np.median(lab[max(y - 1, 0) : y + 2, max(x - 1, 0) : x + 2].reshape(-1, 3), axis=0)
    patches, areas, _ = _patches(lab, colour, _LEAST_CONTRAST / 2)
    patch = int(patches[y, x])
    if patch == 0 or not _SMALLEST_PX <= areas[patch] <= _LARGEST_CM2 * px_per_cm**2:
        return None
    own = np.median(lab[patches == patch], axis=0)
    ring = cv2.dilate((patches == patch).astype(np.uint8), np.ones((7, 7))) - (patches == patch)
    if np.linalg.norm(np.median(lab[ring == 1], axis=0) - own) < _LEAST_CONTRAST:
        return None
    lightness, red, yellow = own.tolist()
    return Sticker(colour=(lightness, red, yellow), area_px=float(areas[patch]))


def find(image: ImageBGR, sticker: Sticker, near_px: Floats) -> Floats:
    """Return the middle of the sticker (2,), NaN where nothing near looks like it."""
    if not np.isfinite(near_px).all():
        return _UNSEEN
    reach = math.ceil(_REACH * math.sqrt(sticker.area_px / math.pi) + 4)
    lab, (left, top) = _around(image, (near_px[0], near_px[1]), reach)
    if not lab.size:
        return _UNSEEN
    _, areas, middles = _patches(lab, np.array(sticker.colour), _SAME_COLOUR)
    share = areas / sticker.area_px
    alike = np.flatnonzero((share >= _LEAST_AREA) & (share <= _MOST_AREA))
    alike = alike[alike > 0]
    if not len(alike):
        return _UNSEEN
    places = middles[alike] + np.array([left + 0.5, top + 0.5])
    return np.asarray(places[np.argmin(np.linalg.norm(places - near_px, axis=1))])


def _around(
    image: ImageBGR, at_px: tuple[float, float], reach: int
) -> tuple[Floats, tuple[int, int]]:
    """Cut out a square in CIE L*a*b*, and say where its corner lies."""
    height, width = image.shape[:2]
    left, top = max(int(at_px[0]) - reach, 0), max(int(at_px[1]) - reach, 0)
    right, bottom = min(int(at_px[0]) + reach + 1, width), min(int(at_px[1]) + reach + 1, height)
    if right <= left or bottom <= top:
        return np.empty((0, 0, 3)), (left, top)
    cut = cv2.cvtColor(image[top:bottom, left:right], cv2.COLOR_BGR2LAB)
    return np.asarray(cut, np.float64), (left, top)


def _patches(lab: Floats, colour: Floats, tolerance: float) -> tuple[Floats, Floats, Floats]:
    """Label what has the colour: label of each pixel, area and middle of each; 0 is the rest."""
    alike = (np.linalg.norm(lab - colour, axis=2) < tolerance).astype(np.uint8)
    _, labels, stats, middles = cv2.connectedComponentsWithStats(alike, connectivity=8)
    return np.asarray(labels), np.asarray(stats[:, cv2.CC_STAT_AREA]), np.asarray(middles)
