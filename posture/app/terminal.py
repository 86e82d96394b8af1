"""Sentences to the terminal: what goes well, what fails, and none of the networks' own log lines."""

import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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


def exit_code(errors: list[PostureError]) -> int:
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


@contextmanager
def quiet(*, verbose: bool = False) -> Iterator[None]:
    """Keep the networks' log lines off the screen, unless they are asked for."""
    if verbose:
        logging.basicConfig(level=logging.DEBUG)
        yield
        return
    restore = hush()
    try:
        yield
    finally:
        restore()


def hush() -> Callable[[], None]:
    """Send what native libraries write to descriptor 2 nowhere and return how to undo it.

    Python's own stderr keeps going where it went.
    """
    logging.basicConfig(handlers=[logging.NullHandler()])
    nowhere = os.open(os.devnull, os.O_WRONLY)
    screen = sys.stderr
    if screen is None or not _is_descriptor_2(screen):
        os.close(nowhere)
        return lambda: None
    screen.flush()
    kept = os.dup(2)
    sys.stderr = os.fdopen(
        os.dup(2), "w", buffering=1, encoding=screen.encoding, errors="backslashreplace"
    )
    os.dup2(nowhere, 2)
    os.close(nowhere)

    def restore() -> None:
        sys.stderr.close()
        sys.stderr = screen
        os.dup2(kept, 2)
        os.close(kept)

    return restore


def _is_descriptor_2(stream: object) -> bool:
    return isinstance(stream, TextIOWrapper) and stream.fileno() == 2
