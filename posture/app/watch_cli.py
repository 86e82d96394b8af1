"""`posture watch`: look through a camera while somebody works."""

from typing import Annotated

import typer

from posture.app.settings import load_config
from posture.app.terminal import quieten
from posture.durations import parse_duration

Flag = typer.Option
FIRST = "0"
"""The camera that is taken where none is named."""


def watch(
    source: Annotated[
        str, typer.Argument(help="Camera (number, name, device), address, or film at its own pace.")
    ] = FIRST,
    for_: Annotated[
        str | None, typer.Option("--for", metavar="TIME", help="End after that time, as 60s or 8h.")
    ] = None,
    rate: Annotated[
        float | None,
        typer.Option(min=0.1, max=30, help="Looks a second; default: 1 to 5, as much as happens."),
    ] = None,
    profile: Annotated[
        str | None,
        typer.Option(help="Upright posture to measure against; default: that of the camera."),
    ] = None,
    preview: Annotated[bool, Flag("--preview", help="Show a window with what is seen.")] = False,
    release_when_idle: Annotated[
        bool, Flag("--release-when-idle", help="Open the camera for 2 s of each 20 s only.")
    ] = False,
    quiet: Annotated[bool, Flag("--quiet", help="Show nothing in the terminal.")] = False,
    no_history: Annotated[bool, Flag("--no-history", help="Keep no measurements.")] = False,
    as_json: Annotated[bool, Flag("--json", help="Print one JSON object a second.")] = False,
    verbose: Annotated[
        bool, Flag("--verbose", "-v", help="Say more, also of the networks.")
    ] = False,
) -> None:
    """Watch your posture while you work, and say something when it is worth it."""
    quieten(verbose=verbose)
    from posture.app.watch import Wish, watch

    wish = Wish(
        source=source,
        for_s=None if for_ is None else parse_duration(for_).total_seconds(),
        rate_hz=rate,
        profile=profile,
        preview=preview,
        release_when_idle=release_when_idle,
        quiet=quiet,
        history=not no_history,
        as_json=as_json,
    )
    raise typer.Exit(watch(wish, load_config()))
