"""Awkward scenes, composed from the bundled recordings: what must not be taken for posture."""

import cv2
import numpy as np

from posture.types import ImageBGR
from tests.frames import sample_picture

_SKIN, _HAIR, _CLOTH = (118, 148, 196), (38, 44, 56), (44, 38, 36)  # BGR, as in the recordings
_FRAME = (60, 50, 45)
_HEAD = (slice(60, 290), slice(225, 420))  # rows and columns of desk-front
_PORTRAIT = (slice(50, 470), slice(150, 490))


def turned_away() -> ImageBGR:
    """Somebody who shows the back of the head: hair where the face was."""
    head = sample_picture("front").copy()
    cv2.ellipse(head, (321, 152), (54, 80), 0, 0, 360, _HAIR, -1, cv2.LINE_AA)
    cv2.ellipse(head, (321, 240), (36, 38), 0, 0, 360, _SKIN, -1, cv2.LINE_AA)
    cv2.ellipse(head, (321, 172), (52, 62), 0, 0, 360, _HAIR, -1, cv2.LINE_AA)
    return _grained(head)


def hand_before_face() -> ImageBGR:
    """Somebody whose whole face is behind a hand."""
    hand = sample_picture("front").copy()
    cv2.line(hand, (330, 240), (430, 470), _SKIN, 46, cv2.LINE_AA)
    cv2.ellipse(hand, (322, 200), (48, 52), 0, 0, 360, _SKIN, -1, cv2.LINE_AA)
    for across in (285, 309, 333, 357):
        cv2.line(hand, (across, 190), (across, 128), _SKIN, 21, cv2.LINE_AA)
        cv2.line(hand, (across + 12, 190), (across + 12, 134), (90, 118, 165), 1, cv2.LINE_AA)
    return _grained(hand)


def hooded() -> ImageBGR:
    """Somebody at the side whose neck and back of the head are under a hood."""
    cloth = sample_picture("side").copy()
    hood = [
        (330, 86), (368, 70), (410, 86), (430, 130), (432, 190), (428, 240), (405, 262), (350, 232),
        (336, 205), (344, 178), (336, 130),
    ]  # fmt: skip
    cv2.fillPoly(cloth, [np.array(hood, np.int32)], _CLOTH, cv2.LINE_AA)
    return _grained(cloth)


def empty_chair() -> ImageBGR:
    """The room of desk-front with the back of a chair and nobody in it."""
    image = sample_picture("front")
    paint = image[:, 196:226].mean(axis=1)
    paint[230:370], paint[370:] = paint[229], image[370:, 20:60].mean(axis=1)
    wall = np.repeat(paint[:, None], 300, axis=1).astype(np.uint8)
    room = np.hstack([image[:, :165], wall, image[:, -175:]])
    cv2.rectangle(room, (250, 290), (400, 480), (40, 36, 34), -1)
    cv2.rectangle(room, (258, 298), (392, 480), (58, 52, 48), -1)
    return _grained(room)


def poster(*, of: str = "face", scale: float = 0.6, onto: ImageBGR | None = None) -> ImageBGR:
    """A picture of a face, or of head and shoulders, on the wall."""
    print_of = sample_picture("front")[_HEAD if of == "face" else _PORTRAIT]
    small = cv2.resize(print_of, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    framed = cv2.copyMakeBorder(small, 6, 6, 6, 6, cv2.BORDER_CONSTANT, value=_FRAME)
    wall = empty_chair() if onto is None else onto.copy()
    height, width = framed.shape[:2]
    wall[20 : 20 + height, 15 : 15 + width] = framed
    return wall


def _grained(image: ImageBGR) -> ImageBGR:
    """Soften what was painted and give it the grain of a picture."""
    grain = np.random.default_rng(5).normal(0, 3, image.shape)
    soft = cv2.GaussianBlur(image, (0, 0), 0.7)
    return np.asarray(np.clip(soft + grain, 0, 255), np.uint8)
