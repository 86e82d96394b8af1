"""Minutes to rows of the history file, and back."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from posture.minutes import Minute
from posture.outputs.database import moment
from posture.types import MEASURES, PRESENCES, Estimate

PARTS = ("", "_sd_frame", "_sd_person", "_s")  # of each measure: mean, its sd, seconds observed
COLUMNS = (
    *("at", "view", "coverage"),
    *(f"{name}_s" for name in PRESENCES),
    *(f"{name}{part}" for name in MEASURES for part in PARTS),
)
_ADD = f"INSERT INTO minute (session, {', '.join(COLUMNS)}) VALUES (?{', ?' * len(COLUMNS)})"
_OF_SESSION = "FROM minute WHERE session = ?"


def insert(base: sqlite3.Connection, session: int, minute: Minute) -> None:
    """Write a minute with its states and doses; the caller opens the transaction."""
    made = base.execute(_ADD, (session, *_values(minute))).lastrowid
    states = [(made, *one) for one in minute.seconds.items() if one[0] not in PRESENCES]
    base.executemany("INSERT INTO minute_state VALUES (?, ?, ?)", states)
    doses = [(made, name, dose, *minute.dose_interval[name]) for name, dose in minute.dose.items()]
    base.executemany("INSERT INTO minute_dose VALUES (?, ?, ?, ?, ?)", doses)


def select(base: sqlite3.Connection, session: int) -> Iterator[Minute]:
    """Yield the minutes of a session in their order."""
    states = _grouped(base, "minute_state", session)
    doses = _grouped(base, "minute_dose", session)
    query = f"SELECT id, {', '.join(COLUMNS)} {_OF_SESSION} ORDER BY id"
    for number, *values in base.execute(query, (session,)):
        row = dict(zip(COLUMNS, values, strict=True))
        yield _minute(row, dict(states[number]), doses[number])


def _values(minute: Minute) -> Iterator[object]:
    yield from (int(minute.at.timestamp()), minute.view, minute.coverage)
    yield from (minute.seconds.get(name, 0.0) for name in PRESENCES)
    for name in MEASURES:
        mean = minute.measures.get(name)
        if mean is None:
            yield from [None] * len(PARTS)
        else:
            yield from (mean.value, mean.sd_frame, mean.sd_person, minute.observed_s[name])


def _grouped(base: sqlite3.Connection, table: str, session: int) -> dict[int, list[Any]]:
    """Return the rows that belong to each minute of a session."""
    rows: defaultdict[int, list[Any]] = defaultdict(list)
    query = f"SELECT * FROM {table} WHERE minute IN (SELECT id {_OF_SESSION})"
    for number, *values in base.execute(query, (session,)):
        rows[number].append(values)
    return rows


def _minute(row: Mapping[str, Any], states: Mapping[str, float], doses: list[Any]) -> Minute:
    present = {name: row[f"{name}_s"] for name in PRESENCES if row[f"{name}_s"] > 0}
    seen = [name for name in MEASURES if row[name] is not None]
    return Minute(
        at=moment(row["at"]),
        seconds={**present, **states},
        measures={name: Estimate(*(row[f"{name}{part}"] for part in PARTS[:3])) for name in seen},
        observed_s={name: row[f"{name}_s"] for name in seen},
        dose={muscle: dose for muscle, dose, _, _ in doses},
        dose_interval={muscle: (low, high) for muscle, _, low, high in doses},
        coverage=row["coverage"],
        view=row["view"],
    )
