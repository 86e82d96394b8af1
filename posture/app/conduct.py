"""Many recordings to one executor: whose turn it is, and what becomes of killed processes.

Long recordings, divided into parts, and short ones share the same processes, and no more is under
way than those need: memory stays flat however many recordings there are.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from posture.app.crew import Crew
from posture.app.losses import losses, lost, unforeseen
from posture.app.tasks import Task, Work
from posture.errors import EstimatorError, PostureError

K = TypeVar("K", bound="Named")
R = TypeVar("R")

_AHEAD = 2  # tasks that wait for each process, so that none is ever idle
_TICK_S = 1.0


class Named(Protocol):
    """What work is done on, as the user recognises it."""

    @property
    def source(self) -> str:
        """Its name."""
        ...


@dataclass(slots=True, kw_only=True)
class _Running(Generic[K, R]):
    key: K
    begin: Callable[[], Work[R]]
    again: bool = False  # its process was killed once
    work: Work[R] | None = None
    wish: "Task | Future[Any] | None" = None


class Conductor(Generic[K, R]):
    """Leads the work on many recordings to its end; use `results` once.

    ``tick`` is called about once a second, and whenever something has ended.
    """

    def __init__(self, crew: Crew, tick: Callable[[], None] = lambda: None) -> None:
        self._crew, self._tick = crew, tick
        self._running: deque[_Running[K, R]] = deque()
        self._suspects: deque[_Running[K, R]] = deque()
        self._submitted: set[Future[Any]] = set()

    def results(
        self, works: Iterable[tuple[K, Callable[[], Work[R]]]]
    ) -> "Iterator[tuple[K, R | PostureError]]":
        """Yield key and result of each, as they end; what fails yields its error.

        When a process was killed, what was under way is begun anew, one after the other, so that
        only the recording that kills it again is lost.
        """
        remaining = iter(works)
        try:
            while (opened := self._open(remaining)) or self._running or self._suspects:
                ended = self._round()
                yield from ended
                if not opened and not ended:
                    wait(self._submitted, _TICK_S, FIRST_COMPLETED)
                self._tick()
        finally:
            self._abandon()

    def _open(self, remaining: Iterator[tuple[K, Callable[[], Work[R]]]]) -> bool:
        """Begin the next one if there is room; suspects come one at a time."""
        if self._suspects:
            if not self._running:
                self._running.append(self._suspects.popleft())
                return True
            return False
        following = next(remaining, None) if self._has_room() else None
        if following is not None:
            self._running.append(_Running(key=following[0], begin=following[1]))
        return following is not None

    def _has_room(self) -> bool:
        self._submitted = {future for future in self._submitted if not future.done()}
        return len(self._submitted) < self._crew.jobs * (1 + _AHEAD)

    def _round(self) -> "list[tuple[K, R | PostureError]]":
        """Let everybody go on who can, the first one first."""
        ended: list[tuple[K, R | PostureError]] = []
        for one in tuple(self._running):
            result: tuple[R | PostureError] | None
            try:
                result = self._step(one)
            except PostureError as error:
                result = (error,)
            except losses() as error:
                result = (lost(one.key.source, error),)
            except BrokenExecutor:
                return ended + self._broken(one)
            except Exception as error:  # noqa: BLE001 - a mistake costs one recording, not the rest
                _close(one)
                result = (unforeseen(one.key.source, error),)
            if result is not None:
                self._running.remove(one)
                ended.append((one.key, *result))
        return ended

    def _step(self, one: _Running[K, R]) -> tuple[R] | None:
        """Go on with the work on one recording as far as possible; return its result at the end."""
        one.work = one.work or one.begin()
        answer: Future[Any] | None = None
        try:
            while True:
                match one.wish:
                    case Future() if not one.wish.done():
                        return None
                    case Task():
                        if not self._has_room():
                            return None
                        answer = self._crew.submit(one.wish)
                        self._submitted.add(answer)
                one.wish, answer = one.work.send(answer), None
        except StopIteration as end:
            return (end.value,)

    def _broken(self, found: _Running[K, R]) -> "list[tuple[K, R | PostureError]]":
        """Suspect whatever was under way; give up what was suspected before or cannot go on."""
        renewed = self._crew.renew()
        lost: list[tuple[K, R | PostureError]] = []
        for one in tuple(self._running) if renewed else (found,):
            self._running.remove(one)
            _close(one)
            if renewed and not one.again:
                self._suspects.append(_Running(key=one.key, begin=one.begin, again=True))
            else:
                lost.append((one.key, _killed(one.key)))
        return lost

    def _abandon(self) -> None:
        for one in self._running:
            _close(one)
        for future in self._submitted:
            future.cancel()


def _close(one: _Running[K, R]) -> None:
    if one.work is not None:
        one.work.close()


def _killed(what: Named) -> EstimatorError:
    return EstimatorError(
        f"{what.source}: expected the process that works on it to finish, found it killed, perhaps "
        "for lack of memory; try again with fewer processes (`--jobs 1`)."
    )
