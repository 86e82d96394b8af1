"""`posture diary`: the user's own pain, day by day."""

import json
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.table import Table

from posture.app.settings import history_path
from posture.app.terminal import out, visible
from posture.care_diary import MOST_PAIN, DiaryEntry, Tag

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
    out.print(f"written: {entry.at:%Y-%m-%d %H:%M}, pain {pain} of {MOST_PAIN}")


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
