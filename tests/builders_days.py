"""Made-up days: minutes as a report reads them, and a history that holds some."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import numpy as np

from posture.minutes import Minute
from posture.outputs.logbook import Logbook
from posture.types import MEASURES, Floats
from posture.weeks import DAY_S, Minutes
from tests.builders_watch import NOW

MINUTE_S = 60.0
KINDS = {"s": "seated", "a": "away", "t": "standing", "u": "unknown"}


def minutes_of(
    plan: str,
    *,
    begin_s: float = 20_000 * DAY_S + 9 * 3600,
    value: Mapping[str, Floats] | None = None,
    held_s: Mapping[str, Floats] | None = None,
) -> Minutes:
    """Return a minute a letter: s seated, a away, t standing, u unknown; `-` is written nowhere."""
    rows = [(place, kind) for place, kind in enumerate(plan) if kind != "-"]
    time_s = np.array([begin_s + MINUTE_S * place for place, _ in rows], np.float64)
    none = np.full(len(rows), np.nan)
    values = dict.fromkeys(MEASURES, none) | dict(value or {})
    return Minutes(
        time_s=time_s,
        presence_s={
            name: np.array([MINUTE_S * (kind == letter) for _, kind in rows], np.float64)
            for letter, name in KINDS.items()
        },
        value=values,
        seen_s={name: np.where(np.isfinite(one), MINUTE_S, 0.0) for name, one in values.items()},
        held_s=dict(held_s or {}),
    )


def kept(path: Path, rows: Sequence[Minute]) -> Path:
    """Write a history of one session with these minutes, and return where."""
    path.unlink(missing_ok=True)
    with Logbook(path) as logbook:
        session = logbook.begin("HD Webcam", NOW, "home-desk", {"posture": "0.1.0"})
        for one in rows:
            logbook.add_minute(session, one)
        logbook.end(session, NOW + timedelta(days=1), "stopped")
    return path
