"""Progress to stderr: a bar on a terminal, a plain line every few seconds elsewhere."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from posture.app.locate import Progress as Report

_LINE_EVERY_S = 5.0


@contextmanager
def shown(console: Console, label: str) -> Iterator[Report]:
    """Give a function to call with what is done and how much there is."""
    if not console.is_terminal:
        yield _Lines(console, label)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        yield _Bar(progress, progress.add_task(label, total=None))


class _Bar:
    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress, self._task = progress, task

    def __call__(self, done: float, total: float | None) -> None:
        self._progress.update(self._task, completed=done, total=total)


class _Lines:
    def __init__(self, console: Console, label: str) -> None:
        self._console, self._label = console, label
        self._began_s = self._said_s = time.monotonic()

    def __call__(self, done: float, total: float | None) -> None:
        now_s = time.monotonic()
        if now_s - self._said_s < _LINE_EVERY_S or total is None or done <= 0:
            return
        self._said_s = now_s
        left_s = (now_s - self._began_s) * (total - done) / done
        self._console.print(
            f"{self._label}: {100 * done / total:.0f} %, about {max(left_s, 0):.0f} s left",
            highlight=False,
        )
