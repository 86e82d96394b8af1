"""`posture profile`: the upright postures that are kept, by name."""

from typing import Annotated

import typer

from posture.app import profiles
from posture.app.terminal import out

app = typer.Typer(
    help="Profiles: the upright postures that are kept, by name.",
    epilog="Example: posture profile use home-desk",
    no_args_is_help=True,
)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Name = Annotated[str, typer.Argument(help="Name of a profile.", show_default=False)]


@app.command("list", epilog="Example: posture profile list --json")
def list_profiles(as_json: AsJson = False) -> None:
    """Say which profiles there are, and which one is used by default."""
    from posture.app.shelf import print_all

    raise typer.Exit(print_all(as_json=as_json))


@app.command(epilog="Example: posture profile show home-desk")
def show(
    name: Annotated[
        str | None, typer.Argument(help="Name of a profile; without it the one used by default.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say what a profile holds and what is missing in it."""
    from posture.app.shelf import print_one

    path = profiles.default() if name is None else profiles.existing(name)
    print_one(path, as_json=as_json)


@app.command(epilog="Example: posture profile use home-desk")
def use(name: Name) -> None:
    """Choose the profile that is used where none is named."""
    profiles.use(name)
    out.print(f"used by default: {name}")


@app.command(epilog="Example: posture profile remove home-desk")
def remove(name: Name) -> None:
    """Delete a profile."""
    profiles.remove(name)
    out.print(f"removed: {name}")
