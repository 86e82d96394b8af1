"""What was kept to the terminal and to files."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path

from rich import box
from rich.table import Table

from posture.app.control import stati
from posture.app.false_alarms import all_false_alarms, mappings, print_false_alarms
from posture.app.settings import history_path
from posture.app.terminal import complain, out, visible
from posture.config import HistoryConfig
from posture.errors import StoreError
from posture.feedback import FalseAlarm
from posture.knowledge import load_knowledge
from posture.minutes import Minute, together
from posture.outputs.archive import Archive, Said, Watched
from posture.outputs.dictionary import words
from posture.outputs.exports import export
from posture.outputs.gauges import measured_text
from posture.outputs.logbook import CRASHED
from posture.outputs.rescue import mended
from posture.outputs.wording import duration, percent

_WORTH_NAMING_S = 0.5  # less is a remainder
_COLUMNS = ("id", "began", "camera", "lasted", "seen", "alerts", "ended")
_NAMED = 3  # muscles, the most loaded first
Span = tuple[float, float]  # s since 1970


def print_all(span: Span, *, as_json: bool) -> None:
    """List the sessions that began within a span of time."""
    with Archive(history_path()) as archive:
        watched = archive.watched(span)
    if as_json:
        print(json.dumps([_mapping(one) for one in watched], ensure_ascii=False))
        return
    table = Table(*_COLUMNS, box=box.SIMPLE)
    table.columns[_COLUMNS.index("began")].no_wrap = True
    running = {heard.status.source for heard in stati() if heard.runs}
    for one in watched:
        table.add_row(*_cells(one, runs=one.source in running))
    out.print(table)


def print_one(session: int, *, as_json: bool) -> None:
    """Sum up one session: time by posture, means of the measures, highest doses, alerts."""
    with Archive(history_path()) as archive:
        found = [one for one in archive.watched() if one.id == session]
        minutes, said = archive.minutes(session), archive.said(session)
    if not found:
        raise StoreError(
            f"Expected the number of a session, found {session}; `posture history list` shows "
            "which there are."
        )
    whole = together(minutes) if minutes else None
    peaks = _peaks(minutes)
    if as_json:
        shown = _whole(found[0], whole, peaks, said)
        shown["false_alarms"] = mappings(_denied(found[0]))
        print(json.dumps(shown, ensure_ascii=False))
        return
    table = Table.grid(padding=(0, 2))
    for label, text in _rows(found[0], whole, peaks):
        table.add_row(label, visible(text))
    out.print(table)
    for one in said:
        denied = " (false alarm)" if one.denied else ""
        out.print(visible(f"{one.at.astimezone():%H:%M} {one.alert.message}{denied}"))
    if denied_here := _denied(found[0]):
        out.print("false alarms, and what they changed")
        print_false_alarms(denied_here)


def write_tables(folder: Path, form: str, span: Span) -> Iterator[Path]:
    """Write each table to a file and yield where it lies."""
    with Archive(history_path()) as archive:
        yield from export(archive.tables(span), folder, form, scheme=archive.version)


def forget(before: datetime) -> None:
    """Delete everything from before that moment."""
    with Archive(history_path()) as archive:
        archive.purge(before)


def forget_old(config: HistoryConfig, now: datetime) -> None:
    """Delete what is older than the settings allow."""
    if config.keep_days is not None:
        forget(now - timedelta(days=config.keep_days))


def mend() -> None:
    """Set a damaged history aside, save what can be read of it, and say so."""
    told = mended(history_path(), datetime.now().astimezone())
    if told is not None:
        complain(told)


def copy(path: Path) -> None:
    """Write a copy of the whole history."""
    with Archive(history_path()) as archive:
        archive.backup(path)


def _mapping(one: Watched) -> dict[str, object]:
    return {**asdict(one), "started_at": one.started_at.isoformat(timespec="seconds")}


def _cells(one: Watched, *, runs: bool) -> tuple[str, ...]:
    return (
        str(one.id),
        f"{one.started_at:%Y-%m-%d %H:%M}",
        visible(one.source),
        duration(one.duration_s),
        duration(one.observed_s),
        str(one.alerts),
        visible(one.reason or ("running" if runs else CRASHED)),
    )


def _peaks(minutes: Sequence[Minute]) -> dict[str, float]:
    """Return the highest dose of each muscle, the highest first."""
    peaks: dict[str, float] = {}
    for minute in minutes:
        for muscle, dose in minute.dose.items():
            peaks[muscle] = max(dose, peaks.get(muscle, 0.0))
    return dict(sorted(peaks.items(), key=lambda one: -one[1]))


def _denied(one: Watched) -> tuple[FalseAlarm, ...]:
    """Return the false alarms of a session: only a running watch can be told."""
    ended = one.started_at + timedelta(seconds=one.duration_s)
    return tuple(row for row in all_false_alarms() if one.started_at <= row.at <= ended)


def _whole(
    one: Watched, whole: Minute | None, peaks: Mapping[str, float], said: Sequence[Said]
) -> dict[str, object]:
    measures = {} if whole is None else whole.measures
    return {
        **_mapping(one),
        "seconds": {} if whole is None else whole.seconds,
        "measures": {
            name: {"mean": mean.value, "sd": mean.sd, "observed_s": whole.observed_s[name]}
            for name, mean in measures.items()
            if whole is not None
        },
        "peak_dose": peaks,
        "said": [
            {"at": each.at.isoformat(timespec="seconds"), **asdict(each.alert),
             "false_alarm": each.denied}
            for each in said
        ],
    }  # fmt: skip


def _rows(
    one: Watched, whole: Minute | None, peaks: Mapping[str, float]
) -> Iterator[tuple[str, str]]:
    yield "began", f"{one.started_at:%Y-%m-%d %H:%M}, {one.source}"
    yield "lasted", duration(one.duration_s)
    if one.reason is not None:
        yield "ended", one.reason
    if whole is not None:
        for name, seconds in sorted(whole.seconds.items(), key=lambda each: -each[1]):
            if seconds >= _WORTH_NAMING_S:
                yield words(name).lower(), duration(seconds)
        for name, mean in whole.measures.items():
            yield words(name).lower(), measured_text(name, mean)
    for muscle, dose in list(peaks.items())[:_NAMED]:
        name = load_knowledge().muscle(muscle).name
        yield name, f"up to {percent(dose)} of our guide value"
