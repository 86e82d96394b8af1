"""A device to whether another program uses it, so that a watch gives way to a call."""

import sys
from enum import StrEnum
from pathlib import Path


class UsedBy(StrEnum):
    """Who uses a device beside this program."""

    ANOTHER = "another program"
    NOBODY = "nobody"
    CANNOT_TELL = "cannot tell"


def used_by(device: Path, within_s: float = 0.5) -> UsedBy:
    """Return whether another program of this user has a device open; it takes no longer than that.

    Only on Linux so far: elsewhere it cannot be told.
    """
    if sys.platform != "linux":
        return UsedBy.CANNOT_TELL
    from posture.sources.others_linux import is_used

    used = is_used(device, within_s)
    if used is None:
        return UsedBy.CANNOT_TELL
    return UsedBy.ANOTHER if used else UsedBy.NOBODY
