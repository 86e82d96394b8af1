"""Names to profiles: where they lie, what they may be called, and which one is used by default."""

import re
from collections.abc import Iterator
from pathlib import Path

from posture.app.settings import home
from posture.errors import ConfigError, StoreError
from posture.outputs.files import atomic

_NAME = re.compile(r"[^\W_](?:[\w -]{0,61}\w)?")
_TAKEN = re.compile(r"(?:auto|con|prn|aux|nul|com\d|lpt\d|\d+-\d+)", re.IGNORECASE)
_USED = "used"  # holds the name of the profile that is used by default
_SUFFIX = ".json"


def folder() -> Path:
    """Return where named profiles lie."""
    return home("config") / "profiles"


def path_of(named: str | Path) -> Path:
    """Return the file of a profile that was given as a name or as a path.

    What names a folder or ends like a file, or is a file, is a path.
    """
    path = Path(named)
    if path.suffix or len(path.parts) > 1 or path.is_file():
        return path
    return folder() / f"{checked(str(named))}{_SUFFIX}"


def checked(name: str) -> str:
    """Return the name, or refuse one that no file on any system, or no option, could carry.

    Examples
    --------
    >>> checked("home desk")
    'home desk'
    >>> checked("../me")
    Traceback (most recent call last):
    posture.errors.ConfigError: '../me': expected the name of a profile, made of letters, digits, \
spaces, - and _ (64 at most, neither auto nor START-END); choose another one.
    """
    if _NAME.fullmatch(name) is None or _TAKEN.fullmatch(name) is not None:
        raise ConfigError(
            f"{name!r}: expected the name of a profile, made of letters, digits, spaces, - and _ "
            "(64 at most, neither auto nor START-END); choose another one."
        )
    return name


def name_for(label: str) -> str:
    """Return the name that a camera, stream or film gives to its profile.

    Examples
    --------
    >>> name_for("HD Webcam: HD Webcam"), name_for("rtsp://10.0.0.7/live"), name_for("me/desk.mp4")
    ('hd-webcam-hd-webcam', 'rtsp-10-0-0-7-live', 'desk')
    """
    text = label if "://" in label else Path(label).stem
    name = re.sub(r"[\W_]+", "-", text.lower()).strip("-")[:40].strip("-")
    usable = _NAME.fullmatch(name) is not None and _TAKEN.fullmatch(name) is None
    return name if usable else f"camera-{name}".strip("-")


def names() -> list[str]:
    """Return the names of all profiles, in order."""
    return sorted(path.stem for path in folder().glob(f"*{_SUFFIX}"))


def existing(name: str) -> Path:
    """Return the file of a named profile, or say which there are."""
    path = folder() / f"{checked(name)}{_SUFFIX}"
    if not path.is_file():
        there = ", ".join(names())
        raise ConfigError(
            f"{name}: expected one of your profiles, found "
            f"{f'only {there}' if there else 'none at all'}; make one with `posture calibrate`."
        )
    return path


def used() -> str | None:
    """Return the profile that is used by default: the one chosen, else the only one."""
    try:
        chosen = (folder() / _USED).read_text(encoding="utf-8").strip()
    except OSError:
        chosen = ""
    there = names()
    if chosen in there:
        return chosen
    return there[0] if len(there) == 1 else None


def default() -> Path:
    """Return the file of the profile that is used by default."""
    name = used()
    if name is None:
        there = ", ".join(names())
        chosen = f"choose one of {there} with `posture profile use`"
        raise ConfigError(
            "Expected a profile that is used by default, found none; "
            f"{chosen if there else 'make one with `posture calibrate`'}."
        )
    return existing(name)


def use(name: str) -> None:
    """Choose the profile that is used by default."""
    existing(name)
    with atomic(folder() / _USED) as handle:
        handle.write(f"{name}\n")


def remove(name: str) -> None:
    """Delete a profile; if it was chosen, none is."""
    for path in _with_choice(name):
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(
                f"{path}: expected a file that can be removed, found {error.strerror}; "
                "remove it yourself."
            ) from error


def _with_choice(name: str) -> Iterator[Path]:
    path = existing(name)
    if used() == name:
        yield folder() / _USED
    yield path
