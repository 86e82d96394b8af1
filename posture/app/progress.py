"""Progress to stderr: a bar on a terminal, a plain line every few seconds elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from posture.app.terminal import visible

Report = Callable[[float, float | None], None]
"""Called with what is done and how much there is, in seconds, pictures or bytes."""

_LINE_EVERY_S = 5.0


def unseen(_done: float, _total: float | None) -> None:
    """Show nothing."""


def halves(progress: Report) -> tuple[Report, Report]:
    """Share a progress between two passes over the same recording, one after the other.

    Examples
    --------
    >>> first, second = halves(print)
    >>> first(30.0, 60.0), second(30.0, 60.0)
    30.0 120.0
    90.0 120.0
    (None, None)
    """

    def first(done: float, total: float | None) -> None:
        progress(done, None if total is None else 2 * total)

    def second(done: float, total: float | None) -> None:
        progress(done + (total or 0.0), None if total is None else 2 * total)

    return first, second


_listener: ContextVar[Report] = ContextVar("listener", default=unseen)


@contextmanager
def listening(report: Report) -> Iterator[None]:
    """Let ``report`` hear what is told within the block, in this process."""
    token = _listener.set(report)
    try:
        yield
    finally:
        _listener.reset(token)


def told(done: float, total: float | None) -> None:
    """Tell whoever listens in this process; in others nobody does."""
    _listener.get()(done, total)


@contextmanager
def shown(
    console: Console, label: str, *, clock: Callable[[], float] = time.monotonic
) -> Iterator[Report]:
    """Give a function to call with what is done and how much there is."""
    if not console.is_terminal:
        yield _Lines(console, visible(label), clock)
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        yield _Bar(progress, progress.add_task(visible(label), total=None))


class _Bar:
    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress, self._task = progress, task

    def __call__(self, done: float, total: float | None) -> None:
        self._progress.update(self._task, completed=done, total=total)


class _Lines:
    def __init__(self, console: Console, label: str, clock: Callable[[], float]) -> None:
        self._console, self._label, self._clock = console, label, clock
        self._began_s = self._said_s = clock()
        self._first: tuple[float, float] | None = None  # when, and what was done by then

    def __call__(self, done: float, total: float | None) -> None:
        now_s = self._clock()
        if done > 0:
            self._first = self._first or (now_s, done)
        if now_s - self._said_s < _LINE_EVERY_S or self._first is None:
            return
        self._said_s = now_s
        self._console.print(f"{self._label}: {self._so_far(done, total, now_s)}")

    def _so_far(self, done: float, total: float | None, now_s: float) -> str:
        if total is None or total <= 0 or self._first is None:
            return f"working since {now_s - self._began_s:.0f} s"
        began_s, at_first = self._first  # loading the networks says nothing about the speed
        share = f"{min(100 * done / total, 100):.0f} %"
        if done <= at_first or now_s - began_s < _LINE_EVERY_S:
            return share
        left_s = (now_s - began_s) * max(total - done, 0) / (done - at_first)
        return f"{share}, about {left_s:.0f} s left"
