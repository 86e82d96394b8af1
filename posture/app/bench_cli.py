"""`posture bench`: what an analysis costs on this machine, and how near that is to the floor."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.table import Table

from posture.app.cli_options import AsJson, ConfigFile, Verbose
from posture.app.progress import shown
from posture.app.settings import load_config
from posture.app.terminal import err, out, quieten

if TYPE_CHECKING:
    from posture.app.bench import Bench


def bench(
    recording: Annotated[
        str, typer.Argument(metavar="VIDEO", help="A video of somebody at a desk.")
    ],
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Processes that share a long video; default: all.")
    ] = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
) -> None:
    """Measure what analysing a video costs on this machine, against decoding and networks alone."""
    quieten(verbose=verbose)
    from posture.app.bench import bench as measure
    from posture.app.crew import processors
    from posture.app.run import fetch_networks

    settings, processes = load_config(config), jobs or processors()
    fetch_networks(settings)
    with shown(err, "bench") as progress:
        found = measure(recording, jobs=processes, config=settings, progress=progress)
    if as_json:
        print(json.dumps(found.mapping, allow_nan=False))
        return
    table = Table("what", "measured", box=box.SIMPLE)
    for what, found_as in _rows(found):
        table.add_row(what, found_as)
    out.print(table)


def _rows(found: "Bench") -> Iterator[tuple[str, str]]:
    across, down = found.size_px
    networks = ", ".join(f"{name} {1000 * cost:.1f} ms" for name, cost in found.network_s.items())
    yield "recording", f"{found.duration_s:.0f} s of {across} × {down}"
    yield "frames", f"{found.looks}, {found.rate_hz:g} a second; {found.held} of them kept unseen"
    yield "reading them, one processor", f"{found.read_s:.1f} s"
    yield "networks, a look, one processor", networks
    yield "floor: reading and networks alone", f"{found.floor_s:.1f} s"
    yield f"analysis, {found.jobs} of {found.processors} processors", _analysis(found)
    yield "largest process", f"{found.memory_mb:.0f} MB"
    yield "start of the program", f"{found.start_s:.2f} s"


def _analysis(found: "Bench") -> str:
    took = found.analysis
    return (
        f"{took.wall_s:.1f} s ({took.cpu_s:.1f} s of processors): "
        f"{found.duration_s / took.wall_s:.1f} times real time, "
        f"{found.floor_s / took.wall_s:.0%} of the floor"
    )
