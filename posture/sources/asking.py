"""A question to the system, asked again and again in a thread of its own: nobody waits for it."""

from collections.abc import Callable, Iterator
from threading import Event, Thread
from typing import Generic, Self, TypeVar

from posture.life import Sign
from posture.sources.clock import now_s

Answer = TypeVar("Answer")

_STALE = 3.0  # intervals; an answer that is older is none


class Asking(Generic[Answer]):
    """Ask while the context is entered; ``unknown`` stands for an answer that did not come.

    A question that hangs or fails leaves the answer unknown, and never stops the program.
    """

    def __init__(self, ask: Callable[[], Answer], *, unknown: Answer, every_s: float) -> None:
        self._ask, self._unknown, self._every_s = ask, unknown, every_s
        self._told: tuple[float, Answer] | None = None
        self._stop = Event()
        self._thread = Thread(target=self._run, name="asking the system", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._stop.set()

    @property
    def latest(self) -> Answer:
        """The last answer, unless it is stale."""
        if self._told is None or now_s() - self._told[0] > _STALE * self._every_s:
            return self._unknown
        return self._told[1]

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._told = now_s(), self._ask()
            except Exception:  # noqa: BLE001 - libraries of three systems raise what they like
                self._told = None
            self._stop.wait(self._every_s)


class Signs:
    """Turn an answer into signs for `posture.life`, each once; *cannot tell* counts as no.

    Otherwise a camera would stay released because somebody once said yes and is silent now.
    """

    def __init__(self, latest: Callable[[], bool | None], *, yes: Sign, no: Sign) -> None:
        self._latest, self._yes, self._no = latest, yes, no
        self._was = False

    def __call__(self) -> Iterator[Sign]:
        """Give what changed since the last call."""
        now = self._latest() is True
        if now is not self._was:
            yield self._yes if now else self._no
        self._was = now
