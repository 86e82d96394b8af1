"""What a year of history weighs and costs: python -m benchmarks.year --days 20 60 250

Made-up working days of 480 minutes (`benchmarks.days`). Processor seconds, since machines are
shared; `report` is the whole command in a process of its own, the start of Python included.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from benchmarks.days import START, fill
from posture.outputs.almanac import Almanac
from posture.outputs.rescue import is_damaged
from posture.types import MEASURES

_MEASURES_BY_HOUR = (
    "SELECT at / 3600, "
    + ", ".join(f"sum({name} * {name}_s) / sum({name}_s)" for name in MEASURES)
    + " FROM minute GROUP BY 1"
)
_DOSES_BY_HOUR = (
    "SELECT at / 3600, muscle, max(dose) FROM minute JOIN minute_dose ON minute = id GROUP BY 1, 2"
)
_HEADER = (
    "days, MB, measures by hour, doses by hour, list, one session, check, purge of half, "
    "read for a report (s), report (s), page (MB)"
)


class Asked(Almanac):
    """A history that is asked what it is not asked otherwise."""

    def ask(self, query: str) -> int:
        return len(self._read(query))


def main() -> None:
    """Print a row for each number of days."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, nargs="+", default=[20, 60, 250])
    print(_HEADER)
    for days in parser.parse_args().days:
        with tempfile.TemporaryDirectory() as folder:
            print(days, *_row(Path(folder), days), sep=", ", flush=True)


def _row(folder: Path, days: int) -> Iterator[str]:
    path = folder / "history.sqlite3"
    fill(path, days)
    end = START + timedelta(days=2 * days)
    report_s, page_mb = _reported(folder)
    yield f"{path.stat().st_size / 1e6:.0f}"
    with Asked(path) as archive:
        yield _timed(lambda: archive.ask(_MEASURES_BY_HOUR))
        yield _timed(lambda: archive.ask(_DOSES_BY_HOUR))
        yield _timed(archive.watched)
        yield _timed(lambda: archive.minutes(days))
        yield _timed(lambda: is_damaged(path))
        read = _timed(lambda: archive.period(START - timedelta(days=1), end))
        yield _timed(lambda: archive.purge(START + timedelta(days=days * 7 / 10)))
        yield read
    yield f"{report_s:.2f}"
    yield f"{page_mb:.1f}"


def _reported(folder: Path) -> tuple[float, float]:
    """Return what `posture report` costs over everything, and how large its page is."""
    page = folder / "page.html"
    command = [sys.executable, "-m", "posture", "report", "--since", f"{START:%Y-%m-%d}"]
    command += ["--out", str(page), "--change", f"{START + timedelta(days=14):%Y-%m-%d}"]
    environment = _as_installed(folder)
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)  # compiles
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent_s, page.stat().st_size / 1e6


def _as_installed(folder: Path) -> dict[str, str]:
    """Return an environment in which modules are compiled once, as they are where installed."""
    kept = {name: one for name, one in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    places = {"POSTURE_HOME": str(folder), "PYTHONPYCACHEPREFIX": str(folder / "compiled")}
    return kept | places


def _timed(work: Callable[[], object]) -> str:
    begun = time.process_time()
    work()
    return f"{time.process_time() - begun:.2f}"


if __name__ == "__main__":
    main()
