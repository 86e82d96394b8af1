"""What the desktop says about being disturbed, asked of real services on a bus of our own."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from dbus_fast.aio import MessageBus
from dbus_fast.service import ServiceInterface, method

from posture.notifiers import hush
from posture.notifiers.hush import Hush, reason
from tests import desktop

pytestmark = pytest.mark.skipif(not desktop.is_there(), reason="needs Xvfb, dbus-daemon and dunst")


class Session(ServiceInterface):
    """Says that somebody keeps the session from being idle, as while a film is shown."""

    def __init__(self, *, slow_s: float) -> None:
        super().__init__("org.gnome.SessionManager")
        self._slow_s = slow_s

    @method()
    async def IsInhibited(self, flags: "u") -> "b":  # type: ignore[name-defined]  # noqa: F821
        await asyncio.sleep(self._slow_s)
        return flags == 8


@contextmanager
def session_manager(*, slow_s: float = 0.0) -> Iterator[None]:
    """Let a service answer from a thread of its own."""
    ready, loop = threading.Event(), asyncio.new_event_loop()
    over = asyncio.Event()

    async def serve() -> None:
        bus: Any = await MessageBus().connect()
        bus.export("/org/gnome/SessionManager", Session(slow_s=slow_s))
        await bus.request_name("org.gnome.SessionManager")
        ready.set()
        await over.wait()
        await asyncio.sleep(slow_s)
        bus.disconnect()
        await bus.wait_for_disconnect()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    assert ready.wait(10.0)
    yield
    loop.call_soon_threadsafe(over.set)
    thread.join()
    loop.close()


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with desktop.screen(tmp_path, monkeypatch), desktop.session_bus(tmp_path, monkeypatch):
        yield tmp_path


def test_do_not_disturb_holds_prompts_back_as_long_as_it_is_on(
    bus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hush, "EVERY_S", 0.05)
    with desktop.dunst(bus):
        kept = Hush()
        for paused, expected in (("true", "do not disturb is on"), ("false", None)):
            desktop.dunstctl("set-paused", paused)
            desktop.until(lambda expected=expected: kept.reason == expected)  # type: ignore[misc]
        kept.close()
        kept._thread.join(10.0)


@pytest.mark.usefixtures("bus")
def test_who_keeps_the_screen_awake_is_not_disturbed() -> None:
    with session_manager():
        assert reason() == "a program keeps the screen awake"
    assert reason() is None


@pytest.mark.usefixtures("bus")
def test_a_service_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hush, "WITHIN_S", 0.2)
    with session_manager(slow_s=1.0):
        assert reason() is None


def test_without_a_bus_nobody_can_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY"):
        monkeypatch.delenv(name, raising=False)

    assert reason() is None
