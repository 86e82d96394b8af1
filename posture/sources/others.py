"""A device to whether another program uses it, so that a watch gives way to a call."""

import sys
from pathlib import Path


def used_by_another(device: Path, within_s: float = 0.5) -> bool | None:
    """Return whether another program of this user has a device open, ``None`` for *cannot tell*.

    It takes no longer than ``within_s``. Only on Linux so far: elsewhere it cannot be told.
    """
    if sys.platform != "linux":
        return None
    from posture.sources.others_linux import is_used

    return is_used(device, within_s)
