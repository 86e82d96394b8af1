"""The window of a watch, on a real screen."""

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import ImageColor

from posture.app.preview import Preview
from posture.config import Config
from posture.guidance import Guidance, Step
from posture.outputs.gauges import Zone
from posture.outputs.signs import COLOURS
from posture.types import Assessment, View
from tests import desktop
from tests.builders import nobody
from tests.builders_measurements import FORWARD, UPRIGHT, picture

OPENINGS, PAINTED_WITHIN_S = 6, 15.0
FRAME = np.full((480, 640, 3), 90, np.uint8)


def opened(shows: Callable[[Preview], bool]) -> Preview:
    """Open a window that shows something: without a window manager Qt never paints some of them."""
    for _ in range(OPENINGS):
        one, end_s = Preview(Config()), time.monotonic() + PAINTED_WITHIN_S
        while time.monotonic() < end_s:
            if shows(one):
                return one
            time.sleep(0.05)
        one.close()
    raise AssertionError("the window shows nothing")


def shows(screen: desktop.Desktop, one: Preview, moment: Assessment, zone: Zone) -> bool:
    one.show(FRAME, moment)
    colour = np.array(ImageColor.getrgb(COLOURS[zone]))
    return bool((screen.picture() == colour).all(axis=2).sum() > 30)


@pytest.mark.skipif(not desktop.is_there(), reason="needs Xvfb")
def test_the_window_shows_the_newest_frame_and_q_closes_it_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with desktop.screen(tmp_path, monkeypatch, "1600x900") as screen:
        one = opened(lambda one: shows(screen, one, picture(UPRIGHT), Zone.FINE))
        desktop.until(lambda: shows(screen, one, picture(FORWARD), Zone.BEYOND))

        desktop.press_key(screen.display, "q")
        desktop.until(lambda: not one.is_open)
        one.show(FRAME, picture(UPRIGHT))
        one.close()

    assert capsys.readouterr().err == ""


@pytest.mark.skipif(not desktop.is_there(), reason="needs Xvfb")
def test_a_calibration_shows_what_to_do_and_hears_a_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blue = np.array(ImageColor.getrgb(COLOURS[Zone.FINE]))

    def shows_half_a_bar(one: Preview) -> bool:
        one.guide(FRAME, nobody(), said)
        width_px = (screen.picture() == blue).all(axis=2).sum(axis=1).max()
        return bool(150 < width_px < 250)

    with desktop.screen(tmp_path, monkeypatch, "1600x900") as screen:
        said = Guidance(step=Step.UPRIGHT, view=View.FRONT, left_s=5.0, length_s=10.0)
        one = opened(shows_half_a_bar)
        assert one.pressed() == ""

        desktop.press_key(screen.display, "s")
        desktop.until(lambda: one.pressed() == "s")
        assert one.is_open
        one.close()


def test_without_a_screen_it_is_said_once_and_the_watch_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    one = Preview(Config())
    desktop.until(lambda: not one.is_open)
    for _ in range(3):
        one.show(FRAME, picture(UPRIGHT))
    one.close()

    shown = capsys.readouterr().err
    assert shown.count("posture: preview: expected a screen") == 1


@pytest.mark.skipif(not desktop.is_there(), reason="needs Xvfb")
def test_frames_that_come_faster_than_they_are_drawn_hold_nothing_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desktop.screen(tmp_path, monkeypatch, "1600x900"):
        one = Preview(Config())
        for _ in range(2000):  # 1.8 GB, if they were kept
            one.show(FRAME, picture(UPRIGHT))
        one.close()

        assert not one.is_open
