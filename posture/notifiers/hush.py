"""Do-not-disturb and idle inhibitors of the desktop, as a reason to hold prompts back.

Asked on the session bus, which Linux desktops share; elsewhere, or where nobody answers, nothing is
known and nothing is held back: most desktops keep their own do-not-disturb with notifications.
"""

import asyncio
import logging
from dataclasses import dataclass
from threading import Event, Thread
from typing import Any

EVERY_S, WITHIN_S = 10.0, 2.0

_DISTURB, _AWAKE = "do not disturb is on", "a program keeps the screen awake"
_NOTIFICATIONS = ("org.freedesktop.Notifications", "/org/freedesktop/Notifications")
_PROPERTIES = "org.freedesktop.DBus.Properties"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Question:
    service: str
    path: str
    interface: str
    member: str
    signature: str
    body: tuple[str | int, ...]
    yes: bool  # the answer that holds prompts back
    reason: str


_QUESTIONS = (
    _Question(*_NOTIFICATIONS, _PROPERTIES, "Get", "ss",
              ("org.freedesktop.Notifications", "Inhibited"), True, _DISTURB),  # Plasma
    _Question(*_NOTIFICATIONS, _PROPERTIES, "Get", "ss",
              ("org.dunstproject.cmd0", "paused"), True, _DISTURB),
    _Question("org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop",
              "org.freedesktop.portal.Settings", "Read", "ss",
              ("org.gnome.desktop.notifications", "show-banners"), False, _DISTURB),
    _Question("org.gnome.SessionManager", "/org/gnome/SessionManager",
              "org.gnome.SessionManager", "IsInhibited", "u", (8,), True, _AWAKE),  # 8: idle
    _Question("org.freedesktop.PowerManagement", "/org/freedesktop/PowerManagement/Inhibit",
              "org.freedesktop.PowerManagement.Inhibit", "HasInhibit", "", (), True, _AWAKE),
)  # fmt: skip


class Hush:
    """Know whether the desktop wants quiet, without anybody waiting for its answer."""

    def __init__(self) -> None:
        self._reason: str | None = None
        self._closed = Event()
        self._thread = Thread(target=self._ask, name="do not disturb", daemon=True)
        self._thread.start()

    @property
    def reason(self) -> str | None:
        """Why prompts are held back; ``None`` where they are not, or where nobody can tell."""
        return self._reason

    def close(self) -> None:
        """Ask no more."""
        self._closed.set()

    def _ask(self) -> None:
        while not self._closed.is_set():
            self._reason = reason()
            self._closed.wait(EVERY_S)


def reason() -> str | None:
    """Ask the desktop whether prompts are welcome; never longer than two seconds."""
    try:
        return asyncio.run(asyncio.wait_for(_reason(), WITHIN_S))
    except Exception:  # noqa: BLE001 - no bus, another system, a service that hangs: cannot tell
        _log.info("cannot tell whether prompts are welcome", exc_info=True)
        return None


async def _reason() -> str | None:
    from dbus_fast.aio import MessageBus  # not on every system

    bus: Any = await MessageBus().connect()
    try:
        for question in _QUESTIONS:
            if await _answer(bus, question) is question.yes:
                return question.reason
        return None
    finally:
        bus.disconnect()
        await bus.wait_for_disconnect()


async def _answer(bus: Any, question: _Question) -> object:
    """Return what a service answers; ``None`` where it is not there or does not know."""
    from dbus_fast import Message, MessageFlag, MessageType, Variant

    reply = await bus.call(
        Message(
            destination=question.service,
            path=question.path,
            interface=question.interface,
            member=question.member,
            signature=question.signature,
            body=list(question.body),
            flags=MessageFlag.NO_AUTOSTART,  # who is not there is not woken up to be asked
        )
    )
    if reply.message_type is not MessageType.METHOD_RETURN or not reply.body:
        return None
    answer = reply.body[0]
    while isinstance(answer, Variant):
        answer = answer.value
    return answer
