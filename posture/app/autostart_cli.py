"""`posture autostart`: whether the desktop starts a watch at login."""

import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from posture.app.terminal import complain, out, visible
from posture.errors import StoreError
from posture.outputs.autostart import Desktop
from posture.outputs.files import atomic

app = typer.Typer(
    help="Whether your desktop starts a watch when you log in.",
    epilog="Example: posture autostart enable",
    no_args_is_help=True,
)


@app.command(epilog="Example: posture autostart enable 'HD Webcam'")
def enable(
    source: Annotated[
        str | None, typer.Argument(metavar="[CAMERA]", help="What to watch; default: camera 0.")
    ] = None,
) -> None:
    """Write the file that starts a watch at login, and say where it lies."""
    desktop = _desktop()
    words = [*_program(), "watch", *([] if source is None else [source]), "--quiet"]
    with atomic(desktop.path) as handle:
        handle.write(desktop.written(words))
    out.print(visible(f"enabled: {desktop.path}"), soft_wrap=True)


@app.command(epilog="Example: posture autostart disable")
def disable() -> None:
    """Delete that file; a running watch goes on."""
    path = _desktop().path
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(
            f"{path}: expected a file that can be deleted, found {error.strerror}; delete it "
            "yourself."
        ) from error
    out.print("disabled")


@app.command(epilog="Example: posture autostart status")
def status(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> None:
    """Say whether a watch is started at login, and by which program; exit 1 if it cannot be."""
    desktop = _desktop()
    program = _started(desktop)
    exists = program is not None and Path(program).exists()
    if as_json:
        found = {"enabled": program is not None, "file": str(desktop.path), "program": program,
                 "program_exists": exists}  # fmt: skip
        print(json.dumps(found))
    elif program is None:
        out.print("disabled")
    else:
        out.print(visible(f"enabled: {program}, by {desktop.path}"), soft_wrap=True)
    if program is not None and not exists:
        complain(
            f"{program}: expected the program that is started at login, found nothing there; "
            "`posture autostart enable` writes it anew."
        )
    raise typer.Exit(0 if exists else 1)


def _desktop() -> Desktop:
    return Desktop(sys.platform, Path.home(), os.environ)


def _started(desktop: Desktop) -> str | None:
    try:
        return desktop.program(desktop.path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return None


def _program() -> list[str]:
    """Return the words that start this program, wherever it is called from."""
    beside = [Path(sys.executable).with_name(name) for name in ("posture", "posture.exe")]
    found = [str(path) for path in beside if path.exists()]
    return found[:1] or [sys.executable, "-m", "posture"]
