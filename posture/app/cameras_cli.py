"""`posture cameras`: which cameras there are, and which one a watch takes."""

from typing import Annotated

import typer

from posture.app.terminal import quieten


def cameras(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """List the cameras: what each is called, and whether another program holds it."""
    quieten()
    from posture.app.cameras import print_all

    print_all(as_json=as_json)
