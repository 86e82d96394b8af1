"""False alarms to the screen: when, of which kind, what was said, and what each changed."""

from collections.abc import Sequence
from datetime import datetime

from rich.table import Table

from posture.app.settings import history_path, load_config
from posture.app.terminal import out, visible
from posture.feedback import FalseAlarm, Moved, false_alarms
from posture.outputs.dictionary import words
from posture.outputs.logbook import Logbook
from posture.outputs.wording import listed, number


def all_false_alarms() -> tuple[FalseAlarm, ...]:
    """Return every false alarm that the history holds, oldest first."""
    if not history_path().exists():
        return ()
    with Logbook(history_path()) as logbook:
        denied = [(one.at, one.alert) for one in logbook.feedbacks()]
    return false_alarms(denied, load_config().alerts)


def recent_false_alarms() -> tuple[FalseAlarm, ...]:
    """Return those that still count."""
    now = datetime.now().astimezone()
    return tuple(one for one in all_false_alarms() if one.until > now)


def print_false_alarms(rows: Sequence[FalseAlarm]) -> None:
    """Print a line for each."""
    table = Table.grid(padding=(0, 2))
    for one in rows:
        kind, changed = words(one.kind).lower(), _changed(one.moved)
        table.add_row(f"{one.at.astimezone():%Y-%m-%d %H:%M}", visible(kind), changed)
    out.print(table)


def mappings(rows: Sequence[FalseAlarm]) -> list[dict[str, object]]:
    """Return them as JSON has them."""
    return [
        {
            "at": one.at.isoformat(timespec="seconds"),
            "kind": one.kind,
            "said": one.said,
            "until": one.until.isoformat(timespec="seconds"),
            "changed": [
                {"setting": each.setting, "before": each.before, "after": each.after}
                for each in one.moved
            ],
        }
        for one in rows
    ]


def _changed(moved: Sequence[Moved]) -> str:
    if not moved:
        return "changed nothing: it has no threshold, or that is as far as it goes"
    nows = listed(_number(one.after, one.unit) for one in moved)
    befores = listed(_number(one.before, one.unit) for one in moved)
    return f"said from {nows} on, before from {befores}"


def _number(value: float, unit: str) -> str:
    return number(value, unit, decimals=2 if unit == "cm" and value < 10 else 1)
