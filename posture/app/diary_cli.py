"""`posture diary`: the user's own pain, day by day."""

import json
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.table import Table

from posture.app.keys import keys
from posture.app.settings import history_path
from posture.app.terminal import out, visible
from posture.care_diary import MOST_PAIN, DiaryEntry, Tag
from posture.errors import ConfigError
from posture.evening import pain_of
from posture.messages import load_messages

if TYPE_CHECKING:
    from posture.outputs.history import History

app = typer.Typer(
    help="Your pain, 0–10, with what went with it: kept on this machine, beside the exposure.",
    epilog="Example: posture diary add 4 --tag stress --note 'deadline'",
    no_args_is_help=True,
)
ASSOCIATION = "What goes together need not be the cause of each other."


@app.command(epilog="Example: posture diary add 4 --tag sleep --tag stress")
def add(
    pain: Annotated[
        int, typer.Argument(min=0, max=MOST_PAIN, help="Pain now: 0 none, 10 the worst imaginable.")
    ],
    tags: Annotated[
        list[Tag] | None, typer.Option("--tag", help="What went with it; repeatable.")
    ] = None,
    note: Annotated[str | None, typer.Option(help="A few words of your own.")] = None,
) -> None:
    """Write down how much it hurts now."""
    entry = DiaryEntry(at=datetime.now().astimezone(), pain=pain, tags=tuple(tags or ()), note=note)
    with _history() as history:
        history.add_entry(entry)
    out.print(f"written: {_said(entry)}")


@app.command(epilog="Example: posture diary today")
def today() -> None:
    """Ask for the pain of today; one key answers, and a day that has an entry keeps it."""
    at = datetime.now().astimezone()
    with _history() as history:
        written = [one for one in history.entries() if one.at.astimezone().date() == at.date()]
        if written:
            out.print(f"written already: {_said(written[-1])}; posture diary add adds another.")
        elif (pain := _one_key()) is not None:
            entry = DiaryEntry(at=at, pain=pain)
            history.add_entry(entry)
            out.print(f"written: {_said(entry)}")


def _one_key() -> int | None:
    """Return the pain that was typed, None when another key leaves."""
    if not sys.stdin.isatty():
        raise ConfigError(
            "posture diary today: expected a terminal to answer at, found none; "
            "`posture diary add 4` takes the number at once."
        )
    with keys() as read_key:  # before the question: a key that comes at once counts
        out.print(load_messages().sentence.evening, end=" ", style="bold", soft_wrap=True)
        while not (key := read_key(60.0)):
            continue
    out.print(key)
    return pain_of(key)


@app.command("list", epilog="Example: posture diary list --json")
def list_entries(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Show what was written down, and the pain before and after each session of the coach."""
    with _history() as history:
        entries = history.entries()
    if as_json:
        print(json.dumps([_mapping(entry) for entry in entries], ensure_ascii=False))
        return
    table = Table("when", "pain", "with", "note", box=box.SIMPLE)
    for entry in entries:
        table.add_row(*_cells(entry))
    out.print(table)
    out.print(ASSOCIATION)


def _history() -> "History":
    from posture.outputs.history import History

    return History(history_path())


def _said(entry: DiaryEntry) -> str:
    return f"{entry.at:%Y-%m-%d %H:%M}, pain {entry.pain} of {MOST_PAIN}"


def _mapping(entry: DiaryEntry) -> dict[str, object]:
    return {
        "at": entry.at.isoformat(timespec="seconds"),
        "pain": entry.pain,
        "tags": [str(tag) for tag in entry.tags],
        "note": entry.note,
        "muscle": entry.muscle,
        "moment": entry.moment,
    }


def _cells(entry: DiaryEntry) -> tuple[str, str, str, str]:
    coached = [] if entry.muscle is None else [f"{entry.moment} coach, {entry.muscle}"]
    together = ", ".join([*coached, *map(str, entry.tags)])
    return f"{entry.at:%Y-%m-%d %H:%M}", str(entry.pain), together, visible(entry.note or "")
