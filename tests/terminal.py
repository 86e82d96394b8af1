"""A terminal of our own, with somebody at the keyboard."""

import os
import pty
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest


@contextmanager
def typing_at(monkeypatch: pytest.MonkeyPatch, key: str) -> Iterator[int]:
    """Sit at a terminal, and hold a key down."""
    master, slave = pty.openpty()
    done = Event()

    def hold() -> None:
        while not done.wait(0.1):
            os.write(master, key.encode())

    finger = Thread(target=hold)
    with os.fdopen(slave, encoding="utf-8") as terminal:
        monkeypatch.setattr("sys.stdin", terminal)
        finger.start()
        try:
            yield slave
        finally:
            done.set()
            finger.join()
            os.close(master)
