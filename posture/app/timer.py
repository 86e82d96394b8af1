"""Step to timer: what to do now, how long still, and what comes next, by keyboard."""

import time
from collections.abc import Callable, Iterator
from enum import StrEnum

from rich import box
from rich.console import Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from posture.app.keys import ReadKey, keys
from posture.app.terminal import out
from posture.care_plan import Step
from posture.care_records import Phase

_TICK_S = 0.1
HELP = "s next step · p it hurts more: stop · q leave"


class Outcome(StrEnum):
    """How a step ended."""

    DONE = "done"
    SKIPPED = "skipped"
    HURTS = "hurts"
    LEFT = "left"


_KEYS = {"s": Outcome.SKIPPED, "p": Outcome.HURTS, "q": Outcome.LEFT}


def run_step(step: Step, *, clock: Callable[[], float] = time.monotonic) -> Outcome:
    """Lead through the rounds of a step with a live timer."""
    with keys() as read_key, Live(console=out, auto_refresh=False, transient=True) as live:
        return run_phases(step, read_key, lambda face: live.update(face, refresh=True), clock)


def run_phases(
    step: Step,
    read_key: ReadKey,
    show: Callable[[RenderableType], None],
    clock: Callable[[], float],
) -> Outcome:
    """Show every phase for its time, until a key ends the step."""
    for round_number, phase in _phases(step):
        began_s = clock()
        while (gone_s := clock() - began_s) < phase.seconds:
            show(step_face(step, round_number, phase, gone_s))
            key = read_key(min(_TICK_S, phase.seconds - gone_s))
            if key in _KEYS:
                return _KEYS[key]
    return Outcome.DONE


def step_face(step: Step, round_number: int, phase: Phase, gone_s: float) -> RenderableType:
    """Draw one moment of a step."""
    rounds = "" if step.rounds == 1 else f"round {round_number} of {step.rounds}, "
    left = Text(f"{rounds}{max(0.0, phase.seconds - gone_s):.0f} s left", style="dim")
    bar = Table.grid(padding=(0, 1))
    bar.add_row(ProgressBar(total=phase.seconds, completed=gone_s, width=40), left)
    return Panel(
        Group(
            Text(step.how),
            Text(),
            Text(phase.say, style="bold cyan"),
            bar,
            Text(),
            Text(step.stop, style="yellow"),
        ),
        title=Text(step.title, style="bold"),
        subtitle=Text(HELP, style="dim"),
        title_align="left",
        subtitle_align="left",
        box=box.ROUNDED,
        width=min(out.width, 88),
        padding=(1, 2),
    )


def _phases(step: Step) -> Iterator[tuple[int, Phase]]:
    return ((number, phase) for number in range(1, step.rounds + 1) for phase in step.phases)
