"""Tasks: what is asked of an executor, and the work on a recording that asks for it.

Work on a recording is a generator. It yields a `Task` and is sent the future of it, as soon as
there is room; it yields that future and goes on when it is done. So everything waits in one place.
"""

from collections.abc import Callable, Generator
from concurrent.futures import Future
from typing import Any, NamedTuple, TypeVar

from posture.app.progress import Report, unseen

R = TypeVar("R")


class Task(NamedTuple):
    """A function of a module and its arguments, which can all be pickled.

    ``report`` stays here: who works in this process tells it how far it is.
    """

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    report: Report = unseen


Work = Generator["Task | Future[Any]", Any, R]
"""What is to be done for one recording; returns its result."""


def outcome(future: "Future[R]") -> "Generator[Task | Future[Any], Any, R]":
    """Wait for a task and return its result."""
    if not future.done():
        yield future
    return future.result()
