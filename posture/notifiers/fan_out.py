"""One prompt to many notifiers: each at its own pace, and none that fails stops anything."""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from posture.ports import Notifier, Prompt

_log = logging.getLogger(__name__)


class FanOut:
    """Hand prompts to all notifiers without waiting for any; itself a notifier.

    ``complain`` is called with a sentence, from another thread, when a notifier fails, and not
    again before that one has worked.
    """

    name = "prompts"

    def __init__(self, notifiers: Sequence[Notifier], complain: Callable[[str], None]) -> None:
        self._complain = complain
        self._failing: set[str] = set()
        # A thread each: a notifier that hangs holds up no other one.
        self._threads = [(one, ThreadPoolExecutor(1, "notifier")) for one in notifiers]

    def notify(self, prompt: Prompt) -> None:
        """Show a prompt everywhere."""
        self._all(lambda one: one.notify(prompt))

    def clear(self) -> None:
        """Take the prompt away everywhere."""
        self._all(lambda one: one.clear())

    def close(self) -> None:
        """Show what still waits, then let go of everything."""
        self._all(lambda one: one.close())
        for _, thread in self._threads:
            thread.shutdown()

    def _all(self, act: Callable[[Notifier], None]) -> None:
        for one, thread in self._threads:
            thread.submit(self._guarded, one, act)

    def _guarded(self, one: Notifier, act: Callable[[Notifier], None]) -> None:
        try:
            act(one)
        except Exception as error:  # noqa: BLE001 - whatever a notifier does, the watch goes on
            _log.warning("%s failed", one.name, exc_info=True)
            if one.name not in self._failing:
                self._failing.add(one.name)
                self._complain(f"{one.name}: {error}")
        else:
            self._failing.discard(one.name)
