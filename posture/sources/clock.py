"""The system's clocks to one that goes on while the machine sleeps: sleep must show as a jump."""

import sys
import time

# There the usual clock, `time.monotonic`, stands still during sleep, which would hide a night.
_COUNTS_SLEEP = {"linux": "CLOCK_BOOTTIME", "darwin": "CLOCK_MONOTONIC"}


def now_s() -> float:
    """Return seconds since some beginning; they never run back, and count sleep."""
    name = _COUNTS_SLEEP.get(sys.platform)
    return time.monotonic() if name is None else time.clock_gettime(getattr(time, name))
