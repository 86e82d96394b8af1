"""Profile to its file and to the screen: what is stored, how sure it is, what is missing."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.table import Table

from posture.app.terminal import complain, out, visible
from posture.app.wiring import write_profile
from posture.profile import SIDES, Profile, Stat
from posture.types import View

_FRONT = {
    "head pitch": ("head_pitch_deg", "°"),
    "eyes to camera": ("eyes_cm", " cm"),
    "head yaw": ("head_yaw_deg", "°"),
}
_SIDE = {
    "head forward": ("side_head_forward_deg", "°"),
    "trunk lean": ("trunk_lean_deg", "°"),
}


def keep(profile: Profile, path: Path, *, problems: Sequence[str], as_json: bool) -> None:
    """Write a profile, say what is wrong with it, and print it or where it lies."""
    text = write_profile(profile, path)
    for problem in (*problems, *(f"{path}: {note}." for note in profile.notes)):
        complain(problem)
    if as_json:
        print(text, end="")
    else:
        out.print(visible(f"{path}: {profile.view} view, {profile.origin}"), soft_wrap=True)


def summary(profile: Profile) -> Table:
    """Return what a profile holds, with standard deviations, and what is missing."""
    table = Table.grid("", "", padding=(0, 2))
    for label, cell in _rows(profile):
        table.add_row(label, visible(cell))
    return table


def shrug_text(profile: Profile) -> str:
    """Return the own full shrug of both sides, as measured."""
    sides = [
        f"{side} {_text(profile.full_shrug_cm[side], ' cm')}"
        for side in SIDES
        if side in profile.full_shrug_cm
    ]
    return ", ".join(sides) or "–"


def _rows(profile: Profile) -> Iterator[tuple[str, str]]:
    for label, (name, unit) in (_SIDE if profile.view is View.SIDE else _FRONT).items():
        stat = profile.upright.get(name)
        yield label, "not seen" if stat is None else _text(stat, unit)
    if profile.view is View.FRONT:
        own = shrug_text(profile) if profile.full_shrug_cm else "that of people in general counts"
        yield "full shrug", own
    lens = profile.lens
    yield "focal length", f"{lens.focal_px:.0f} px ± {lens.relative_sd:.0%} ({lens.source})"
    if lens.source == "assumed":
        yield "", "distances are as unsure; one taped with --distance-cm makes them exact"
    if profile.backdrop is not None:
        yield "place", f"known again by {len(profile.backdrop)} coarse numbers of what is behind"
    for note in profile.notes:
        yield "note", note


def _text(stat: Stat, unit: str) -> str:
    spread = "" if stat.sd is None else f" ± {stat.sd:.1f}"
    return f"{stat.value:.1f}{spread}{unit}"
