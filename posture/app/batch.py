"""Many recordings to many sessions, on one core, many, or many machines."""

from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from posture.app.analyze import Options, analyze
from posture.errors import PostureError
from posture.types import Session


def analyze_many(
    sources: Iterable[str | Path],
    *,
    options: Options | None = None,
    out: str | Path | None = None,
    executor: Executor | None = None,
) -> Iterator[Session | PostureError]:
    """Yield one session per recording, in order; a failed one yields its error instead.

    Any `concurrent.futures.Executor` will do; by default one process per core is started anew
    (forked ones would inherit threads of OpenCV and MediaPipe that no longer run).
    """
    work = partial(_attempt, options=options or Options(), out=out)
    if executor is not None:
        yield from executor.map(work, sources)
        return
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as local:
        yield from local.map(work, sources)


def _attempt(
    source: str | Path, *, options: Options, out: str | Path | None
) -> Session | PostureError:
    try:
        return analyze(source, out=out, options=options)
    except PostureError as error:
        return error
