"""`posture muscles`: what is known of each muscle, on the screen, as JSON or as a body map."""

from pathlib import Path
from typing import Annotated

import typer

from posture.app.terminal import err, out, visible


def muscles(
    name: Annotated[
        str | None,
        typer.Argument(
            help="A muscle by id or name, or a part of it that fits no other.", show_default=False
        ),
    ] = None,
    svg: Annotated[
        Path | None,
        typer.Option("--map", metavar="FILE.svg", help="Write the body map instead."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead.")] = False,
) -> None:
    """Say of each muscle where it is, what loads it, what a camera sees of it, and what to do."""
    from posture.knowledge import load_knowledge
    from posture.naming import muscle_named

    knowledge = load_knowledge()
    chosen = None if name is None else muscle_named(name, knowledge.parts())
    if svg is not None:
        _draw(svg, None if chosen is None else chosen.part_of)
    if as_json:
        from posture.outputs.muscles import document

        shown = knowledge.parts() if chosen is None else [chosen]
        print(document(knowledge, shown).model_dump_json())
    elif svg is None:
        from posture.app import muscles_page

        out.print(muscles_page.table() if chosen is None else muscles_page.page(chosen))


def _draw(path: Path, highlight: str | None) -> None:
    from posture.outputs.bodymap import body_map
    from posture.outputs.files import atomic

    with atomic(path) as handle:
        handle.write(body_map(highlight=highlight))
    err.print(f"map: {visible(path)}", soft_wrap=True)
