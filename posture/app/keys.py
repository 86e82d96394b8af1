"""Keyboard to single keys, without waiting for Enter, on POSIX terminals and on Windows."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

ReadKey = Callable[[float], str]
"""Wait so many seconds at most; return the key, or an empty text."""

if sys.platform == "win32":
    import msvcrt

    @contextmanager
    def keys() -> Iterator[ReadKey]:
        """Give a function that reads a key."""
        yield _poll

    def _poll(timeout_s: float) -> str:
        end_s = time.monotonic() + timeout_s
        while not msvcrt.kbhit():
            if time.monotonic() >= end_s:
                return ""
            time.sleep(0.02)
        return msvcrt.getwch().lower()

else:
    import os
    import select
    import termios
    import tty

    @contextmanager
    def keys() -> Iterator[ReadKey]:
        """Give a function that reads a key; the terminal is as before afterwards.

        Without a terminal no key is ever pressed.
        """
        if sys.stdin is None or not sys.stdin.isatty():
            yield _none
            return
        descriptor = sys.stdin.fileno()
        before = termios.tcgetattr(descriptor)
        try:
            tty.setcbreak(descriptor)
            yield _read
        finally:
            termios.tcsetattr(descriptor, termios.TCSADRAIN, before)

    def _none(timeout_s: float) -> str:
        time.sleep(timeout_s)
        return ""

    def _read(timeout_s: float) -> str:
        ready, _, _ = select.select([sys.stdin], [], [], timeout_s)
        if not ready:
            return ""
        got = os.read(sys.stdin.fileno(), 1)
        return (
            got.decode(errors="replace").lower() or "q"
        )  # the end of the input is a wish to leave
