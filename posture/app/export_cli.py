"""`posture export`: results as the tables that other programs read."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from posture.app.terminal import complain, exit_code, out, visible
from posture.errors import ConfigError, PostureError, SourceError

if TYPE_CHECKING:
    from posture.app.exporting import Result

app = typer.Typer(
    help="Results as other programs read them: DeepLabCut, OpenSim, BIDS, Parquet.",
    epilog="Example: posture export dlc posture-results/meeting",
    no_args_is_help=True,
)
Results = Annotated[
    list[Path],
    typer.Argument(
        metavar="RESULT",
        help="Folders of analysed recordings, or their landmarks.npz.",
        show_default=False,
    ),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Where the format gets a folder; default: RESULT."),
]
WithFace = Annotated[
    bool,
    typer.Option("--with-face", help="The points of the face too; they can identify a person."),
]
MmPerPx = Annotated[
    float | None,
    typer.Option("--mm-per-px", min=0.001, help="Scale in the plane of the person, by a ruler."),
]


@app.command(epilog="Example: posture export dlc posture-results/meeting --out poses")
def dlc(results: Results, folder: Out = None, with_face: WithFace = False) -> None:
    """Points as a DeepLabCut table, which movement, Anipose and others read."""
    from posture.app.exporting import export_dlc
    from posture.app.exporting import results as found

    _each(found(results, folder), lambda one: export_dlc(one, folder, with_face=with_face))


@app.command(epilog="Example: posture export trc posture-results/side --mm-per-px 0.94")
def trc(
    results: Results,
    folder: Out = None,
    with_face: WithFace = False,
    mm_per_px: MmPerPx = None,
) -> None:
    """Points as a marker table of OpenSim, in the plane of the picture."""
    from posture.app.exporting import export_trc
    from posture.app.exporting import results as found

    _each(
        found(results, folder),
        lambda one: export_trc(one, folder, with_face=with_face, mm_per_px=mm_per_px),
    )


@app.command(epilog="Example: posture export bids posture-results/p01 --subject 01 --out study")
def bids(
    results: Results,
    folder: Out = None,
    subject: Annotated[
        str | None, typer.Option(help="Label of the participant; default: from the folder's name.")
    ] = None,
    task: Annotated[str, typer.Option(help="Label of what the participant did.")] = "desk",
    with_face: WithFace = False,
    mm_per_px: MmPerPx = None,
) -> None:
    """Points as the three files of BIDS-Motion, for archives of studies."""
    from posture.app.exporting import export_bids, require_labels
    from posture.app.exporting import results as found

    if subject is not None and len(results) > 1:
        raise ConfigError(
            f"--subject names the participant of one recording, found {len(results)} recordings; "
            "export them one by one."
        )
    labels, named = (subject, task), found(results, folder)
    if folder is not None and subject is None:
        require_labels(named)
    _each(
        named,
        lambda one: export_bids(
            one, folder, labels=labels, with_face=with_face, mm_per_px=mm_per_px
        ),
    )


@app.command(epilog="Example: posture export parquet posture-results/* --out tables")
def parquet(results: Results, folder: Out = None) -> None:
    """Measurements as Parquet, typed, a row a frame: for R, pandas, DuckDB and others."""
    from posture.app.exporting import export_parquet
    from posture.app.exporting import results as found

    _each(found(results, folder), lambda one: export_parquet(one, folder))


def _each(
    results: "Sequence[Result | SourceError]", export: "Callable[[Result], Iterable[Path]]"
) -> None:
    """Export one recording after the other, name the files, and say what failed."""
    failures: list[PostureError] = []
    for one in results:
        try:
            if isinstance(one, SourceError):
                raise one
            for path in export(one):
                out.print(visible(path), soft_wrap=True)
        except PostureError as error:
            complain(error)
            failures.append(error)
    raise typer.Exit(exit_code(failures))
