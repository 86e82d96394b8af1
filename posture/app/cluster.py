"""A Dask scheduler to an executor whose workers have everything that they need."""

import time
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from posture.app.settings import posture_version
from posture.app.tasks import Task
from posture.config import Config
from posture.errors import ConfigError, EstimatorError
from posture.estimators import weights

if TYPE_CHECKING:
    from distributed import Client

_WITHIN_S = 15.0
_ASK_EVERY_S = 5.0
_INSTALL = "pip install 'posture-checker[cluster]'"


class Workers:
    """Workers of a cluster, which may share no disk with this process, and come and go."""

    keeps_networks = True

    def __init__(self, executor: Executor, client: "Client") -> None:
        self._executor, self._client = executor, client
        self._jobs, self._asked_s = 1, -_ASK_EVERY_S

    @property
    def jobs(self) -> int:
        """How many tasks run at the same time, as of a moment ago."""
        if time.monotonic() - self._asked_s >= _ASK_EVERY_S:
            self._asked_s = time.monotonic()
            self._ask()
        return self._jobs

    def _ask(self) -> None:
        if self._client.status == "running":
            with suppress(OSError, RuntimeError):  # the scheduler went away just now
                self._jobs = max(1, sum(self._client.nthreads().values()))

    def submit(self, task: Task) -> "Future[Any]":
        """Hand it over; without a scheduler it is lost."""
        if self._client.status in ("running", "connecting"):
            return self._executor.submit(task.function, *task.arguments)
        lost: Future[Any] = Future()
        lost.cancel()
        return lost

    def renew(self) -> bool:
        """Leave that to the scheduler."""
        return False


@contextmanager
def connected(scheduler: str, config: Config) -> Iterator[Workers]:
    """Give those who do tasks for a scheduler, with networks sent to them.

    Raises
    ------
    ConfigError
        When Dask is not installed.
    EstimatorError
        When nobody answers there, or when a worker has another version of posture or none.
    """
    with _client(scheduler) as client:
        provide(client, config)
        # What is asked twice is done twice: the files may have changed.
        yield Workers(client.get_executor(pure=False), client)


def workers_of(executor: Executor | None, config: Config) -> Workers | None:
    """Return the workers of an executor that Dask made, with networks sent to them.

    ``None`` for other executors, whose processes see the networks anyway.
    """
    client: Any = getattr(executor, "_client", None)
    if executor is None or not type(client).__module__.startswith("distributed."):
        return None
    provide(client, config)
    return Workers(executor, client)


def provide(client: "Client", config: Config) -> None:
    """Send the networks to all workers, also to those that come later."""
    from posture.app.provision import Provision

    networks = {}
    if config.estimator.name == "mediapipe":
        weights.ensure()
        networks = weights.packed()
    try:
        client.register_plugin(Provision(posture_version(), networks))
    except Exception as error:  # whatever a worker raised
        raise EstimatorError(
            f"{_address(client)}: expected workers with posture {posture_version()}, found: "
            f"{error}; install the same version there as here."
        ) from error


def _client(scheduler: str) -> "Client":
    try:
        from distributed import Client
    except ImportError as error:
        raise ConfigError(
            f"--scheduler: expected the library distributed, found none; type `{_INSTALL}`."
        ) from error
    try:
        return Client(scheduler, timeout=_WITHIN_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise EstimatorError(
            f"{scheduler}: expected a Dask scheduler, found {error}; "
            "start one with `dask scheduler` and name its address."
        ) from error


def _address(client: "Client") -> str:
    return str(client.scheduler_info(n_workers=0)["address"])
