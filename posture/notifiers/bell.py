"""Prompt to the terminal: its bell, and a line that stays."""

from datetime import datetime

from rich.console import Console
from rich.text import Text

from posture.ports import Prompt


class Bell:
    """Ring and write into a terminal; above a live screen if there is one."""

    name = "terminal bell"

    def __init__(self, console: Console) -> None:
        self._console = console

    def notify(self, prompt: Prompt) -> None:
        """Ring once and write the prompt with the time of day."""
        self._console.bell()
        line = f"{datetime.now().astimezone():%H:%M} {prompt.title}: {prompt.text}"
        self._console.print(Text(line), soft_wrap=True)

    def clear(self) -> None:
        """Leave the line where it is."""

    def close(self) -> None:
        """Leave the terminal to whoever gave it."""
