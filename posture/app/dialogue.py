"""Guidance to the terminal: a panel that says what to do now, or plain lines without a terminal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console, Group
from rich.live import Live as Screen
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from posture.guidance import Guidance, Step
from posture.instructions import say, sentence_of
from posture.types import View

Tell = Callable[[Guidance], None]
"""Shows what to do now."""

_STEPS = tuple(Step)[:-1]  # the last one is the end
_SEEN = {View.FRONT: "you, from the front", View.SIDE: "you, from the side"}
_WIDTH = 76


@contextmanager
def dialogue(console: Console, label: str) -> Iterator[Tell]:
    """Give a function to call with every new guidance."""
    if not console.is_terminal:
        yield _Lines(console, label)
        return
    with Screen(console=console, transient=True, auto_refresh=False) as screen:
        yield lambda said: screen.update(panel(said, label), refresh=True)


def panel(said: Guidance, label: str) -> Panel:
    """Draw a step: what to do, how long still, what is seen and what is in the way."""
    parts: list[Text | Table] = [
        Text(say(said.step), style="bold"),
        Text(),
        _bar(said),
        Text(),
        *_seen(said),
    ]
    number = f"step {_STEPS.index(said.step) + 1} of {len(_STEPS)}" if said.length_s else "done"
    return Panel(
        Group(*parts),
        title=Text(f"Calibration · {number}"),
        subtitle=Text("s skips this step · q quits, nothing is written"),
        title_align="left",
        subtitle_align="right",
        width=_WIDTH,
        padding=(1, 2),
        border_style="yellow" if said.hints else "green",
    )


def _bar(said: Guidance) -> Table:
    row = Table.grid(padding=(0, 2))
    done_s = said.length_s - said.left_s
    bar = ProgressBar(said.length_s, done_s, width=48, complete_style="green")
    row.add_row(bar, Text(f"{said.left_s:.0f} s left"))
    return row


def _seen(said: Guidance) -> Iterator[Text]:
    if said.view in _SEEN:
        yield Text(f"Seen: {_SEEN[said.view]}.")
    for fault in said.hints:
        yield Text(sentence_of(fault), style="yellow")


class _Lines:
    """What to do at each step, and what is in the way whenever that changes."""

    def __init__(self, console: Console, label: str) -> None:
        self._console, self._label = console, label
        self._said: set[str] = set()

    def __call__(self, said: Guidance) -> None:
        hints = {str(fault.reason): sentence_of(fault) for fault in said.hints}
        lines = {str(said.step): say(said.step), **hints}
        for key in (key for key in lines if key not in self._said):
            self._console.print(f"{self._label}: {lines[key]}", soft_wrap=True)
        self._said = set(lines)
