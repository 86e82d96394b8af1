"""What kill -9 leaves of a history: python -m benchmarks.kills --kills 200

A process writes minutes, alerts and beats as fast as it can, and says each minute that it has
written; it is killed at a random moment. Then the file is checked: it opens, it is whole, and every
minute that was said is there. The same is done to a process that brings an old history up to date.
"""

import argparse
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from posture.errors import PostureError
from posture.minutes import Minute
from posture.outputs.archive import Archive
from posture.outputs.control import Control
from posture.outputs.database import Database
from posture.outputs.logbook import Logbook
from posture.status import Status, WatchState
from posture.types import MEASURES, Alert, Estimate, Level

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
ENTRIES = 2000  # of an old diary, so that bringing it up to date takes a moment
_OLD = """
CREATE TABLE diary (id INTEGER PRIMARY KEY, at TEXT NOT NULL, pain INTEGER NOT NULL,
  tags TEXT NOT NULL DEFAULT '[]', note TEXT);
CREATE TABLE coach (id INTEGER PRIMARY KEY, at TEXT NOT NULL, muscle TEXT NOT NULL, level TEXT,
  before INTEGER NOT NULL, after INTEGER, stopped INTEGER NOT NULL, ranges TEXT NOT NULL);
CREATE TABLE safety (id INTEGER PRIMARY KEY, at TEXT NOT NULL, result TEXT NOT NULL);
PRAGMA user_version = 1;
"""


def write_on(path: Path) -> None:
    """Write for ever, and say each minute once it is written; the victim of the kills."""
    with Logbook(path) as logbook, Control(path) as control:
        session = logbook.begin("0", datetime.now(UTC))
        number = 0
        while True:
            logbook.add_minute(session, _minute(number))
            sys.stdout.write(f"{session} {number}\n")
            sys.stdout.flush()
            logbook.add_alert(session, START, _ALERT)
            control.beat("0", START + timedelta(minutes=number), _STATUS, session)
            number += 1


def open_old(path: Path) -> None:
    """Bring an old history up to date; the other victim."""
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    with Database(path):
        sys.stdout.write("done\n")


def kill_a_writer(path: Path, after_s: float) -> str:
    """Kill a writer at that time after its first minute and say what is left."""
    said = [line.split() for line in _killed("write", path, after_s)]
    session, last = (int(word) for word in said[-1])
    try:
        with Archive(path) as archive:
            kept = len(archive.minutes(session))
    except PostureError:
        return "does not open"
    if not _is_whole(path):
        return "damaged"
    return "all there" if last + 1 <= kept <= last + 2 else "minutes lost"


def kill_a_migration(path: Path, after_s: float) -> str:
    """Kill a process while it brings an old history up to date and say what is left."""
    with closing(sqlite3.connect(path)) as base:
        base.executescript(_OLD)
        rows = [(START.isoformat(), n % 11, "x" * 200) for n in range(ENTRIES)]
        base.executemany("INSERT INTO diary (at, pain, note) VALUES (?, ?, ?)", rows)
        base.commit()
    done = "done\n" in _killed("migrate", path, after_s)
    with closing(sqlite3.connect(path)) as base:
        version = base.execute("PRAGMA user_version").fetchone()[0]
    with Database(path):
        pass
    with closing(sqlite3.connect(path)) as base:
        kept = base.execute("SELECT count(*) FROM diary").fetchone()[0]
    if kept != ENTRIES or not _is_whole(path) or (done and version == 1):
        return "damaged"
    return f"killed with version {version}, opened, all there"


def main() -> None:
    """Kill as often as asked and print what was left, by count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    chance = random.Random(asked.seed)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "history.sqlite3"
        writers = Counter(kill_a_writer(path, chance.random() * 0.2) for _ in range(asked.kills))
        with Archive(path) as archive:
            sessions = archive.watched()
        moved = Counter(
            kill_a_migration(Path(folder) / f"{number}.sqlite3", chance.random() * 0.02)
            for number in range(asked.kills)
        )
    print(f"writers: {dict(writers)}, {sum(one.alerts for one in sessions)} alerts kept,")
    print(f"  {sum(one.reason == 'crashed' for one in sessions)} sessions closed by the next watch")
    print(f"migrations: {dict(moved)}")
    print(f"{2 * asked.kills} kills in {time.monotonic() - begun:.0f} s")


def _killed(what: str, path: Path, after_s: float) -> list[str]:
    words = [sys.executable, "-c", f"{_IMPORT}; {_VICTIMS[what].__name__}(Path({str(path)!r}))"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=_ROOT) as victim:
        assert victim.stdout is not None
        first = victim.stdout.readline()
        time.sleep(after_s)
        victim.kill()
        return [first, *(line for line in victim.stdout if line.endswith("\n"))]


def _is_whole(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as base:
        checks = (base.execute(f"PRAGMA {name}").fetchall() for name in _CHECKS)
        return list(checks) == [[("ok",)], []]


def _minute(number: int) -> Minute:
    return Minute(
        at=START + timedelta(minutes=number),
        seconds={"seated": 50.0, "unknown": 10.0, "head_forward": 30.0},
        measures=dict.fromkeys(MEASURES, Estimate(1.5, 0.4, 0.3)),
        observed_s=dict.fromkeys(MEASURES, 50.0),
        dose={f"muscle_{n}": 0.5 for n in range(14)},
        dose_interval={f"muscle_{n}": (0.25, 0.75) for n in range(14)},
        coverage=0.9,
        view="front",
    )


_ROOT = Path(__file__).parents[1]
_CHECKS = ("integrity_check", "foreign_key_check")
_IMPORT = "from pathlib import Path; from benchmarks.kills import open_old, write_on"
_VICTIMS: dict[str, Callable[[Path], None]] = {"write": write_on, "migrate": open_old}
_STATUS = Status(state=WatchState.WATCHING, since=START, source="0")
_ALERT = Alert(
    time_s=60.0,
    kind="head_forward",
    level=Level.NOTE,
    muscle="cervical_extensors",
    value=12.4,
    limit=5.0,
    unit="deg",
    message="Your head has been forward for 4 min.",
)

if __name__ == "__main__":
    main()
