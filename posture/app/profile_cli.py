"""`posture profile`: the upright postures that are kept, by name."""

import json
from typing import Annotated

import typer
from rich import box
from rich.table import Table

from posture.app import profiles
from posture.app.keep import shrug_text, summary
from posture.app.terminal import complain, err, out, visible
from posture.app.wiring import profile_text, read_profile
from posture.errors import CalibrationError
from posture.profile import Profile, to_mapping

app = typer.Typer(
    help="Profiles: the upright postures that are kept, by name.",
    epilog="Example: posture profile use home-desk",
    no_args_is_help=True,
)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
Name = Annotated[str, typer.Argument(help="Name of a profile.", show_default=False)]


@app.command("list", epilog="Example: posture profile list --json")
def list_profiles(as_json: AsJson = False) -> None:
    """Say which profiles there are, and which one is used by default."""
    found, broken = _read()
    if as_json:
        rows = [{"name": name, "used": name == profiles.used(), **to_mapping(profile)}
                for name, profile in found.items()]  # fmt: skip
        print(json.dumps(rows))
    elif found:
        out.print(_table(found))
    else:
        err.print("no profiles yet; `posture calibrate` makes one.")
    raise typer.Exit(1 if broken else 0)


@app.command(epilog="Example: posture profile show home-desk")
def show(name: Name, as_json: AsJson = False) -> None:
    """Say what a profile holds and what is missing in it."""
    path = profiles.existing(name)
    profile = read_profile(path)
    if as_json:
        print(profile_text(profile), end="")
    else:
        out.print(visible(path), soft_wrap=True)
        out.print(summary(profile))


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


def _read() -> tuple[dict[str, Profile], int]:
    found, broken = {}, 0
    for name in profiles.names():
        try:
            found[name] = read_profile(profiles.existing(name))
        except CalibrationError as error:
            broken += 1
            complain(error)
    return found, broken


def _table(found: dict[str, Profile]) -> Table:
    table = Table("name", "used", "view", "taped", "full shrug", "made", "from", box=box.SIMPLE)
    used = profiles.used()
    for name, profile in found.items():
        taped = "–" if profile.taped_cm is None else f"{profile.taped_cm:g} cm"
        made = (profile.created_at or "–").partition("T")[0]
        mark = "yes" if name == used else ""
        cells = (name, mark, str(profile.view), taped, shrug_text(profile), made, profile.origin)
        table.add_row(*map(visible, cells))
    return table
