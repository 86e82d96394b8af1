"""The icon in a real system tray, and what its menu says to the watch.

Icons are shown by a process of its own: their library lets go of a screen only at its very end.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageColor

from posture.app import tray
from posture.app.tray import Tray
from posture.outputs.gauges import Zone
from posture.outputs.logbook import Logbook
from posture.outputs.signs import COLOURS, icon
from posture.status import Command, Verb
from tests import desktop
from tests.builders_watch import minute

needs_a_tray = pytest.mark.skipif(not desktop.is_there(), reason="needs Xvfb and trayer")

WATCH = """
import sys
from pathlib import Path
from posture.app import tray
from posture.status import WatchState
from tests.builders_screen import view
tray.TRY_AGAIN_S, tray.TRIES = 1.5, 20
views = {"held": view(), "nobody": view(now={}, states=()),
         "paused": view(state=WatchState.PAUSED, reason="asked for", now={}, states=())}
one = tray.Tray(print, print, Path("report.html"))
for line in sys.stdin:
    if line.strip() == "close":
        one.close()
    else:
        one.show(views[line.strip()])
"""


@contextmanager
def watch() -> Iterator[Any]:
    """Give a function that tells a process with an icon what to show."""
    command = [sys.executable, "-c", WATCH]
    with subprocess.Popen(command, stdin=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        stdin = process.stdin

        def tell(word: str) -> None:
            stdin.write(f"{word}\n")
            stdin.flush()

        try:
            yield tell
        finally:
            process.kill()


@pytest.fixture
def screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[desktop.Desktop]:
    monkeypatch.setenv("PYSTRAY_BACKEND", "xorg")
    with desktop.screen(tmp_path, monkeypatch, "400x120") as one:
        yield one


def near(picture: NDArray[np.uint8], colour: NDArray[np.int_]) -> NDArray[np.bool_]:
    return np.asarray((np.abs(picture - colour) < 12).all(axis=2))  # icons are made smaller


def until_shown(screen: desktop.Desktop, zone: Zone | None, *, shown: bool = True) -> None:
    colour = np.array(ImageColor.getrgb(COLOURS[zone]))
    desktop.until(lambda: bool(near(screen.picture(), colour).sum() > 10) is shown)


@needs_a_tray
def test_the_icon_follows_the_watch_and_goes_with_it(screen: desktop.Desktop) -> None:
    with desktop.tray(), watch() as tell:
        for word, zone in (("held", Zone.BEYOND), ("paused", None), ("nobody", Zone.UNSEEN)):
            tell(word)
            until_shown(screen, zone)
        until_shown(screen, Zone.FINE, shown=False)

        tell("close")
        until_shown(screen, Zone.UNSEEN, shown=False)


@needs_a_tray
def test_a_tray_that_comes_late_takes_the_icon(screen: desktop.Desktop) -> None:
    with watch() as tell:
        tell("held")
        until_shown(screen, Zone.BEYOND, shown=False)
        with desktop.tray():
            until_shown(screen, Zone.BEYOND)


def test_without_a_screen_a_line_in_the_log_is_all(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(tray, "TRY_AGAIN_S", 0.01)
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-97")  # which this way of drawing cannot use
    monkeypatch.setenv("PYSTRAY_BACKEND", "xorg")

    one = Tray(print, print, tmp_path / "report.html")
    one._thread.join(10.0)
    one.close()

    assert caplog.messages[-1] == "no tray icon: this desktop shows none"


def test_without_a_display_nothing_is_tried(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)

    Tray(print, print, tmp_path / "report.html").close()

    assert caplog.messages == ["no tray icon: there is no screen"]


def test_without_the_extra_a_line_in_the_log_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(tray, "find_spec", lambda _: None)

    Tray(print, print, tmp_path / "report.html").close()

    assert 'install the extra "tray"' in caplog.text


def chosen(one: Tray) -> dict[str, Any]:
    return {item.text: item for item in one._menu()}


@pytest.fixture
def unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the library load where there is no screen; nothing is shown."""
    monkeypatch.setenv("PYSTRAY_BACKEND", "dummy")
    monkeypatch.setattr(Tray, "_run", lambda _: None)


@pytest.mark.usefixtures("unseen")
def test_the_menu_speaks_to_the_watch(tmp_path: Path) -> None:
    told: list[Command] = []
    explained: list[bool] = []
    items = chosen(Tray(told.append, lambda: explained.append(True), tmp_path / "report.html"))
    for name in ("Pause 30 min", "Resume", "Snooze 15 min", "Quit", "Why the last prompt"):
        items[name](None)

    lengths = [command.until and command.until - command.at for command in told]
    assert [command.verb for command in told] == [Verb.PAUSE, Verb.RESUME, Verb.SNOOZE, Verb.STOP]
    assert lengths == [timedelta(minutes=30), None, timedelta(minutes=15), None]
    assert explained == [True]


@pytest.mark.usefixtures("unseen")
def test_the_report_of_the_last_days_is_made_and_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report, opened, browser = (tmp_path / name for name in ("report.html", "opened", "browser"))
    browser.write_text(f'#!/bin/sh\necho "$1" > {opened}\n')
    browser.chmod(0o755)
    home = {"POSTURE_HOME": str(tmp_path), "BROWSER": str(browser), "PATH": "/usr/bin:/bin"}
    monkeypatch.setattr(tray, "ORIGINAL", home)
    with Logbook(tmp_path / "history.sqlite3") as logbook:
        now = datetime.now(UTC) - timedelta(minutes=5)
        logbook.add_minute(logbook.begin("0", now), replace(minute(0), at=now))
    chosen(Tray(print, print, report))["Open the report"](None)

    assert opened.read_text().strip() == report.as_uri()
    assert "1 day watched" in report.read_text(encoding="utf-8")


def look(zone: Zone | None, size_px: int) -> NDArray[np.uint8]:
    small = icon(zone).resize((size_px, size_px), Image.Resampling.LANCZOS)
    return np.asarray(small.convert("L"), np.uint8)


@pytest.mark.parametrize("size_px", [16, 24, 48])
def test_icons_differ_in_shape_even_without_colour(size_px: int) -> None:
    shapes = [look(zone, size_px) > 90 for zone in (*Zone, None) if zone is not Zone.OPEN]

    for i, one in enumerate(shapes):
        for other in shapes[:i]:
            assert (one != other).mean() > 0.04
