"""The program at a real terminal: wait for what it says, then type."""

import os
import pty
import select
import signal
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path

from tests.program import Ended, command

_PATIENCE_S = 60.0
CTRL_C = "\x03"


def typed(*arguments: object, script: Iterable[tuple[str, str]], home: Path) -> Ended:
    """Run a command on a pseudo-terminal; type each answer when its cue has appeared."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "POSTURE_HOME": str(home), "COLUMNS": "100", "NO_COLOR": "1"}
    process = subprocess.Popen(
        command(*arguments), stdin=theirs, stdout=theirs, stderr=theirs, env=environment
    )
    os.close(theirs)
    screen = _Screen(ours)
    try:
        for cue, answer in script:
            screen.wait_for(cue)
            if answer == CTRL_C:
                process.send_signal(signal.SIGINT)
            else:
                os.write(ours, answer.encode())
        screen.wait_for(None)
        return Ended(code=process.wait(_PATIENCE_S), out=screen.text, err="")
    finally:
        process.kill()
        process.wait()
        os.close(ours)


class _Screen:
    def __init__(self, descriptor: int) -> None:
        self._descriptor, self._seen, self._read = descriptor, b"", 0

    @property
    def text(self) -> str:
        return self._seen.decode(errors="replace").replace("\r\n", "\n")

    def wait_for(self, cue: str | None) -> None:
        """Read on until the cue appears, or to the end where there is none."""
        end_s = time.monotonic() + _PATIENCE_S
        while cue is None or (place := self._seen.find(cue.encode(), self._read)) < 0:
            left_s = max(0.0, end_s - time.monotonic())
            ready, _, _ = select.select([self._descriptor], [], [], left_s)
            assert ready, f"waited for {cue!r}, saw: {self.text[-500:]}"
            if not self._more():
                assert cue is None, f"ended before {cue!r}: {self.text[-500:]}"
                return
        self._read = place + len(cue.encode())

    def _more(self) -> bool:
        try:
            got = os.read(self._descriptor, 4096)
        except OSError:  # the other end was closed
            got = b""
        self._seen += got
        return len(got) > 0
