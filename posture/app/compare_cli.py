"""`posture compare`: our numbers against another method's, or before against after."""

from pathlib import Path
from typing import Annotated

import typer


def compare(
    ours: Annotated[
        str,
        typer.Argument(
            metavar="OURS",
            help="Folder of an analysed recording, its measurements.csv, or days of the history "
            "(2026-01-01..2026-01-14).",
            show_default=False,
        ),
    ],
    other: Annotated[
        str,
        typer.Argument(
            metavar="OTHER",
            help="Table of another method (CSV, TXT), or what came after: a folder, or days.",
            show_default=False,
        ),
    ],
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--column",
            metavar="OURS=THEIRS",
            help="Columns that mean the same; repeatable. 90-CVA takes theirs from 90.",
        ),
    ] = None,
    offset_s: Annotated[
        float | None,
        typer.Option(
            "--offset-s", metavar="SECONDS", help="Added to the times of the other table."
        ),
    ] = None,
    rate_hz: Annotated[
        float | None,
        typer.Option(
            "--rate",
            metavar="HZ",
            min=0.001,
            help="Pictures per second of the other table, where it counts pictures.",
        ),
    ] = None,
    page: Annotated[Path, typer.Option("--out", metavar="FILE.html", help="The page.")] = (
        Path("comparison.html")
    ),
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> None:
    """Compare two methods on the same moments, or before and after."""
    from posture.app.comparing import Request
    from posture.app.comparing import compare as compare_both

    request = Request(columns=tuple(columns or ()), offset_s=offset_s, rate_hz=rate_hz)
    compare_both(ours, other, request, page, as_json=as_json)
