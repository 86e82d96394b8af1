"""What each day, week, place or profile came to, to the terminal."""

import json
from collections.abc import Iterator
from datetime import datetime

from rich import box
from rich.table import Table

from posture.app.settings import history_path
from posture.app.terminal import out, visible
from posture.outputs.daywords import camera
from posture.outputs.ledger import TOLD, By, Entry, Ledger
from posture.outputs.wording import number

# One line a row within 80 columns: what a column is, and its unit below.
_COLUMNS = (
    *("watched\nh:min", "unknown\nh:min"),
    *("head\n°", "ahead\ncm", "left\ncm", "right\ncm", "screen\ncm"),
    *("dose\n%", "alerts\n", "false\nalarms"),
)
_UNSEEN = "–"
_NOTE = (
    "Medians over the time in which each was observed, a dash where it never was: head forward as "
    "an angle and ahead of upright, both shoulders above upright, distance of the eyes from the "
    "screen. Dose: the highest of any muscle while somebody or an empty chair was seen, in parts "
    "of our guide value. Unknown is not good."
)


def print_ledger(by: str, span: tuple[datetime, datetime], *, as_json: bool) -> None:
    """List what each day, week, place or profile came to within a span of time."""
    with Ledger(history_path()) as ledger:
        entries = ledger.entries_by(By(by), *span)
    if as_json:
        print(json.dumps([_mapping(by, one) for one in entries], ensure_ascii=False))
        return
    table = Table(box=box.SIMPLE, padding=0)
    table.add_column(by, overflow="ellipsis", no_wrap=True)
    for heading in _COLUMNS:
        table.add_column(heading, justify="right", no_wrap=True)
    for one in entries:
        table.add_row(_named(By(by), one.name), *_cells(one))
    out.print(table)
    if entries:
        out.print(_NOTE)


def _mapping(by: str, one: Entry) -> dict[str, object]:
    muscle, dose = one.highest or (None, None)
    return {
        by: one.name,
        "watched_s": one.watched_s,
        "seen_s": one.seen_s,
        "unknown_s": one.unknown_s,
        "measures": {
            name: {"median": median, "observed_s": one.observed_s[name]}
            for name, median in one.medians.items()
        },
        "peak_dose": dose,
        "most_loaded_muscle": muscle,
        "alerts": one.alerts,
        "false_alarms": one.false_alarms,
    }


def _named(by: By, name: str | None) -> str:
    if name is None:
        return "(none)"
    return visible(camera(name) if by is By.PLACE else name)


def _cells(one: Entry) -> Iterator[str]:
    yield _clock(one.watched_s)
    yield _clock(one.unknown_s)
    for name in TOLD:
        median = one.medians[name]
        yield _UNSEEN if median is None else number(median, "").strip()
    yield _UNSEEN if one.highest is None else f"{100 * one.highest[1]:.0f}"
    yield str(one.alerts)
    yield str(one.false_alarms)


def _clock(seconds: float) -> str:
    """Write a length of time in hours and minutes.

    Examples
    --------
    >>> _clock(5430), _clock(144_000)
    ('1:30', '40:00')
    """
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours}:{minutes:02d}"
