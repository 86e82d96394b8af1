"""Terminal to single keys, without waiting and without Enter; always given back as it was."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Pressed = Callable[[], str]
"""Returns the key that was pressed since, in lower case, or nothing."""


@contextmanager
def keys() -> Iterator[Pressed]:
    """Give a function that says which key was pressed; without a terminal none ever is."""
    if sys.stdin is None or not sys.stdin.isatty():
        yield lambda: ""
    elif sys.platform == "win32":
        yield _windows()
    else:
        with _unbuffered(sys.stdin.fileno()) as pressed:
            yield pressed


if sys.platform == "win32":  # pragma: no cover

    def _windows() -> Pressed:
        import msvcrt

        return lambda: msvcrt.getwch().lower() if msvcrt.kbhit() else ""

else:

    @contextmanager
    def _unbuffered(descriptor: int) -> Iterator[Pressed]:
        import os
        import select
        import termios
        import tty

        before = termios.tcgetattr(descriptor)
        tty.setcbreak(descriptor)  # Ctrl-C still interrupts

        def pressed() -> str:
            ready, _, _ = select.select([descriptor], [], [], 0)
            return os.read(descriptor, 1).decode("latin-1").lower() if ready else ""

        try:
            yield pressed
        finally:
            termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
