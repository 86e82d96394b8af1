"""`posture report`: how the days went, as one page."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from posture.app import wallclock
from posture.app.settings import load_config

_SUFFIX = ".html"


def report(
    since: Annotated[
        str, typer.Option(metavar="7d|DATE", help="From so many days ago, or from a day.")
    ] = "7d",
    until: Annotated[
        str | None, typer.Option(metavar="DATE", help="Only what lies before this day.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="The page; replaced if there.")
    ] = None,
    show: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
    pdf: Annotated[bool, typer.Option("--pdf", help="Print it beside the page, on A4.")] = False,
    therapist: Annotated[
        bool, typer.Option("--therapist", help="One page to print for a therapist instead.")
    ] = False,
    professional: Annotated[
        bool, typer.Option("--professional", help="Unfold the part for professionals.")
    ] = False,
    change: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Compare the days before and from this one on."),
    ] = None,
    what: Annotated[str, typer.Option(help="What was changed on that day.")] = "",
    config: Annotated[Path | None, typer.Option("--config", help="Settings file (TOML).")] = None,
) -> None:
    """Make a page of the days: how they went, load, breaks, advice, pain; nothing is sent."""
    from posture.app.report import Wish
    from posture.app.report import report as write

    now = datetime.now().astimezone()
    begin = wallclock.first_day(since, now)
    end = now if until is None else min(now, wallclock.since(until, now))
    name = "posture-therapist.html" if therapist else "posture-report.html"
    wish = Wish(
        begin=begin,
        end=end,
        path=_path(file or Path(name)),
        changed=None if change is None else wallclock.since(change, now).date(),
        what=what,
        therapist=therapist,
        professional=professional,
        pdf=pdf,
        show=show,
    )
    write(wish, load_config(config).alerts)


def _path(path: Path) -> Path:
    """Return the page's path; who names a PDF means the page beside it."""
    return path if path.suffix == _SUFFIX else path.with_suffix(_SUFFIX)
