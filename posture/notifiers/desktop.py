"""Prompt to a notification of the desktop, whose buttons become commands to the watch.

Servers differ in what they show; the library drops what one does not know. Nothing here needs a
button to work: the same can be said with `posture snooze`, `why` and `feedback`.
"""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

from desktop_notifier import DEFAULT_SOUND, Button, DesktopNotifier, Notification, Urgency

from posture.errors import NotifyError
from posture.ports import Answer, Prompt
from posture.status import Command, Verb

WITHIN_S = 5.0  # a server that hangs answers nothing for D-Bus's own 25 s
SNOOZE = timedelta(minutes=15)  # as the button says

Tell = Callable[[Command], None]


class Desktop:
    """Show one notification at a time; ``tell`` gets what its buttons say, from another thread."""

    name = "desktop notification"

    def __init__(self, tell: Tell, *, sound: bool) -> None:
        self._tell = tell
        self._sound = DEFAULT_SOUND if sound else None
        self._notifier: DesktopNotifier | None = None
        self._explaining: asyncio.Task[None] | None = None
        # Buttons are heard only while a loop runs; the program must not wait for it at its end.
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="notifications", daemon=True)
        self._thread.start()

    def notify(self, prompt: Prompt) -> None:
        """Show a prompt in place of the one before.

        Raises
        ------
        NotifyError
            When nothing on this system shows notifications.
        """
        self._wait_for(self._show(prompt))

    def clear(self) -> None:
        """Take the notification away, if it can still be seen."""
        self._wait_for(self._clear())

    def close(self) -> None:
        """Hear no more buttons."""
        with suppress(TimeoutError):
            self._begin(self._disconnect()).result(WITHIN_S)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(WITHIN_S)
        self._loop.close()

    def _begin(self, work: Coroutine[Any, Any, None]) -> Future[None]:
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def _wait_for(self, work: Coroutine[Any, Any, None]) -> None:
        future = self._begin(work)
        try:
            future.result(WITHIN_S)
        except Exception as error:  # the libraries of three systems raise what they like
            future.cancel()
            self._begin(self._disconnect())
            raise NotifyError(
                "expected a service that shows notifications, found none that answers "
                f"({_reason(error)}); start one, or choose another way in the "
                "section [notify] of the settings."
            ) from error

    async def _disconnect(self) -> None:
        """Let go of a connection that may be dead; the next prompt makes a new one."""
        backend = getattr(self._notifier, "_backend", None)  # the library has no way to close it
        self._notifier = None
        if (bus := getattr(backend, "bus", None)) is not None:
            bus.disconnect()
            with suppress(OSError, EOFError):  # it broke before
                await bus.wait_for_disconnect()

    async def _show(self, prompt: Prompt) -> None:
        self._notifier = notifier = self._notifier or DesktopNotifier("posture", app_icon=None)
        await notifier.get_capabilities()  # says why it fails; sending only logs it
        await self._clear()
        shown: list[bool] = []
        await notifier.send_notification(self._notification(prompt, lambda: shown.append(True)))
        if not shown:
            raise NotifyError("it was not taken")

    async def _clear(self) -> None:
        if self._notifier is not None:
            with suppress(KeyError):  # the user may be closing it at this moment
                await self._notifier.clear_all()

    def _notification(self, prompt: Prompt, on_shown: Callable[[], None]) -> Notification:
        explain = self._on_pressed(Answer.WHY, prompt) if Answer.WHY in prompt.buttons else None
        return Notification(
            title=prompt.title,
            message=prompt.text,
            urgency=Urgency.Normal,  # a critical one breaks through do-not-disturb and never goes
            buttons=tuple(
                Button(title=words, on_pressed=self._on_pressed(answer, prompt))
                for answer, words in prompt.buttons.items()
            ),
            on_clicked=explain,  # some servers show no buttons
            sound=self._sound,
            on_dispatched=on_shown,
        )

    def _on_pressed(self, answer: Answer, prompt: Prompt) -> Callable[[], None]:
        def act() -> None:
            now = datetime.now(UTC)
            match answer:
                case Answer.SNOOZE:
                    self._tell(Command(verb=Verb.SNOOZE, at=now, until=now + SNOOZE))
                case Answer.FALSE_ALARM:
                    self._tell(Command(verb=Verb.FALSE_ALARM, at=now))
                case Answer.WHY:
                    self._explaining = self._loop.create_task(self._show(prompt.explained))

        return act


def _reason(error: Exception) -> str:
    return str(error) if str(error) else type(error).__name__  # a time-out says nothing itself
