"""The window in which tragus and C7 are clicked, without a screen."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posture.app.clicks import Picker, ask
from posture.errors import ConfigError

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


def test_without_a_screen_a_sentence_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)

    with pytest.raises(ConfigError, match=r"me\.jpg: .*give them as --tragus X,Y --c7 X,Y"):
        ask(np.zeros((48, 64, 3), np.uint8), "me.jpg")
