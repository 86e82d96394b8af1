"""Sentences to the terminal: what fails and why, and none of the networks' own log lines."""

import logging
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper

from rich.console import Console
from rich.text import Text

from posture.errors import ConfigError, PostureError

# Names of files are shown as they are: "[red]" and ":smile:" are no markup.
out = Console(highlight=False, markup=False, emoji=False)
err = Console(stderr=True, highlight=False, markup=False, emoji=False)


def complain(what: object, *, style: str = "yellow") -> None:
    """Say on stderr, in one line, what was wrong."""
    err.print(Text.assemble(("posture:", style), f" {visible(what)}"), soft_wrap=True)


def fail(error: PostureError) -> int:
    """Say why nothing could be done and return the exit code."""
    complain(error, style="red")
    return exit_code([error])


def exit_code(errors: Sequence[PostureError]) -> int:
    """Return 0 for no error, 2 when a setting was wrong, else 1."""
    if any(isinstance(error, ConfigError) for error in errors):
        return 2
    return 1 if errors else 0


def visible(text: object) -> str:
    r"""Return text without control characters or bytes that are no text: they show as codes.

    Examples
    --------
    >>> visible("a\x1b[31mb\udcff.mp4")
    'a\\x1b[31mb\\udcff.mp4'
    """
    return "".join(c if c.isprintable() else _code(c) for c in str(text))


def _code(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def forgive_encodings() -> None:
    """Let signs that the terminal's encoding lacks appear as codes instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def quieten(*, verbose: bool = False) -> None:
    """Keep log lines off the screen, unless they are asked for."""
    if verbose:
        logging.basicConfig(level=logging.DEBUG)
    else:
        hush()


def hush() -> None:
    """Send what native libraries write to descriptor 2 nowhere, until the process ends.

    Their threads may write to the very last moment. Python's own stderr keeps going where it went.
    """
    logging.basicConfig(handlers=[logging.NullHandler()])
    screen = sys.__stderr__
    if sys.stderr is not screen:  # somebody captures it already
        return
    if screen is not None:  # closed by whoever started the program
        screen.flush()
        kept = os.dup(2)
        sys.stderr = os.fdopen(
            kept, "w", buffering=1, encoding=screen.encoding, errors="backslashreplace"
        )
    nowhere = os.open(os.devnull, os.O_WRONLY)
    if nowhere != 2:
        os.dup2(nowhere, 2)
        os.close(nowhere)
