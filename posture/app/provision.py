"""What a worker of a cluster gets before its first task: networks, and a look at its version."""

from collections.abc import Mapping

from distributed import Worker, WorkerPlugin

from posture.app.settings import posture_version
from posture.errors import EstimatorError
from posture.estimators import weights


class Provision(WorkerPlugin):  # type: ignore[misc]  # distributed has no types here
    """Networks that are sent along, so that a worker needs no way to the package index.

    Processes that share a disk wait for each other; what is there and whole is left alone.
    """

    name = "posture"

    def __init__(self, version: str, networks: Mapping[str, bytes]) -> None:
        self._version, self._networks = version, networks

    def setup(self, worker: Worker) -> None:
        """Refuse another version, and keep the networks where this machine keeps them."""
        found = posture_version()
        if found != self._version:
            raise EstimatorError(f"posture {found} on {worker.address}")
        if self._networks:
            weights.install(self._networks)
