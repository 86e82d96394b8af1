"""What a year of history weighs and costs: python -m benchmarks.year --days 20 60 250

Days of 480 minutes, in each of which ten measures, two postures and all doses were seen.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from posture.knowledge import load_muscles
from posture.minutes import Minute
from posture.outputs import minute_rows
from posture.outputs.archive import Archive
from posture.outputs.logbook import Logbook
from posture.outputs.rescue import is_damaged
from posture.types import MEASURES, Estimate

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
MINUTES = 480
_SEEN = MEASURES[1:2] + MEASURES[3:12]
_MEASURES_BY_HOUR = (
    "SELECT at / 3600, "
    + ", ".join(f"sum({name} * {name}_s) / sum({name}_s)" for name in MEASURES)
    + " FROM minute GROUP BY 1"
)
_DOSES_BY_HOUR = (
    "SELECT at / 3600, muscle, max(dose) FROM minute JOIN minute_dose ON minute = id GROUP BY 1, 2"
)


class Filled(Archive):
    """A history that is filled a day at a time, which a watch never does."""

    def fill(self, session: int, minutes: Iterator[Minute]) -> None:
        with self._transaction():
            for minute in minutes:
                minute_rows.insert(self._base, session, minute)

    def ask(self, query: str) -> int:
        return len(self._read(query))


def main() -> None:
    """Print a row for each number of days."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, nargs="+", default=[20, 60, 250])
    print("days, MB, measures by hour, doses by hour, list, one session, check, purge of half (s)")
    for days in parser.parse_args().days:
        with tempfile.TemporaryDirectory() as folder:
            print(days, *_row(Path(folder) / "history.sqlite3", days), sep=", ")


def _row(path: Path, days: int) -> Iterator[str]:
    with Logbook(path) as logbook, Filled(path) as archive:
        for day in range(days):
            began = START + timedelta(days=day)
            session = logbook.begin("0", began)
            archive.fill(session, _day(began))
            logbook.end(session, began + timedelta(minutes=MINUTES), "stopped")
    yield f"{path.stat().st_size / 1e6:.0f}"
    with Filled(path) as archive:
        yield _timed(lambda: archive.ask(_MEASURES_BY_HOUR))
        yield _timed(lambda: archive.ask(_DOSES_BY_HOUR))
        yield _timed(archive.watched)
        yield _timed(lambda: archive.minutes(days))
        yield _timed(lambda: is_damaged(path))
        yield _timed(lambda: archive.purge(START + timedelta(days=days / 2)))


def _timed(work: Callable[[], object]) -> str:
    begun = time.perf_counter()
    work()
    return f"{time.perf_counter() - begun:.2f}"


def _day(began: datetime) -> Iterator[Minute]:
    chance = random.Random(began.timestamp())
    muscles = [muscle.id for muscle in load_muscles() if muscle.observable]
    for number in range(MINUTES):
        dose = {muscle: chance.random() for muscle in muscles}
        yield Minute(
            at=began + timedelta(minutes=number),
            seconds={"seated": 52.0, "unknown": 8.0, "neutral": 20.0, "head_forward": 32.0},
            measures={n: Estimate(chance.gauss(3, 2), chance.random(), 0.3) for n in _SEEN},
            observed_s={name: 52 * chance.random() for name in _SEEN},
            dose=dose,
            dose_interval={muscle: (one / 2, 2 * one) for muscle, one in dose.items()},
            coverage=chance.random(),
            view="front",
        )


if __name__ == "__main__":
    main()
