"""A running watch whose camera another program wants: it gives way, says so, and comes back."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.others import held_by_another
from tests.stand_in import NAME
from tests.watches import FILM, TOLD_S, holds, measuring, rows, status, until

BACK_S = 10.0

pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux can be asked so far"),
]


def test_a_watch_gives_its_camera_to_a_call_and_takes_it_back_after_it(tmp_path: Path) -> None:
    camera = tmp_path / "video0"
    shutil.copy(FILM, camera)
    words = [sys.executable, "-m", "tests.stand_in", str(camera), "watch", "--quiet"]
    watch = subprocess.Popen(words, stderr=subprocess.DEVNULL, text=True)

    with measuring(watch):
        assert holds(watch, camera)
        with held_by_another(camera):
            assert until(lambda: not holds(watch, camera), TOLD_S)
            assert until(lambda: status()["reason"] == "lent to another program", TOLD_S)
            lent = status()
        ended_s = time.monotonic()
        assert until(lambda: holds(watch, camera), BACK_S + TOLD_S)
        back_s = time.monotonic() - ended_s
        assert until(lambda: status()["state"] == "watching", TOLD_S)

        assert (lent["state"], lent["source"], lent["now"]) == ("paused", NAME, {})
        assert back_s > BACK_S - 1.0
        watch.terminate()
        assert watch.wait(60) == 130
    assert rows("SELECT sum(unknown_s) > 5 FROM minute") == [(1,)]  # not seen, never called fine
