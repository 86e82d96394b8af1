"""The first run of a watch: it leads through a calibration, in a window too, and goes on."""

import subprocess
import sys
from pathlib import Path

import pytest

from posture.app.settings import config_path
from posture.guidance import Step
from posture.instructions import say
from tests import desktop
from tests.frames import sample_frames
from tests.program import command, spawn, start
from tests.recorded import film
from tests.typed import typed
from tests.watches import FILM, START_S, rows, status, until, watching

QUICK = "[calibration]\nupright_s = 3.0\nsettle_s = 0.5\n"  # the others wait for a key

pytestmark = pytest.mark.model


@pytest.mark.skipif(not desktop.is_there(), reason="needs Xvfb")
def test_the_window_leads_through_the_calibration_and_a_key_in_it_skips_the_shrug(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config_path().parent.mkdir(parents=True)
    config_path().write_text(QUICK, "utf-8")
    profile, said = config_path().parent / "profiles" / "desk-front.json", tmp_path / "said.txt"

    with desktop.screen(tmp_path, monkeypatch, "1600x900") as screen, said.open("w") as stderr:
        watch = subprocess.Popen(command("watch", FILM, "--preview", "--quiet"), stderr=stderr)
        try:
            assert until(lambda: say(Step.SHRUG) in said.read_text("utf-8"), START_S)
            assert until(lambda: pressed("s", screen) and profile.exists(), START_S)
            assert until(lambda: bool(status().get("now")), START_S)
            assert status()["profile"] == "desk-front"
        finally:
            watch.kill()
            watch.wait()

    assert "shrug: skipped" in profile.read_text("utf-8")


def test_a_calibration_that_is_refused_or_left_ends_no_watch(tmp_path: Path) -> None:
    clip = film(tmp_path / "short.mp4", [one.image for one in sample_frames("front", 6)])

    refused = typed("watch", clip, script=[], home=tmp_path / "home")
    left = typed("watch", clip, script=[(say(Step.UPRIGHT)[:20], "q")], home=tmp_path / "home")

    assert (refused.code, left.code) == (0, 0)
    assert "The watch goes on; `posture recalibrate` tries again." in " ".join(refused.out.split())
    assert all("no profile of it yet" in " ".join(one.out.split()) for one in (refused, left))
    assert rows("SELECT count(*) FROM session WHERE reason = 'the film is over'") == [(2,)]


def test_a_calibration_is_asked_and_called_away_from_like_a_watch() -> None:
    with start("watch", FILM, "--preview", "--quiet") as watch:  # without a screen to show it on
        try:
            assert until(lambda: "calibrating" in str(status()["reason"]), START_S)
            assert spawn("pause", "30m").code == 0
            assert until(lambda: status()["state"] == "paused", START_S)
            assert str(status()["reason"]).startswith("until ")

            assert spawn("stop").code == 0
            assert watch.wait(60) == 0
        finally:
            watch.kill()


def test_without_terminal_and_window_each_step_comes_as_a_prompt(tmp_path: Path) -> None:
    heard, voice = tmp_path / "heard.txt", tmp_path / "voice.py"
    voice.write_text("import sys\nopen(sys.argv[1], 'a').write(sys.argv[-1] + '\\n')\n", "utf-8")
    notify = f"[notify]\ndesktop = false\ncommand = '{sys.executable} {voice} {heard}'\n"
    config_path().parent.mkdir(parents=True)
    config_path().write_text(f"{notify}{QUICK}patience_s = 1.0\n", "utf-8")

    with watching(FILM, "--quiet"):
        assert spawn("recalibrate").code == 0
        assert until(lambda: status()["profile"] == "desk-front", START_S)

    said = heard.read_text("utf-8").splitlines()
    assert [line for line in said if line in map(say, Step)][:2] == list(map(say, Step))[:2]


def pressed(key: str, screen: desktop.Desktop) -> bool:
    desktop.press_key(screen.display, key)
    return True
