"""The command line explains itself, completes itself, and refuses what it does not understand."""

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from posture.app.cli import app
from posture.app.settings import posture_version
from tests.program import call

FIRST_ANSWERS = ("--version", "--help", "config path", "models path")
HEAVY = ("av", "cv2", "mediapipe", "plotly", "jinja2", "contourpy", "matplotlib", "PIL")


def below(command: Any, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Give the words of a command and of everything below it."""
    yield words
    for name, one in getattr(command, "commands", {}).items():
        yield from below(one, (*words, name))


@pytest.mark.parametrize("words", list(below(typer.main.get_command(app))), ids=" ".join)
def test_every_command_has_help_with_an_example(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    ended = call(capsys, *words, "--help")

    assert ended.code == 0
    assert "Usage: posture" in ended.out
    assert "Example: " in ended.out
    assert f"posture {' '.join(words)}".strip() in ended.out.split("Example: ")[1]


def test_the_version_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(capsys, "--version").out == f"posture {posture_version()}\n"


@pytest.mark.parametrize("words", FIRST_ANSWERS)
def test_what_needs_no_recording_loads_nothing_heavy(words: str) -> None:
    code = (
        "import sys\nfrom posture.app.cli import main\n"
        f"sys.argv = ['posture', *{words.split()}]\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print(*set({HEAVY}) & sys.modules.keys(), file=sys.stderr)"
    )

    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ended.stderr == "\n"


@pytest.mark.parametrize(
    ("arguments", "finding"),
    [
        ("analyze", "Expected recordings or --table with them, found neither"),
        ("analyse me.mp4", "No such command 'analyse'"),
        ("analyze me.mp4 --view above", "'above' is not one of"),
        ("analyze me.mp4 --rate 0", "greater than or equal to 0.1"),
        ("analyze me.mp4 --rate fast", "--rate"),
        ("analyze me.mp4 --hfov-deg 200", "less than or equal to 170"),
        ("analyze me.mp4 --nonsense", "No such option: --nonsense"),
        ("analyze me.mp4 --focal-px nan", "--focal-px"),
        ("calibrate --from me.mp4 --source 1", "--source watches live and --from reads files"),
        ("calibrate --part 0-9", "--part is a part of a recording"),
        ("calibrate --out auto", "expected the name of a profile"),
        ("config", "Usage: posture config"),
    ],
)
def test_wrong_usage_is_exit_2_and_named(
    capsys: pytest.CaptureFixture[str], arguments: str, finding: str
) -> None:
    ended = call(capsys, *arguments.split())

    assert ended.code == 2
    assert finding in ended.err + ended.out
    assert "Traceback" not in ended.err


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (
            "analyze me.mp4 --focal-px 900 --hfov-deg 60",
            2,
            "--focal-px and --hfov-deg say the same thing twice; give one of them.",
        ),
        (
            "calibrate --from me.mp4 --out me.json --focal-px 900 --hfov-deg 60",
            2,
            "--focal-px and --hfov-deg say the same thing twice; give one of them.",
        ),
        (
            "analyze me.mp4 --baseline 5-5.5",
            2,
            "--baseline 5-5.5: expected START-END of at least 1 s, found 0.5 s; choose a longer "
            "part.",
        ),
        (
            "analyze me.mp4 --baseline nobody.json",
            1,
            "--baseline nobody.json: expected auto, START-END in seconds such as 0-12.5, or a "
            "profile, found no such file; make one with "
            "`posture calibrate --from RECORDING --out PROFILE.json`.",
        ),
        (
            "analyze me.mp4 --config nothing.toml",
            2,
            "nothing.toml: expected a settings file, it cannot be read (No such file or "
            "directory); `posture config show` prints one to start from.",
        ),
    ],
)
def test_what_cannot_be_meant_is_one_sentence(
    capsys: pytest.CaptureFixture[str], arguments: str, code: int, sentence: str
) -> None:
    ended = call(capsys, *arguments.split())

    assert (ended.code, ended.err) == (code, f"posture: {sentence}\n")


def complete(words: str) -> list[str]:
    """Ask the program as a shell does when the tabulator is pressed."""
    environment = {
        **os.environ,
        "_POSTURE_COMPLETE": "complete_bash",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split(" ")) - 1),
    }
    ended = subprocess.run(
        [sys.executable, "-c", "from posture.app.cli import app; app(prog_name='posture')"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return ended.stdout.split()


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        ("posture ana", "analyze"),
        ("posture models fe", "fetch"),
        ("posture analyze --base", "--baseline"),
        ("posture analyze --view si", "side"),
    ],
)
def test_the_shell_completes(words: str, completed: str) -> None:
    assert complete(words) == [completed]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_completion_script_can_be_shown(shell: str) -> None:
    code = "from posture.app.cli import app; app(prog_name='posture')"
    environment = {**os.environ, "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}

    ended = subprocess.run(
        [sys.executable, "-c", code, "--show-completion", shell],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )

    assert "_POSTURE_COMPLETE" in ended.stdout
