"""A camera to the profiles that were made with it: one for each desk where it stands."""

from collections.abc import Iterator
from pathlib import Path

from posture.app import profiles
from posture.app.eyes import Reference
from posture.app.terminal import complain
from posture.app.wiring import read_profile
from posture.errors import CalibrationError
from posture.profile import Profile
from posture.sources.named import Source

STANDING = "standing"  # what the name of a second profile ends with


def references(named: str | None, source: Source) -> dict[str, Reference]:
    """Return by name what to measure against: the profile asked for, else those of the camera.

    A camera without any is measured against the profile that is used by default.

    Raises
    ------
    CalibrationError
        When the profile that was asked for cannot be read.
    """
    if named is not None:
        return {named: (read_profile(named), _standing(named))}
    used = profiles.used()
    names = list(_of(source)) or ([] if used is None else [used])
    return {name: (one, _standing(name)) for name in names if (one := _read(name)) is not None}


def own(source: Source, used: str | None = None) -> str:
    """Return which profile a calibration makes anew: the one in use, if it is the camera's."""
    return used if used is not None and used in _of(source) else profiles.name_for(source.label)


def _of(source: Source) -> Iterator[str]:
    """Give the names of the profiles of a camera, those for standing left out."""
    there = profiles.names()
    for name in there:
        base = name.removesuffix(f" {STANDING}")
        if base != name and base in there:
            continue
        if name == profiles.name_for(source.label) or _origin(name) == source.label:
            yield name


def _origin(name: str) -> str | None:
    profile = _read(name)
    return None if profile is None else profile.origin


def _standing(name: str) -> Profile | None:
    """Return the profile for standing at the same desk."""
    path = profiles.folder() / f"{name} {STANDING}.json"
    return _read(path.stem) if Path(name).name == name and path.is_file() else None


def _read(name: str) -> Profile | None:
    """Read a profile that nobody asked for; a broken one is said and left out."""
    try:
        return read_profile(name)
    except CalibrationError as error:
        complain(error)
        return None
