"""What a cluster loses: work whose workers, or whose scheduler, are gone for good."""

import sys
from concurrent.futures import CancelledError

from posture.errors import EstimatorError


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
