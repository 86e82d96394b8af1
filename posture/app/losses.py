"""Work that ended as nobody wished: workers gone for good, or an error that nobody foresaw."""

import logging
import sys
from concurrent.futures import CancelledError

from posture.errors import EstimatorError, PostureError

_log = logging.getLogger(__name__)


def losses() -> tuple[type[Exception], ...]:
    """Return what a future raises when a cluster, and not the task, is to blame."""
    dask = sys.modules.get("distributed.scheduler")  # who has not loaded it has no cluster
    return (CancelledError,) if dask is None else (CancelledError, dask.KilledWorker)


def lost(source: str, error: Exception) -> EstimatorError:
    """Say what became of a recording that a cluster lost."""
    found = "them gone, perhaps with their scheduler; look at its log"
    if not isinstance(error, CancelledError):
        found = "several killed by it, perhaps for lack of memory; give each of them more"
    return EstimatorError(f"{source}: expected workers to finish it, found {found}.")


def unforeseen(source: str, error: Exception) -> PostureError:
    """Say what became of a recording on which the program itself failed.

    How it came to that is told where somebody listens: with ``--verbose``, or as the cause.
    """
    _log.info("%s", source, exc_info=error)
    said = " ".join(str(error).split())
    failure = PostureError(
        f"{source}: expected results or a reason why there are none, found an error of the program "
        f"({type(error).__name__}{f': {said}' if said else ''}); "
        "report it with what --verbose prints."
    )
    failure.__cause__ = error
    return failure
