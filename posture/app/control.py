"""A running watch to the terminal and back: how it stands, and what it is told."""

import json
import time
from collections.abc import Iterator
from datetime import datetime

from rich.table import Table

from posture.app.settings import history_path
from posture.app.terminal import complain, out, visible
from posture.errors import StoreError
from posture.knowledge import load_knowledge
from posture.outputs.control import Control
from posture.outputs.dictionary import words
from posture.outputs.gauges import measured_text
from posture.outputs.wording import duration, listed, percent
from posture.status import Command, Heard, Status, Verb, WatchState, to_mapping

_PATIENCE_S = 2.0  # a watch looks for commands every second
_LOOK_S = 0.05
_NAMED = 3  # muscles, the most loaded first
_WORTH_NAMING = 0.005  # less is shown as nothing
_NEVER: dict[str, object] = {
    **{"state": str(WatchState.STOPPED), "reason": None, "since": None, "source": None},
    **{"now": {}, "dose": {}, "coverage": None, "seated_min": None},
}


def stati(source: str | None = None) -> tuple[Heard, ...]:
    """Return the watches that run, or else the one that ran last; of one source, if it is named."""
    path = history_path()
    if not path.exists():
        return ()
    with Control(path) as control:
        known = [
            one
            for one in control.stati(datetime.now().astimezone())
            if source in (None, one.status.source)
        ]
    return tuple(one for one in known if one.runs) or tuple(known[:1])


def show(source: str | None, *, as_json: bool) -> int:
    """Say how the watch stands, and return the exit code: 1 if none runs."""
    found = stati(source)
    if as_json:
        for one in [to_mapping(heard.status) for heard in found] or [_NEVER]:
            print(json.dumps(one, allow_nan=False))
    elif not found:
        out.print(str(WatchState.STOPPED))
    for heard in () if as_json else found:
        _print(heard.status)
    return 0 if any(one.runs for one in found) else 1


def tell(verb: Verb, source: str | None, *, until: datetime | None = None) -> bool:
    """Tell a running watch, or all, and wait until it was taken; return whether one runs.

    Raises
    ------
    StoreError
        If nobody took it in time; then it is withdrawn.
    """
    path = history_path()
    if not path.exists():
        return False
    command = Command(verb=verb, at=datetime.now().astimezone(), until=until)
    with Control(path) as control:
        letters = control.send(command, source)
        if source is not None and not letters:
            _name_others(source)
        if not _taken(control, letters) and control.withdraw(letters):
            raise StoreError(
                f"Expected the running watch to take this within {_PATIENCE_S:.0f} s, found no "
                "answer; nothing was changed, `posture status` says how it stands."
            )
    return bool(letters)


def _name_others(source: str) -> None:
    running = [one.status.source for one in stati() if one.runs]
    if running:
        complain(f"no watch of {source} runs, but of {listed(running)}: name it as it stands here.")


def _taken(control: Control, letters: tuple[int, ...]) -> bool:
    until = time.monotonic() + _PATIENCE_S
    while control.waiting(letters):
        if time.monotonic() > until:
            return False
        time.sleep(_LOOK_S)
    return True


def _print(status: Status) -> None:
    since = f"{status.since.astimezone():%Y-%m-%d %H:%M}"
    reason = "" if status.reason is None else f": {status.reason}"
    out.print(visible(f"{status.state}{reason} ({status.source}, since {since})"), soft_wrap=True)
    table = Table.grid(padding=(0, 2))
    for label, text in _rows(status):
        table.add_row(label, visible(text))
    if status.state is not WatchState.STOPPED:
        out.print(table)


def _rows(status: Status) -> Iterator[tuple[str, str]]:
    if status.hushed is not None:
        yield "silent", status.hushed
    if status.profile is not None:
        yield "profile", status.profile
    for name, one in status.now.items():
        yield words(name).lower(), measured_text(name, one)
    if status.states:
        yield "held", listed(words(name).lower() for name in status.states)
    loaded = sorted(status.dose.items(), key=lambda one: -one[1])
    loaded = [(muscle, dose) for muscle, dose in loaded if dose >= _WORTH_NAMING]
    for muscle, dose in loaded[:_NAMED]:
        yield load_knowledge().muscle(muscle).name, f"{percent(dose)} of our guide value"
    if status.seated_min is not None:
        yield "seated for", duration(60 * status.seated_min)
    if status.coverage is not None:
        yield "seen", f"{percent(status.coverage)} of the last five minutes"
