"""A desktop of our own: a screen without a monitor, a private D-Bus, a real notification daemon."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import ImageGrab

WITHIN_S = 45.0  # machines differ
_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir={folder}</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow own="*"/>
<allow eavesdrop="true"/></policy></busconfig>
"""
_DUNST = """[global]
    width = 480
    height = 300
    offset = 20x20
    font = Sans 11
    frame_width = 2
    mouse_left_click = do_action
    dmenu = {folder}/choose
"""


_STARTS, _FALLS_WITHIN_S = 10, 0.5


@dataclass(frozen=True, kw_only=True)
class Desktop:
    """How to reach the screen, and where pictures of it go."""

    display: str
    folder: Path

    def picture(self) -> NDArray[np.uint8]:
        """Take a picture of the screen, RGB."""
        return np.asarray(ImageGrab.grab(xdisplay=self.display).convert("RGB"), np.uint8)


@contextmanager
def screen(folder: Path, patch: pytest.MonkeyPatch, size: str = "1280x720") -> Iterator[Desktop]:
    """Start a screen of our own and let programs find it."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{size}x24", "-nolisten", "tcp"]
    command.append("-noreset")  # whoever comes while it begins anew, as the last one left, is lost
    with _running(command, pass_fds=(writing,)):
        os.close(writing)
        with os.fdopen(reading) as pipe:
            display = f":{pipe.readline().strip()}"
        patch.setenv("DISPLAY", display)
        patch.delenv("WAYLAND_DISPLAY", raising=False)
        yield Desktop(display=display, folder=folder)


@contextmanager
def session_bus(folder: Path, patch: pytest.MonkeyPatch) -> Iterator[None]:
    """Start a D-Bus of our own and let programs find it."""
    (folder / "bus.conf").write_text(_BUS.format(folder=folder))
    command = ["dbus-daemon", f"--config-file={folder / 'bus.conf'}", "--print-address", "--nofork"]
    with _running(command, stdout=subprocess.PIPE) as daemon:
        assert daemon.stdout is not None
        patch.setenv("DBUS_SESSION_BUS_ADDRESS", daemon.stdout.readline().decode().strip())
        yield


@contextmanager
def dunst(folder: Path) -> Iterator[None]:
    """Start a notification daemon on screen and bus, and wait until it answers."""
    (folder / "dunstrc").write_text(_DUNST.format(folder=folder))
    with _running(["dunst", "-config", str(folder / "dunstrc")]):
        until(lambda: dunstctl("is-paused") == "false")
        yield


@contextmanager
def tray() -> Iterator[None]:
    """Start something that shows icons."""
    look = ["--edge", "top", "--widthtype", "request", "--height", "32", "--SetDockType", "false"]
    for _ in range(_STARTS):  # it falls over now and then where an icon waits for it already
        with _running(["trayer", *look]) as trayer:
            if not _ends_within(trayer, _FALLS_WITHIN_S):
                yield
                return
    raise AssertionError("the tray does not stay")


def press_key(display: str, key: str) -> None:
    """Press a key with the keyboard at whatever window the pointer is over."""
    from Xlib import XK, X
    from Xlib.display import Display
    from Xlib.ext import xtest

    there = Display(display)
    window = there.screen().root.query_pointer().child
    there.set_input_focus(window, X.RevertToParent, X.CurrentTime)
    code = there.keysym_to_keycode(XK.string_to_keysym(key))
    for event in (X.KeyPress, X.KeyRelease):
        xtest.fake_input(there, event, code)
    there.sync()
    there.close()


def dunstctl(*words: str) -> str:
    """Ask the notification daemon, or tell it something."""
    done = subprocess.run(["dunstctl", *words], capture_output=True, text=True, check=False)
    return done.stdout.strip()


def press(folder: Path, button: str) -> None:
    """Choose a button of the notification that is shown, from the daemon's menu."""
    chooser = folder / "choose"
    chooser.write_text(f"#!/bin/sh\ngrep -m1 -F '{button}'\n")
    chooser.chmod(0o755)
    dunstctl("context")


def past() -> list[Mapping[str, Mapping[str, Any]]]:
    """Close what is shown and list everything that was, as the daemon has it, newest first."""
    dunstctl("close-all")
    (found,) = json.loads(dunstctl("history"))["data"]
    return list(found)


def shown() -> int:
    """Count the notifications on the screen."""
    return int(dunstctl("count", "displayed"))


def until(true: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end_s = time.monotonic() + WITHIN_S
    while not true():
        assert time.monotonic() < end_s, "waited in vain"
        time.sleep(0.05)


def is_there() -> bool:
    """Whether this system has the programs; where everything must run, they are expected."""
    programs = ("Xvfb", "dbus-daemon", "dunst", "dunstctl", "trayer")
    return "CI" in os.environ or all(shutil.which(name) for name in programs)


def _ends_within(process: "subprocess.Popen[bytes]", seconds: float) -> bool:
    with suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
    return process.poll() is not None


@contextmanager
def _running(command: list[str], **how: object) -> Iterator[subprocess.Popen[bytes]]:
    options = {"stderr": subprocess.DEVNULL, "stdin": subprocess.DEVNULL, **how}
    with subprocess.Popen(command, **options) as process:  # type: ignore[call-overload]
        try:
            yield process
        finally:
            process.terminate()
