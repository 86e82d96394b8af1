"""A period to a table of its hours, as CSV: what a page carries with it for other programs."""

from collections.abc import Iterator
from datetime import UTC, datetime

import numpy as np

from posture.outputs.digest import Digest
from posture.types import MEASURES, Floats
from posture.weeks import HOUR_S


def hours_csv(digest: Digest) -> str:
    """Return one row an hour; what was not observed is empty.

    ``hour`` is by the clock on the wall. Of each measure that was ever seen: mean, both parts of
    its standard deviation, seconds observed; of each posture the seconds it was held,
    ``held_<posture>_s``; of each muscle the highest dose of the hour, 1 is our guide value.
    """
    columns = dict(_columns(digest))
    hours = [f"{_clock(hour):%Y-%m-%dT%H:%M}" for hour in digest.hours.keys]
    cells = [hours, *(_texts(values) for values in columns.values())]
    rows = [",".join(row) for row in zip(*cells, strict=True)]
    return "\n".join([",".join(["hour", *columns]), *rows, ""])


def _columns(digest: Digest) -> Iterator[tuple[str, Floats]]:
    minutes, hours, errors = digest.minutes, digest.hours, digest.period.errors
    for presence, seconds in minutes.presence_s.items():
        yield f"{presence}_s", hours.sum(seconds)
    for name in MEASURES:
        value, seen = digest.by_hour(name)
        if np.isfinite(value).any():
            yield name, value
            yield f"{name}_sd_frame", errors.frame[name]
            yield f"{name}_sd_person", errors.person[name]
            yield f"{name}_s", seen
    for state, held in minutes.held_s.items():
        yield f"held_{state}_s", hours.sum(held)
    for muscle, peak in digest.doses.peak.items():
        yield f"dose_{muscle}", peak


def _texts(values: Floats) -> list[str]:
    return ["" if value != value else f"{value:.5g}" for value in values.tolist()]


def _clock(hour: float) -> datetime:
    return datetime.fromtimestamp(hour * HOUR_S, UTC)
