"""Progress is a bar on a terminal and a plain line now and then elsewhere."""

import io
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from posture.app.progress import shown
from tests.frames import SAMPLES, sample_frames
from tests.program import command, spawn
from tests.recorded import film


@pytest.fixture
def screen() -> io.StringIO:
    return io.StringIO()


def every_line(screen: io.StringIO, label: str, *, total: float | None) -> list[str]:
    """Report three steps that are seconds apart."""
    times_s = iter([100.0, 101.0, 106.0, 112.0])
    console = Console(file=screen, markup=False)
    with shown(console, label, clock=lambda: next(times_s)) as report:
        for done in (1.0, 5.0, 10.0):
            report(done, total)
    return screen.getvalue().splitlines()


def test_lines_come_every_few_seconds_and_say_what_is_left(screen: io.StringIO) -> None:
    assert every_line(screen, "desk", total=20.0) == [
        "desk: 25 %, about 19 s left",
        "desk: 50 %, about 12 s left",
    ]


def test_without_a_known_end_the_time_so_far_is_told(screen: io.StringIO) -> None:
    assert every_line(screen, "desk", total=None) == [
        "desk: working since 6 s",
        "desk: working since 12 s",
    ]


def test_more_than_was_announced_is_not_more_than_all(screen: io.StringIO) -> None:
    assert every_line(screen, "desk", total=4.0)[-1] == "desk: 100 %, about 0 s left"


def test_a_name_is_shown_as_it_is(screen: io.StringIO) -> None:
    assert every_line(screen, "[red]a\nb", total=20.0)[0].startswith("[red]a\\nb: 25 %")


def test_a_terminal_gets_a_bar_that_goes_away(screen: io.StringIO) -> None:
    terminal = Console(file=screen, force_terminal=True, width=80, markup=False, no_color=True)

    with shown(terminal, "[red]desk") as report:
        report(5.0, 10.0)

    assert "[red]desk" in screen.getvalue()
    assert "50 %" in screen.getvalue()
    assert screen.getvalue().endswith("\x1b[2K")  # the line is wiped


@pytest.mark.model
def test_a_pipe_gets_plain_lines_and_not_a_word_of_the_networks() -> None:
    with subprocess.Popen(
        command("analyze", SAMPLES / "desk-front.mp4", "--out", os.devnull),
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        complained = process.communicate()[1]

    assert "expected a folder that results can be written to" in complained
    assert len(complained.splitlines()) == 1


@pytest.mark.model
def test_a_long_recording_says_how_far_it_is(tmp_path: Path) -> None:
    with subprocess.Popen(
        command("analyze", SAMPLES / "desk-front.mp4", "--rate", "10", "--out", tmp_path),
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stderr is not None
        line = process.stderr.readline().decode()
        process.kill()

    assert re.fullmatch(r"desk-front: \d+ %, \d\.\d of 2\.0 min of video.*\n", line)


@pytest.mark.model
@pytest.mark.parametrize("no_color", [None, "1"])
def test_a_screen_shows_colours_unless_told_otherwise(tmp_path: Path, no_color: str | None) -> None:
    clip = film(tmp_path / "desk.mp4", [frame.image for frame in sample_frames("front", 8)])
    shown_text = on_a_screen(command("analyze", clip, "--out", tmp_path), no_color=no_color)

    assert "desk" in shown_text
    assert ("\x1b[3" in shown_text) == (no_color is None)
    assert "W0000" not in shown_text
    assert "INFO:" not in shown_text


def on_a_screen(words: list[str], *, no_color: str | None) -> str:
    """Run a command whose stderr is a terminal and return what that shows."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80"}
    environment.pop("NO_COLOR", None)
    if no_color is not None:
        environment["NO_COLOR"] = no_color
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=theirs, env=environment):
        os.close(theirs)
        text = b""
        try:
            while piece := os.read(ours, 4096):
                text += piece
        except OSError:  # how Linux says that nobody writes any more
            pass
    os.close(ours)
    return text.decode()


@pytest.mark.model
def test_an_ordinary_run_leaves_stderr_empty(tmp_path: Path) -> None:
    clip = film(tmp_path / "desk.mp4", [frame.image for frame in sample_frames("front", 3)])

    ended = spawn("analyze", clip, "--out", tmp_path)

    assert ended.code == 0
    assert ended.err == ""


@pytest.mark.model
def test_verbose_lets_the_networks_speak(tmp_path: Path) -> None:
    clip = film(tmp_path / "desk.mp4", [frame.image for frame in sample_frames("front", 3)])

    ended = spawn("analyze", clip, "--verbose", "--out", tmp_path)

    assert ended.code == 0
    assert "TensorFlow Lite" in ended.err


@pytest.mark.model
@pytest.mark.skipif(sys.platform == "win32", reason="a shell closes the stream")
@pytest.mark.parametrize("closed", ["2>&-", ">&-"])
def test_a_closed_stream_does_no_harm(tmp_path: Path, closed: str) -> None:
    clip = film(tmp_path / "desk.mp4", [frame.image for frame in sample_frames("front", 3)])
    words = command("analyze", clip, "--out", tmp_path / "r")

    ended = subprocess.run(["sh", "-c", f'"$@" {closed}', "sh", *words], check=False)

    assert ended.returncode == 0
    assert (tmp_path / "r" / "desk" / "report.html").exists()
