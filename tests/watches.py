"""Watches as users run them: processes of their own, asked from other ones."""

import json
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from posture.app.settings import history_path
from posture.outputs.database import Database
from tests.program import spawn, start

FILM = Path(__file__).parents[1] / "samples" / "desk-front.mp4"
START_S, TOLD_S = 90.0, 20.0  # generous: machines differ, and a command starts a process of its own


def rows(question: str) -> list[tuple[object, ...]]:
    """Ask the history."""

    class Reader(Database):
        def ask(self) -> list[tuple[object, ...]]:
            return self._read(question)

    with Reader(history_path()) as reader:
        return reader.ask()


def status() -> dict[str, object]:
    """Ask a running watch from another process how it stands."""
    found: dict[str, object] = json.loads(spawn("status", "--json").out.splitlines()[0])
    return found


def until(true: Callable[[], bool], within_s: float) -> bool:
    """Whether something becomes so in that time."""
    end_s = time.monotonic() + within_s
    while time.monotonic() < end_s:
        if true():
            return True
        time.sleep(0.2)
    return true()


@contextmanager
def watching(*words: object) -> Iterator["subprocess.Popen[str]"]:
    """Run a watch in a process of its own, and begin when it measures."""
    with measuring(start("watch", *words)) as process:
        yield process


@contextmanager
def measuring(watch: "subprocess.Popen[str]") -> Iterator["subprocess.Popen[str]"]:
    """Begin when a watch measures, and leave none behind."""
    with watch as process:
        try:
            assert until(lambda: bool(status().get("now")), START_S), "nothing was ever measured"
            yield process
        finally:
            process.kill()


def holds(process: "subprocess.Popen[str]", path: Path) -> bool:
    """Whether a process has a file open, as the system sees it."""
    links = Path(f"/proc/{process.pid}/fd").iterdir()
    return any(str(path) == str(link.readlink()) for link in links if link.is_symlink())


def accounted_s() -> float:
    """Sum up the time that the history tells of, seen and unseen."""
    sums = rows("SELECT sum(seated_s + standing_s + away_s + unknown_s) FROM minute")
    return float(str(sums[0][0]))
