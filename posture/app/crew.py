"""Processes that do the work: one executor, spawned, silent, and gone with the program.

Whatever is submitted can be pickled and names its files by path: any `concurrent.futures.Executor`
does. Here is the only place that makes one.
"""

import os
import signal
import sys
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from threading import Thread
from typing import Any, Protocol, Self

from posture.app.look import forget_networks
from posture.app.progress import listening
from posture.app.tasks import Task
from posture.app.terminal import hush
from posture.errors import PostureError

_MOST = 61 if sys.platform == "win32" else 1000  # that Python can wait for at once


def processors() -> int:
    """Return how many processes can run at once, of those that this program may use."""
    allowed = getattr(os, "sched_getaffinity", None)  # which Linux has
    return os.cpu_count() or 1 if allowed is None else len(allowed(0))


class Crew(Protocol):
    """Who does tasks, how many at once, and how to get others when they are killed."""

    @property
    def jobs(self) -> int:
        """How many tasks run at the same time."""
        ...

    @property
    def keeps_networks(self) -> bool:
        """Whether networks may stay open from one recording to the next."""
        ...

    def submit(self, task: Task) -> "Future[Any]":
        """Have a task done."""
        ...

    def renew(self) -> bool:
        """Replace an executor whose processes were killed; false where that is not possible."""
        ...


class Alone:
    """The calling process: it does at once what is submitted, and tells how far it is."""

    jobs = 1
    keeps_networks = True

    def submit(self, task: Task) -> "Future[Any]":
        """Do it, and return its result or the reason why there is none."""
        future: Future[Any] = Future()
        try:
            with listening(task.report):
                future.set_result(task.function(*task.arguments))
        except PostureError as error:
            future.set_exception(error)
        return future

    def renew(self) -> bool:
        """Nobody replaces the only one."""
        return False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        forget_networks()


class Given:
    """An executor that somebody else made and will end."""

    def __init__(self, executor: Executor, jobs: int) -> None:
        self.jobs = jobs
        self.keeps_networks = not isinstance(executor, ThreadPoolExecutor)  # they outlive it
        self._executor = executor

    def submit(self, task: Task) -> "Future[Any]":
        """Hand it over."""
        return self._executor.submit(task.function, *task.arguments)

    def renew(self) -> bool:
        """Leave it as it is: only its owner knows how it is made."""
        return False


class Processes:
    """Processes of this machine, which end when the context is left."""

    keeps_networks = True

    def __init__(self, jobs: int) -> None:
        self.jobs = min(jobs, _MOST)
        self._pool: ProcessPoolExecutor | None = None
        self._held: Connection | None = None

    def submit(self, task: Task) -> "Future[Any]":
        """Hand it over; the processes start with the first one."""
        if self._pool is None:
            self._pool, self._held = _spawned(self.jobs)
        return self._pool.submit(task.function, *task.arguments)

    def renew(self) -> bool:
        """Put new processes in the place of killed ones."""
        self._end(at_once=True)
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *exc: object) -> None:
        self._end(at_once=kind is not None)

    def _end(self, *, at_once: bool) -> None:
        if self._pool is None or self._held is None:
            return
        if at_once:
            self._held.close()  # nobody waits for what is being done
        self._pool.shutdown(cancel_futures=True)
        self._held.close()
        self._pool = self._held = None


def _spawned(jobs: int) -> tuple[ProcessPoolExecutor, Connection]:
    """Return new processes, and the line whose end they take for their own."""
    # Forked processes would inherit threads of OpenCV and MediaPipe that no longer run.
    context = get_context("spawn")
    line, held = context.Pipe(duplex=False)
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin, initargs=(line,)), held


# -- in the other process -------------------------------------------------------------------------


def _begin(line: Connection) -> None:
    """Be silent, leave Ctrl+C to the program, and end with it, however it ends."""
    hush()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with, args=(line,), name="end with the program", daemon=True).start()


def _end_with(line: Connection) -> None:
    """Wait for the end of a line on which nothing is ever said."""
    with suppress(EOFError, OSError):
        line.recv()
    os._exit(1)
