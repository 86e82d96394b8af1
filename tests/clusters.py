"""A Dask scheduler and workers on loopback, each a process of its own, as on many machines."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from distributed import Client

T = TypeVar("T")

PATIENCE_S = 60.0


class Cluster:
    """Processes that know each other by the address of the scheduler."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder, self._environment = folder, environment
        self._scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", "0")
        self.workers: list[subprocess.Popen[bytes]] = []
        self.address = self._announced()

    def grow(self, count: int = 1) -> None:
        """Start workers, each with models and temporary files of its own."""
        for _ in range(count):
            own = str(self._folder / f"worker-{len(self.workers)}")
            homes = {"POSTURE_MODELS": f"{own}/models", "TMPDIR": f"{own}/tmp"}
            Path(homes["TMPDIR"]).mkdir(parents=True)
            options = ["--nthreads", "1", "--no-nanny", "--local-directory", own]
            self.workers.append(self._start("worker", self.address, *options, **homes))

    def kill_one_at_work(self) -> None:
        """Kill, without a word to anybody, a worker that has something to do."""
        with Client(self.address, set_as_default=False) as client:
            pids = client.run(os.getpid)
            busy = patiently(lambda: [one for one, does in client.processing().items() if does])
            os.kill(pids[busy[0]], signal.SIGKILL)

    def kill_the_scheduler(self) -> None:
        """Kill the one that knows what is to be done."""
        self._scheduler.kill()

    def left_over(self) -> set[str]:
        """Name the temporary files of those who live."""
        living = [n for n, worker in enumerate(self.workers) if worker.poll() is None]
        places = [self._folder / f"worker-{number}" / "tmp" for number in living]
        files = [path for place in places for path in place.glob(".posture-*/*")]
        return {path.name for path in files if path.name[0] != "."}

    def stop(self) -> None:
        for process in (*self.workers, self._scheduler):
            process.kill()
            process.wait()

    def _start(self, what: str, *options: str, **environment: str) -> "subprocess.Popen[bytes]":
        log = (self._folder / f"{what}.log").open("ab")
        with log:
            return subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.dask_{what}", "--no-dashboard", *options],
                env={**os.environ, **self._environment, **environment},
                stdout=log,
                stderr=log,
            )

    def _announced(self) -> str:
        log, sign = self._folder / "scheduler.log", "Scheduler at:"
        lines = patiently(lambda: [one for one in log.read_text().splitlines() if sign in one])
        return lines[0].partition(sign)[2].strip()


def patiently(look: Callable[[], list[T]]) -> list[T]:
    """Look again and again until there is something to see."""
    end_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < end_s:
        if found := look():
            return found
        time.sleep(0.05)
    raise TimeoutError


@contextmanager
def cluster(
    folder: Path, workers: int, environment: Mapping[str, str] | None = None
) -> Iterator[Cluster]:
    """Give a scheduler with so many workers; ``environment`` is what they have beside ours."""
    folder.mkdir(parents=True)
    made = Cluster(folder, environment or {})
    try:
        made.grow(workers)
        yield made
    finally:
        made.stop()
