"""`posture advice`: eight questions once, then advice on the desk that obeys the answers."""

from pathlib import Path
from typing import Annotated

import typer


def advice(
    session: Annotated[
        Path | None,
        typer.Option(help="session.json of an analysed recording: adds what was measured."),
    ] = None,
    ask_again: Annotated[bool, typer.Option("--ask", help="Ask the questions again.")] = False,
    as_text: Annotated[
        bool, typer.Option("--print", help="Print the advice without asking anything.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, ask nothing.")] = False,
) -> None:
    """Advise on screen, chair and desk, by your answers and by what was measured."""
    from posture.app.advice import show

    show(session, ask_again=ask_again, silent=as_text or as_json, as_json=as_json)
