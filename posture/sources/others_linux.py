"""/proc to whether another program has a device open."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

_PROCESSES = Path("/proc")
# It opens every camera for a moment to learn its formats; pictures go through the pipewire process.
_HARMLESS = frozenset({"wireplumber"})


def is_used(device: Path, within_s: float) -> bool | None:
    """Return whether another process has it open, ``None`` if the time was too short to tell.

    Processes of other users and of the system cannot be looked into, and count as not using it.
    """
    ends_s = time.monotonic() + within_s
    wanted = str(device.resolve())
    for process in _others():
        if time.monotonic() > ends_s:
            return None
        if wanted in _open_files(process) and _name(process) not in _HARMLESS:
            return True
    return False


def _others() -> list[str]:
    names = os.listdir(_PROCESSES)  # noqa: PTH208 - as below
    return [f"{_PROCESSES}/{one}" for one in names if one.isdecimal() and int(one) != os.getpid()]


def _open_files(process: str) -> Iterator[str]:
    folder = f"{process}/fd"
    try:
        numbers = os.listdir(folder)  # noqa: PTH208 - some thousand entries every second
    except OSError:  # it ended, or is none of ours
        return
    for number in numbers:
        try:
            yield os.readlink(f"{folder}/{number}")  # noqa: PTH115
        except OSError:  # closed in the meantime
            continue


def _name(process: str) -> str:
    try:
        return Path(process, "comm").read_text("utf-8", errors="replace").strip()
    except OSError:
        return ""
