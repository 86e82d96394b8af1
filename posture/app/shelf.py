"""Named profiles to the screen: all of them in a table, or one with what is missing in it."""

import json
from pathlib import Path

from rich import box
from rich.table import Table

from posture.app import profiles
from posture.app.keep import shrug_text, summary
from posture.app.terminal import complain, err, out, visible
from posture.app.wiring import profile_text, read_profile
from posture.errors import CalibrationError
from posture.profile import Profile, to_mapping


def print_all(*, as_json: bool) -> int:
    """Print every profile and return the exit code: 1 when one cannot be read."""
    found, broken = {}, False
    for name in profiles.names():
        try:
            found[name] = read_profile(profiles.existing(name))
        except CalibrationError as error:
            broken = True
            complain(error)
    if as_json:
        used = profiles.used()
        rows = [{"name": name, "used": name == used, **to_mapping(p)} for name, p in found.items()]
        print(json.dumps(rows))
    elif found:
        out.print(_table(found))
    elif not broken:
        err.print("no profiles yet; `posture calibrate` makes one.")
    return int(broken)


def print_one(path: Path, *, as_json: bool) -> None:
    """Print what a profile holds."""
    profile = read_profile(path)
    if as_json:
        print(profile_text(profile), end="")
        return
    out.print(visible(path), soft_wrap=True)
    out.print(summary(profile))


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
