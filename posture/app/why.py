"""The last alert to the terminal: what was measured, against which threshold, and what to do."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

from rich.table import Table

from posture.app.control import stati
from posture.app.false_alarms import mappings, print_false_alarms, recent_false_alarms
from posture.app.safety import offers_exercise
from posture.app.settings import history_path
from posture.app.terminal import out, visible
from posture.feedback import KEPT_DAYS
from posture.knowledge import load_knowledge
from posture.messages import load_messages
from posture.outputs.dictionary import words
from posture.outputs.logbook import Logbook
from posture.outputs.wording import duration, number
from posture.types import Alert

Said = tuple[datetime, Alert]


def explain(source: str | None, *, as_json: bool) -> None:
    """Say why the last alert came."""
    said, denied = _last(source), recent_false_alarms()
    if as_json:
        found = None if said is None else {**_mapping(*said), "false_alarms": mappings(denied)}
        print(json.dumps(found, ensure_ascii=False))
    elif said is None:
        out.print("nothing has been said yet")
    else:
        _print(*said)
    if not as_json and denied:
        out.print(f"\nfalse alarms of the last {KEPT_DAYS} days, and what they changed")
        print_false_alarms(denied)


def _last(source: str | None) -> Said | None:
    """Return what a running watch said last, or else what the history holds."""
    for heard in stati(source):
        alert, at = heard.status.last_alert, heard.status.last_alert_at
        if heard.runs and alert is not None and at is not None:
            return at, alert
    if not history_path().exists():
        return None
    with Logbook(history_path()) as logbook:
        return logbook.last_alert(source)


def _mapping(at: datetime, alert: Alert) -> dict[str, object]:
    return {"at": at.isoformat(timespec="seconds"), **asdict(alert)}


def _print(at: datetime, alert: Alert) -> None:
    out.print(visible(alert.message))
    table = Table.grid(padding=(0, 2))
    for label, text in _rows(at, alert):
        table.add_row(label, visible(text))
    out.print(table)
    if alert.active_break is not None:
        offered = load_messages().active_break(alert.active_break, gentle=not offers_exercise())
        out.print(f"what to do: {offered.title}")
        for seconds, step in offered.steps:
            out.print(f"  {seconds:2} s  {step}")
    out.print("not true? `posture feedback false-alarm`")


def _rows(at: datetime, alert: Alert) -> Iterator[tuple[str, str]]:
    ago = duration((datetime.now().astimezone() - at).total_seconds())
    yield "said", f"{at.astimezone():%Y-%m-%d %H:%M}, {ago} ago"
    yield "about", words(alert.kind).lower()
    yield "measured", number(alert.value, alert.unit)
    yield "said from", f"{number(alert.limit, alert.unit)} on"
    if alert.muscle is not None:
        yield "loads", load_knowledge().muscle(alert.muscle).name
