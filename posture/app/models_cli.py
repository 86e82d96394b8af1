"""`posture models`: the weights on this machine."""

import json
from typing import Annotated

import typer
from rich.table import Table

from posture.app.progress import shown
from posture.app.terminal import err, out
from posture.estimators import weights

app = typer.Typer(
    help="The networks' weights: fetched once, then everything works offline.",
    epilog="Example: posture models fetch",
    no_args_is_help=True,
)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


@app.command("list", epilog="Example: posture models list --json")
def list_models(as_json: AsJson = False) -> None:
    """Say what is used, what for, from where and under which licence."""
    listed = weights.listing()
    if as_json:
        print(json.dumps([{name: getattr(one, name) for name in one.__slots__} for one in listed]))
        return
    table = Table("file", "purpose", "from", "licence", "MB")
    for one in listed:
        size = "" if one.size is None else f"{one.size / 1e6:.1f}"
        table.add_row(one.file, one.purpose, one.origin, one.licence, size)
    out.print(table)


@app.command(epilog="Example: posture models fetch")
def fetch() -> None:
    """Fetch the weights now (36 MB, once) instead of at the first analysis."""
    with shown(err, "fetching models") as progress:
        weights.fetch(progress)
    out.print(f"complete: {weights.folder()}")


@app.command(epilog="Example: posture models verify")
def verify(as_json: AsJson = False) -> None:
    """Check every file against its sha256; exit 1 when one is missing or damaged."""
    files = weights.verify()
    if as_json:
        rows = [{"name": f.name, "state": str(f.state), "path": str(f.path), "sha256": f.sha256}
                for f in files]  # fmt: skip
        print(json.dumps(rows))
    else:
        for one in files:
            out.print(f"{one.state:8} {one.path}", soft_wrap=True)
    bad = any(str(one.state) != "ok" for one in files)
    if bad:
        err.print("`posture models fetch` makes good what is missing or damaged.")
    raise typer.Exit(1 if bad else 0)


@app.command(epilog="Example: ls $(posture models path)")
def path() -> None:
    """Print the folder of the weights."""
    print(weights.folder())
