"""What thousands of recordings cost beside each other: python -m benchmarks.many 1000 10000

Saved landmarks of two seconds, under so many names, are analysed by two processes, analysed again
with --resume, which finds everything done, and looked at with --check: so that what is measured is
the work around a recording and not the networks.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import psutil

from tests.recorded import save, sitting

_LOOK_EVERY_S = 0.1
_MB = 2**20
_RUNS = {"analyze": (), "--resume": ("--resume",), "--check": ("--check",)}


class Cost(NamedTuple):
    """Time of a run, and the largest memory of the program and of its processes."""

    seconds: float
    own_mb: float
    workers_mb: float


def copies(folder: Path, count: int) -> str:
    """Make so many recordings that take no more room than one, and return what names them all."""
    first = save(folder / "r00000", sitting(2.0))
    for number in range(1, count):
        place = folder / f"r{number:05d}"
        place.mkdir()
        os.link(first, place / first.name)
    return str(folder / "*" / first.name)


def cost(words: Sequence[str]) -> Cost:
    """Run the program and look at its memory again and again."""
    begun_s, own, workers = time.monotonic(), 0, 0
    with subprocess.Popen(
        [sys.executable, "-m", "posture", "analyze", *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as program:
        seen = psutil.Process(program.pid)
        while program.poll() is None:
            own = max(own, _memory(seen))
            workers = max([workers, *map(_memory, _children(seen))])
            time.sleep(_LOOK_EVERY_S)
    if program.returncode != 0:
        raise RuntimeError(f"{' '.join(words)} ended with {program.returncode}")
    return Cost(time.monotonic() - begun_s, own / _MB, workers / _MB)


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return list(process.children(recursive=True))
    except psutil.Error:  # ended just now
        return []


def _memory(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def main() -> None:
    """Print a row of the table in README.md for each count and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", type=int, nargs="+")
    for count in parser.parse_args().counts:
        with tempfile.TemporaryDirectory() as scratch:
            named, out = copies(Path(scratch) / "in", count), Path(scratch) / "out"
            for name, options in _RUNS.items():
                found = cost([named, "--jobs", "2", "--out", str(out), *options])
                print(
                    f"| {count} | {name} | {found.seconds:.1f} s "
                    f"| {1000 * found.seconds / count:.1f} ms "
                    f"| {found.own_mb:.0f} MB | {found.workers_mb:.0f} MB |",
                    flush=True,
                )
            sizes = [(out / name).stat().st_size / 1e6 for name in ("index.html", "summary.csv")]
            print(f"index.html {sizes[0]:.2f} MB, summary.csv {sizes[1]:.2f} MB, {os.getloadavg()}")


if __name__ == "__main__":
    main()
