"""`posture history`: what was kept of your days, to look at, to take along, to delete."""

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from posture.app import wallclock
from posture.app.settings import load_config
from posture.app.terminal import out, visible
from posture.durations import parse_duration
from posture.errors import ConfigError

app = typer.Typer(
    help="What was kept of your days: to look at, to take along, to delete.",
    epilog="Example: posture history list --since 7d",
    no_args_is_help=True,
)
_FOUND = "auto"  # the upright reference, in the recording itself
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Since = Annotated[
    str | None, typer.Option(metavar="7d|DATE", help="Only what began so long ago, or from a day.")
]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="Only what began before this day.")]


class Format(StrEnum):
    """How tables are written."""

    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


class By(StrEnum):
    """What a row of a summary stands for."""

    DAY = "day"
    WEEK = "week"
    PLACE = "place"
    PROFILE = "profile"


@app.command("list", epilog="Example: posture history list --since 7d --json")
def list_sessions(since: Since = None, until: Until = None, as_json: AsJson = False) -> None:
    """List the sessions: when, by which camera, how long, how much was seen, how many alerts."""
    from posture.app.history import print_all

    print_all(_span(since, until), as_json=as_json)


@app.command(epilog="Example: posture history show --by week --since 90d")
def show(
    number: Annotated[
        int | None, typer.Argument(metavar="[ID]", help="As `posture history list` says.")
    ] = None,
    by: Annotated[By | None, typer.Option("--by", help="One row for each of them.")] = None,
    since: Since = None,
    until: Until = None,
    as_json: AsJson = False,
) -> None:
    """Sum up one session, or each day, week, place (camera) or profile."""
    from posture.app.history import print_one
    from posture.app.ledger import print_ledger

    if (number is None) == (by is None):
        raise ConfigError(
            "Expected the number of a session, or --by day, week, place or profile; give one of "
            "them."
        )
    if by is not None:
        print_ledger(by, _days(since, until), as_json=as_json)
        return
    if since is not None or until is not None:
        raise ConfigError("--since and --until go with --by; a session is named by its number.")
    print_one(number or 0, as_json=as_json)


@app.command(epilog="Example: posture history export --format json --since 30d --out my-history")
def export(
    form: Annotated[Format, typer.Option("--format", help="How the tables are written.")] = (
        Format.CSV
    ),
    folder: Annotated[Path, typer.Option("--out", help="Folder for the files, one a table.")] = (
        Path("posture-history")
    ),
    since: Since = None,
    until: Until = None,
) -> None:
    """Write the tables of the history to files; answers about your health are left out."""
    from posture.app.history import write_tables

    for path in write_tables(folder, str(form), _span(since, until)):
        out.print(visible(path), soft_wrap=True)


@app.command(epilog="Example: posture history purge --older 90d")
def purge(
    before: Annotated[
        str | None, typer.Option(metavar="DATE", help="Delete everything from before this day.")
    ] = None,
    older: Annotated[
        str | None, typer.Option(metavar="90d", help="Delete everything that is older.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete what is old, diary and coach included; it cannot be brought back."""
    from posture.app.history import forget

    end = _purged(before, older)
    if not yes:
        typer.confirm(f"Delete everything from before {end:%Y-%m-%d %H:%M}?", abort=True)
    forget(end)
    out.print(f"deleted: everything from before {end:%Y-%m-%d %H:%M}")


@app.command(epilog="Example: posture history backup posture-2026-03.sqlite3")
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The copy; replaced if there.")],
) -> None:
    """Copy the whole history into a file; a running watch is not disturbed."""
    from posture.app.history import copy

    copy(file)
    out.print(visible(file), soft_wrap=True)


@app.command(epilog="Example: posture history add posture-results --baseline home-desk")
def add(
    path: Annotated[
        Path,
        typer.Argument(
            metavar="PATH",
            help="Folder of `posture analyze --out`, or of `posture history export --format json`.",
        ),
    ],
    at: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d %H:%M"], help="When it was recorded, local time."),
    ] = None,
    baseline: Annotated[
        str,
        typer.Option(
            metavar="auto|START-END|PROFILE",
            help="Upright reference: found, seconds of the recording, or a profile.",
        ),
    ] = _FOUND,
    config: Annotated[Path | None, typer.Option("--config", help="Settings file (TOML).")] = None,
) -> None:
    """Add analysed recordings, measured again from their landmarks, or an exported history."""
    from posture.app.importing import add as add_recordings
    from posture.app.importing import add_export
    from posture.app.reference import parse_baseline
    from posture.outputs.exported import is_export

    if is_export(path):
        if at is not None or baseline != _FOUND:
            raise ConfigError("--at and --baseline are for recordings; an export has its own.")
        add_export(path)
        return
    when = None if at is None else at.astimezone()
    raise typer.Exit(add_recordings(path, parse_baseline(baseline), load_config(config), at=when))


def _purged(before: str | None, older: str | None) -> datetime:
    if (before is None) == (older is None):
        raise ConfigError("Expected one of --before DATE and --older 90d; give one of them.")
    now = datetime.now().astimezone()
    return wallclock.since(before, now) if before is not None else now - parse_duration(older or "")


def _span(since: str | None, until: str | None) -> tuple[float, float]:
    now = datetime.now().astimezone()
    begin = 0.0 if since is None else wallclock.since(since, now).timestamp()
    end = 1e12 if until is None else wallclock.since(until, now).timestamp()
    return begin, end


def _days(since: str | None, until: str | None) -> tuple[datetime, datetime]:
    now = datetime.now().astimezone()
    begin = datetime.fromtimestamp(0, UTC) if since is None else wallclock.first_day(since, now)
    end = datetime.max.replace(tzinfo=UTC) if until is None else wallclock.since(until, now)
    return begin, end
