"""`posture analyze`: recordings to tables, alerts and reports."""

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from posture.app.cli_options import (
    AsJson,
    ConfigFile,
    DistanceCm,
    FocalPx,
    HfovDeg,
    LensFile,
    Verbose,
)
from posture.app.settings import load_config
from posture.app.terminal import quieten
from posture.config import Config


class ViewChoice(StrEnum):
    """From where the camera looks; auto decides for every frame."""

    AUTO = "auto"
    FRONT = "front"
    SIDE = "side"


def analyze(
    recordings: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="RECORDING",
            help="Videos, pictures, folders, globs, saved landmarks.npz; s3://… or https://….",
            show_default=False,
        ),
    ] = None,
    folder: Annotated[
        str, typer.Option("--out", help="Folder or s3://… for the results, one a recording.")
    ] = "posture-results",
    rate: Annotated[
        float, typer.Option(min=0.1, max=240, help="Frames looked at per second of recording.")
    ] = 5.0,
    view: Annotated[ViewChoice, typer.Option(help="From where the camera looks.")] = (
        ViewChoice.AUTO
    ),
    focal_px: FocalPx = None,
    hfov_deg: HfovDeg = None,
    lens: LensFile = None,
    distance_cm: DistanceCm = None,
    baseline: Annotated[
        str,
        typer.Option(
            metavar="auto|START-END|PROFILE",
            help="Upright reference: found, seconds of the recording, or a profile.",
        ),
    ] = "auto",
    jobs: Annotated[
        int | None,
        typer.Option(min=1, help="Processes that share the work; default: one per core."),
    ] = None,
    table: Annotated[
        Path | None,
        typer.Option(metavar="STUDY.csv", help="Instead of recordings: a row for each of them."),
    ] = None,
    segments: Annotated[
        Path | None,
        typer.Option(metavar="TASKS.csv", help="Named stretches (name,start_s,end_s) to sum up."),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Leave out what is complete with the same settings.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Only say what 20 frames of each let expect.")
    ] = False,
    pseudonymise: Annotated[
        bool, typer.Option("--pseudonymise", help="Call recordings participant-001 … in results.")
    ] = False,
    self_contained: Annotated[
        bool, typer.Option("--self-contained", help="Reports that need no file beside them.")
    ] = False,
    no_gate: Annotated[
        bool,
        typer.Option("--no-gate", help="Look at every frame, also while the picture stands still."),
    ] = False,
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="tcp://HOST:PORT", help="Dask scheduler whose workers do the work."),
    ] = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
    annotate: Annotated[
        bool, typer.Option("--annotate", help="Also write a video with everything drawn in.")
    ] = False,
    blur_face: Annotated[
        bool, typer.Option("--blur-face", help="In it nobody's face can be recognised.")
    ] = False,
    skeleton_only: Annotated[
        bool, typer.Option("--skeleton-only", help="In it nothing of picture and sound is left.")
    ] = False,
) -> None:
    """Analyse recordings into tables, alerts and a report."""
    quieten(verbose=verbose)
    from posture.addresses import place_of
    from posture.app.annotating import wished
    from posture.app.crew import processors
    from posture.app.desk import desk_answers
    from posture.app.job import Options
    from posture.app.many import Manner, analyze_all
    from posture.app.reference import parse_baseline, read_lens
    from posture.app.study import Named

    setup = replace(
        parse_baseline(baseline),
        focal_px=focal_px,
        hfov_deg=hfov_deg,
        lens=read_lens(lens),
        distance_cm=distance_cm,
    )
    settings = _with_gate(_with_view(load_config(config), view), off=no_gate)
    wish = wished(annotate=annotate, blur_face=blur_face, skeleton_only=skeleton_only)
    options = Options(
        rate_hz=rate, setup=setup, config=settings, desk=desk_answers(), annotation=wish
    )
    named = Named(recordings=recordings or (), table=table, segments=segments)
    manner = Manner(
        jobs=jobs or processors(),
        resume=resume,
        self_contained=self_contained,
        pseudonymise=pseudonymise,
        as_json=as_json,
        scheduler=scheduler,
    )
    if check:
        from posture.app.check import check_all

        raise typer.Exit(check_all(named, options, manner))
    raise typer.Exit(analyze_all(named, options, place_of(folder), manner))


def _with_gate(config: Config, *, off: bool) -> Config:
    if not off:
        return config
    estimator = config.estimator.model_copy(update={"gate": False})
    return config.model_copy(update={"estimator": estimator})


def _with_view(config: Config, view: ViewChoice) -> Config:
    if view is ViewChoice.AUTO:
        return config
    measure = config.measure.model_copy(update={"view": str(view)})
    return config.model_copy(update={"measure": measure})
