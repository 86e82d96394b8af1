"""Prompt to a program of the user's own, which gets title and text as its last arguments."""

import os
import shlex
import subprocess
from collections.abc import Mapping

from posture.errors import ConfigError, NotifyError
from posture.ports import Prompt

WITHIN_S = 10.0


class Command:
    """Run a program for every prompt, without a shell and never for longer than ten seconds.

    Raises
    ------
    ConfigError
        When no program is named, or a quotation mark is not closed.
    """

    name = "[notify] command"

    def __init__(self, command: str, environment: Mapping[str, str]) -> None:
        self._words = _words(command)
        self._environment = environment

    def notify(self, prompt: Prompt) -> None:
        """Run the program and wait for its end.

        Raises
        ------
        NotifyError
            When it cannot be run, does not end in time, or ends with an error.
        """
        try:
            subprocess.run(
                [*self._words, prompt.title, prompt.text],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=WITHIN_S,
                check=True,
            )
        except subprocess.TimeoutExpired as error:
            raise self._wrong(f"was stopped after {WITHIN_S:g} s") from error
        except subprocess.CalledProcessError as error:
            raise self._wrong(f"ended with {error.returncode}") from error
        except OSError as error:
            raise self._wrong(f"could not be run ({error.strerror})") from error

    def _wrong(self, what: str) -> NotifyError:
        return NotifyError(
            f"expected a program that ends well within {WITHIN_S:g} s, found that "
            f"{self._words[0]} {what}; try it in a terminal with two words behind it."
        )

    def clear(self) -> None:
        """Leave what the program showed where it is."""

    def close(self) -> None:
        """Nothing is held between two prompts."""


def _words(command: str) -> list[str]:
    """Return program and arguments; on Windows a backslash is no escape."""
    try:
        words = shlex.split(command, posix=os.name == "posix")
    except ValueError:
        words = []
    if not words:
        raise ConfigError(
            "[notify] command: expected a program and its arguments as they are typed, "
            f"found {command!r}; name one, or leave the key out."
        )
    return words
