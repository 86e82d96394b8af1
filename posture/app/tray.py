"""A watch to an icon in the system tray: its state, and a menu that speaks to it.

An extra of its own (``tray``), as desktops differ in whether they show such icons at all. Without
AppIndicator, X11 gets the icon but no menu; on macOS icons belong to the main thread: none there.
"""

import logging
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from subprocess import DEVNULL
from threading import Event, Thread
from typing import Any

from posture.app.watch_screen import standing
from posture.app.watch_view import WatchView
from posture.estimators.environment import ORIGINAL
from posture.outputs.gauges import Zone
from posture.outputs.signs import icon
from posture.status import Command, Verb

TRY_AGAIN_S, TRIES = 5.0, 12  # the tray of a session that just began may take a minute
PAUSE, SNOOZE = timedelta(minutes=30), timedelta(minutes=15)  # as the menu says
_CLOSED_WITHIN_S, _OPENED_WITHIN_S = 2.0, 60.0

_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY")

_log = logging.getLogger(__name__)

Tell = Callable[[Command], None]


class Tray:
    """An icon that shows how the watch stands; nobody waits for it, and it fails nobody.

    ``tell`` gets what is chosen in the menu, ``explain`` is called to show why the last prompt
    came, both from another thread; ``report`` is where the page of the last days is
    written before it is opened.
    """

    def __init__(self, tell: Tell, explain: Callable[[], None], report: Path) -> None:
        self._tell, self._explain, self._report = tell, explain, report
        self._standing: tuple[Zone | None, str] = (Zone.UNSEEN, "posture")
        self._changed, self._closed = Event(), Event()
        self._thread = Thread(target=self._try, name="tray", daemon=True)
        self._thread.start()

    def show(self, view: WatchView) -> None:
        """Show how the watch stands now."""
        now = standing(view)
        if now != self._standing:
            self._standing = now
            self._changed.set()

    def close(self) -> None:
        """Take the icon away."""
        self._closed.set()
        self._changed.set()
        self._thread.join(_CLOSED_WITHIN_S)

    def _try(self) -> None:
        if find_spec("pystray") is None:
            _log.warning('no tray icon: install the extra "tray" (posture-checker[tray])')
            return
        if sys.platform == "linux" and not any(map(os.environ.get, _SCREENS)):
            _log.warning("no tray icon: there is no screen")
            return
        for _ in range(TRIES):
            if _harmless(self._run) or self._closed.wait(TRY_AGAIN_S):
                return
        _log.warning("no tray icon: this desktop shows none")

    def _run(self) -> None:
        """Show the icon until the watch ends; raise where it cannot be shown."""
        import pystray  # looks for a screen at once

        one = pystray.Icon("posture", icon(self._standing[0]), self._standing[1], self._menu())
        Thread(target=_harmless, args=(one.run,), name="tray events", daemon=True).start()
        try:
            self._follow(one)
        finally:
            one.visible = False  # ending alone leaves the icon behind
            one.stop()

    def _follow(self, one: Any) -> None:
        while not self._closed.is_set():
            if not self._changed.wait(TRY_AGAIN_S) and not _is_docked(one):
                raise LookupError("nothing shows icons")
            self._changed.clear()
            # Also without news: what a tray painted over while it docked is drawn anew.
            one.icon, one.title = icon(self._standing[0]), self._standing[1]

    def _menu(self) -> Any:
        from pystray import Menu, MenuItem

        return Menu(
            MenuItem("Why the last prompt", self._explain, default=True),
            MenuItem("Pause 30 min", lambda: self._say(Verb.PAUSE, PAUSE)),
            MenuItem("Resume", lambda: self._say(Verb.RESUME)),
            MenuItem("Snooze 15 min", lambda: self._say(Verb.SNOOZE, SNOOZE)),
            MenuItem("Open the report", self._open),
            MenuItem("Quit", lambda: self._say(Verb.STOP)),
        )

    def _say(self, verb: Verb, length: timedelta | None = None) -> None:
        now = datetime.now(UTC)
        until = None if length is None else now + length
        self._tell(Command(verb=verb, at=now, until=until))

    def _open(self) -> None:
        """Make the report of the last days and open it, in the environment that the user set."""
        page = ("--out", str(self._report), "--open")
        command = [sys.executable, "-m", "posture", "report", *page]
        subprocess.run(
            command,
            env=ORIGINAL,
            stdout=DEVNULL,
            stderr=DEVNULL,
            timeout=_OPENED_WITHIN_S,
            check=False,
        )


def _harmless(act: Callable[[], None]) -> bool:
    """Do something with the desktop; return whether it went well."""
    try:
        act()
    except Exception:  # noqa: BLE001 - whatever a desktop does, the watch goes on
        _log.info("tray", exc_info=True)
        return False
    return True


def _is_docked(one: Any) -> bool:
    """Tell whether a tray took the icon; only that of X11 can be asked."""
    return getattr(one, "_systray_manager", one) is not None
