"""The program as users start it: in this process, or in one of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from posture.app.cli import main


@dataclass(frozen=True, kw_only=True)
class Ended:
    """What a command left on the screen, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def sentences(self) -> list[str]:
        """What was said to the user, one sentence a line."""
        return self.err.splitlines()


def call(capsys: pytest.CaptureFixture[str], *arguments: object) -> Ended:
    """Run a command in this process, which spares the time to start one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["posture", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
    captured = capsys.readouterr()
    assert isinstance(ended.value.code, int)
    return Ended(code=ended.value.code, out=captured.out, err=captured.err)


def command(*arguments: object) -> list[str]:
    """Return the words that start the program."""
    return [sys.executable, "-m", "posture", *map(str, arguments)]


def start(*arguments: object, **options: Any) -> "subprocess.Popen[str]":
    """Start a process of its own that can be interrupted."""
    pipe = subprocess.PIPE
    return subprocess.Popen(command(*arguments), stdout=pipe, stderr=pipe, text=True, **options)


def spawn(
    *arguments: object, environment: Mapping[str, str] | None = None, cwd: Path | None = None
) -> Ended:
    """Run a command in a process of its own, to the end."""
    ended = subprocess.run(
        command(*arguments),
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, **(environment or {})},
        check=False,
    )
    return Ended(code=ended.returncode, out=ended.stdout, err=ended.stderr)


def in_json(
    capsys: pytest.CaptureFixture[str], *arguments: object
) -> tuple[dict[str, Any], list[str]]:
    """Run a command with --json; return what it printed and the sentences beside that."""
    ended = call(capsys, *arguments, "--json")
    found: dict[str, Any] = json.loads(ended.out)
    return found, ended.sentences
