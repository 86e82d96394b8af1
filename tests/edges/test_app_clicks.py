"""The window in which tragus and C7 are clicked, without a screen."""

from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posture.app import clicks
from posture.app.clicks import Picker, ask
from posture.errors import ConfigError
from posture.types import ImageBGR

BAR = 64
inside = st.tuples(st.integers(0, 1279), st.integers(BAR, 799))


def wide() -> Picker:
    """A picture that fills the window's width at its own size."""
    return Picker(np.zeros((736, 1280, 3), np.uint8))


@settings(max_examples=30)
@given(at=inside, closer=st.lists(st.booleans(), max_size=12), then=inside)
def test_what_is_under_the_cursor_can_be_clicked_at_any_zoom(
    at: tuple[int, int], closer: list[bool], then: tuple[int, int]
) -> None:
    picker = wide()
    picker.cursor = at
    for one in closer:
        picker.zoom(closer=one)
    picker.click(*then)

    (point,) = picker.points
    assert 0 <= point[0] <= 1280
    assert 0 <= point[1] <= 736


@settings(max_examples=30)
@given(at=inside, steps=st.integers(1, 6))
def test_zooming_in_keeps_what_is_under_the_cursor(at: tuple[int, int], steps: int) -> None:
    near, far = wide(), wide()
    near.cursor = at
    for _ in range(steps):
        near.zoom(closer=True)
    for picker in (near, far):
        picker.click(*at)

    assert near.points[0] == pytest.approx(far.points[0])


def test_zoomed_in_a_pixel_of_the_window_is_a_part_of_one_of_the_picture() -> None:
    picker = wide()
    for _ in range(4):
        picker.zoom(closer=True)
    picker.click(600, 400)
    picker.click(601, 400)

    assert picker.points[1][0] - picker.points[0][0] == pytest.approx(1 / 1.25**4)


def test_undo_takes_the_last_click_back_and_a_third_is_none() -> None:
    picker = wide()
    picker.undo()
    for x in (100, 200, 300):
        picker.click(x, 300)
    assert len(picker.points) == 2

    picker.undo()

    assert [round(u) for u, _ in picker.points] == [100]


@pytest.mark.parametrize("at", [(100, 10), (100, BAR - 1)])
def test_a_click_on_the_instructions_is_none(at: tuple[int, int]) -> None:
    picker = wide()
    picker.click(*at)

    assert picker.points == []


def test_a_click_beside_a_narrow_picture_is_none() -> None:
    picker = Picker(np.zeros((736, 300, 3), np.uint8))
    picker.click(1000, 300)

    assert picker.points == []


def test_the_window_shows_the_picture_the_next_step_and_what_was_clicked() -> None:
    picker = Picker(np.full((736, 1280, 3), 90, np.uint8))
    before = picker.view()
    picker.click(640, 400)
    after = picker.view()

    changed = np.argwhere((before != after).any(axis=2))
    assert before.shape == (800, 1280, 3)
    assert (before[BAR + 300, 10] == 90).all()
    assert changed[:, 0].min() < BAR  # the instruction
    assert changed[:, 0].max() > 400  # the cross


class Screen:
    """A window without a screen: keys and clicks come from a list, in order."""

    def __init__(self, *acts: int | tuple[int, int, int]) -> None:
        self._acts = iter(acts)
        self.shown = 0
        self.mouse: Any = None

    def wait(self, _ms: int) -> int:
        act = next(self._acts)
        if isinstance(act, int):
            return act
        self.mouse(*act, 0, None)
        return -1

    def install(self, patch: pytest.MonkeyPatch) -> None:
        def show(_title: str, _image: ImageBGR) -> None:
            self.shown += 1

        patch.setattr(cv2, "namedWindow", lambda *_: None)
        patch.setattr(cv2, "destroyAllWindows", lambda: None)
        patch.setattr(cv2, "setMouseCallback", lambda _title, act: setattr(self, "mouse", act))
        patch.setattr(cv2, "imshow", show)
        patch.setattr(cv2, "waitKey", self.wait)
        patch.setattr(cv2, "getWindowProperty", lambda *_: 1.0 if self.shown < 20 else -1.0)
        patch.setattr(clicks, "hush", lambda: None)


LEFT, RIGHT = cv2.EVENT_LBUTTONDOWN, cv2.EVENT_RBUTTONDOWN
ENTER, ESCAPE, NOTHING = 13, 27, -1
TRAGUS, C7, ELSEWHERE = (LEFT, 700, 264), (LEFT, 760, 364), (LEFT, 10, 700)


@pytest.mark.parametrize(
    "acts",
    [
        [TRAGUS, C7, ENTER],
        [NOTHING, TRAGUS, ENTER, C7, NOTHING, ENTER],
        [ELSEWHERE, (RIGHT, 10, 10), TRAGUS, ELSEWHERE, ord("u"), C7, ENTER],
        [(cv2.EVENT_MOUSEMOVE, 700, 264), ord("+"), TRAGUS, ord("-"), C7, ENTER],
    ],
    ids=["two clicks", "Enter too early", "undone", "zoomed"],
)
def test_clicks_and_keys_lead_to_both_places(
    monkeypatch: pytest.MonkeyPatch, acts: list[int | tuple[int, int, int]]
) -> None:
    Screen(*acts).install(monkeypatch)

    points = clicks._show(np.zeros((736, 1280, 3), np.uint8))

    assert points is not None
    assert points[0] == pytest.approx((700.5, 200.5))
    assert points[1] == pytest.approx((760.5, 300.5))


@pytest.mark.parametrize("acts", [[TRAGUS, ESCAPE], [TRAGUS, *[NOTHING] * 30]])
def test_a_window_that_is_given_up_or_closed_marks_nothing(
    monkeypatch: pytest.MonkeyPatch, acts: list[int | tuple[int, int, int]]
) -> None:
    Screen(*acts).install(monkeypatch)

    assert clicks._show(np.zeros((736, 1280, 3), np.uint8)) is None


def test_without_a_screen_a_sentence_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)

    with pytest.raises(ConfigError, match=r"me\.jpg: .*give them as --tragus X,Y --c7 X,Y"):
        ask(np.zeros((48, 64, 3), np.uint8), "me.jpg")
