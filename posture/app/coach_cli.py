"""`posture coach`: self-care for one muscle, or for aching without one spot."""

from pathlib import Path
from typing import Annotated

import typer


def coach(
    muscle: Annotated[
        str | None,
        typer.Argument(help="Muscle, such as upper_trapezius, or widespread.", show_default=False),
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option(
            help="Recording of the turn-and-tilt check; given twice: before and after.",
        ),
    ] = None,
    as_text: Annotated[
        bool, typer.Option("--print", help="Print the whole plan instead of a dialogue.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole plan as JSON.")] = False,
    config: Annotated[Path | None, typer.Option("--config", help="Settings file (TOML).")] = None,
) -> None:
    """Lead through self-care for a muscle: safety first, then step by step with a timer."""
    from posture.app import coach as here

    if as_json or as_text:
        here.show(muscle, as_json=as_json)
    else:
        here.lead(muscle, source or [], config)
