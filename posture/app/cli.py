"""Command line to everything: the `posture` command."""

import json
import logging
import os
import sys
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from posture.app import doctor, models_cli, settings_cli
from posture.app.analyze import DEFAULT_RATE_HZ, Analysis, Options, analyze_recording
from posture.app.calibrate import calibrate_from
from posture.app.progress import shown
from posture.app.reference import Setup, parse_baseline, parse_part
from posture.app.wiring import load_config, posture_version, profile_text
from posture.config import Config
from posture.errors import ConfigError, PostureError, SourceError
from posture.outputs.files import atomic
from posture.outputs.index import write_index
from posture.outputs.summary import session_mapping, session_row
from posture.sources.recordings import Recording, find

app = typer.Typer(
    name="posture",
    help="Measure sitting posture in recordings: head, shoulders, distance and what they load.",
    epilog="Example: posture analyze meeting.mp4 --distance-cm 65",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.add_typer(models_cli.app, name="models")
app.add_typer(settings_cli.app, name="config")
app.command("doctor", epilog="Example: posture doctor --json")(doctor.doctor)

out, err = Console(highlight=False), Console(stderr=True, highlight=False)


class ViewChoice(StrEnum):
    """From where the camera looks; auto decides for every frame."""

    AUTO = "auto"
    FRONT = "front"
    SIDE = "side"


Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Say more, also of the networks.")]
ConfigFile = Annotated[Path | None, typer.Option("--config", help="Settings file (TOML).")]
FocalPx = Annotated[
    float | None, typer.Option("--focal-px", min=1, help="Focal length in pixels of the picture.")
]
HfovDeg = Annotated[
    float | None,
    typer.Option("--hfov-deg", min=10, max=170, help="Horizontal field of view of the camera."),
]
DistanceCm = Annotated[
    float | None,
    typer.Option("--distance-cm", min=10, max=500, help="Taped distance eyes–camera, upright."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


def main() -> None:
    """Run the command; every expected failure is one sentence and an exit code."""
    try:
        app()
    except PostureError as error:
        err.print(f"[red]posture:[/red] {_escaped(error)}", soft_wrap=True)
        sys.exit(2 if isinstance(error, ConfigError) else 1)


@app.callback(invoke_without_command=True)
def root(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Measure sitting posture in recordings: head, shoulders, distance and what they load."""
    if version:
        out.print(f"posture {posture_version()}")
        raise typer.Exit


@app.command(epilog="Example: posture analyze meeting.mp4 --distance-cm 65 --baseline 0-20")
def analyze(
    recordings: Annotated[
        list[str],
        typer.Argument(
            metavar="RECORDING...",
            help="Videos, pictures, folders, globs, or a saved landmarks.npz.",
            show_default=False,
        ),
    ],
    folder: Annotated[
        Path, typer.Option("--out", help="Folder for the results, one folder a recording.")
    ] = Path("posture-results"),
    rate: Annotated[
        float, typer.Option(min=0.1, max=240, help="Frames looked at per second of recording.")
    ] = DEFAULT_RATE_HZ,
    view: Annotated[ViewChoice, typer.Option(help="From where the camera looks.")] = (
        ViewChoice.AUTO
    ),
    focal_px: FocalPx = None,
    hfov_deg: HfovDeg = None,
    distance_cm: DistanceCm = None,
    baseline: Annotated[
        str,
        typer.Option(
            metavar="auto|START-END|PROFILE",
            help="Upright reference: found, seconds of the recording, or a profile.",
        ),
    ] = "auto",
    config: ConfigFile = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
) -> None:
    """Analyse recordings into tables, alerts and a report."""
    quieten(verbose=verbose)
    camera = _camera(focal_px, hfov_deg, distance_cm)
    options = Options(
        rate_hz=rate,
        setup=replace(parse_baseline(baseline), **camera),
        config=_with_view(load_config(config), view),
    )
    found, problems = find(recordings)
    failures = {problem.source: problem.message for problem in problems}
    for message in failures.values():
        complain(message)
    done = [analysis for one in found if (analysis := _attempt(one, options, folder, failures))]
    if len(found) + len(problems) > 1 and done:
        pairs = [(a.session, a.folder) for a in done if a.folder is not None]
        write_index(folder, pairs, list(failures.items()))
    _print_analyses(done, as_json=as_json)
    raise typer.Exit(1 if failures else 0)


@app.command(epilog="Example: posture calibrate --from upright.mp4 --distance-cm 65 --out me.json")
def calibrate(
    sources: Annotated[
        list[str],
        typer.Option("--from", help="Recording or picture of you sitting upright; repeatable."),
    ],
    path: Annotated[Path, typer.Option("--out", help="Profile to write (JSON).")],
    part: Annotated[
        str | None, typer.Option(metavar="START-END", help="Seconds in which you sit upright.")
    ] = None,
    focal_px: FocalPx = None,
    hfov_deg: HfovDeg = None,
    distance_cm: DistanceCm = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
) -> None:
    """Learn your upright posture from recordings or pictures into a profile."""
    quieten(verbose=verbose)
    span = None if part is None else parse_part(part)
    if part is not None and span is None:
        raise ConfigError(f"--part {part}: expected START-END in seconds such as 0-12.5.")
    setup = Setup(part_s=span, **_camera(focal_px, hfov_deg, distance_cm))
    found, problems = find(sources)
    if problems:
        raise SourceError(problems[0].message)
    with shown(err, "calibrate") as progress:
        profile = calibrate_from(found, setup, load_config(config), progress=progress)
    text = profile_text(profile)
    with atomic(path) as handle:
        handle.write(text)
    for note in profile.notes:
        complain(f"{path}: {note}.")
    out.print(text.rstrip() if as_json else f"{path}: {profile.view} view, {profile.origin}")


def quieten(*, verbose: bool) -> None:
    """Keep the networks' own log lines, which go straight to descriptor 2, off the screen."""
    logging.basicConfig(level=logging.DEBUG if verbose else logging.WARNING)
    if verbose:
        return
    sys.stderr.flush()
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    sys.stderr = os.fdopen(kept, "w", buffering=1, encoding="utf-8", errors="backslashreplace")
    os.dup2(nowhere, 2)
    os.close(nowhere)


def complain(sentence: str) -> None:
    """Say on stderr what was wrong with a part of the work."""
    err.print(f"[yellow]posture:[/yellow] {_escaped(sentence)}", soft_wrap=True)


def _escaped(text: object) -> str:
    return str(text).replace("[", r"\[")


def _camera(
    focal_px: float | None, hfov_deg: float | None, distance_cm: float | None
) -> dict[str, Any]:
    if focal_px is not None and hfov_deg is not None:
        raise ConfigError("--focal-px and --hfov-deg say the same thing twice; give one of them.")
    return {"focal_px": focal_px, "hfov_deg": hfov_deg, "distance_cm": distance_cm}


def _with_view(config: Config, view: ViewChoice) -> Config:
    if view is ViewChoice.AUTO:
        return config
    measure = config.measure.model_copy(update={"view": str(view)})
    return config.model_copy(update={"measure": measure})


def _attempt(
    recording: Recording, options: Options, folder: Path, failures: dict[str, str]
) -> Analysis | None:
    try:
        with shown(err, recording.name) as progress:
            analysis = analyze_recording(
                recording, options, folder=folder / recording.name, progress=progress
            )
    except ConfigError:
        raise  # the next recording would fail for the same reason
    except PostureError as error:
        failures[recording.source] = str(error)
        complain(str(error))
        return None
    for problem in analysis.problems:
        complain(problem)
    return analysis


def _print_analyses(done: list[Analysis], *, as_json: bool) -> None:
    if as_json:
        for analysis in done:
            line = {"folder": str(analysis.folder), **session_mapping(analysis.session)}
            print(json.dumps(line, ensure_ascii=False, allow_nan=False))
        return
    if not done:
        return
    table = Table("recording", "view", "minutes", "head forward", "distance", "most loaded",
                  "alerts", box=box.SIMPLE)  # fmt: skip
    for analysis in done:
        table.add_row(*_cells(analysis))
    out.print(table)
    for analysis in done:
        if analysis.folder is not None:
            out.print(f"report: {_escaped(analysis.folder / 'report.html')}", soft_wrap=True)


def _cells(analysis: Analysis) -> list[str]:
    row = session_row(analysis.session)
    name, dose = row["most_loaded_muscle"], row["peak_dose"]
    loaded = "–" if name is None or dose is None else f"{name} {float(dose):.0%}"
    return [
        Path(str(row["source"])).name,
        str(row["view"]),
        _number(row["duration_min"], "{:.1f}"),
        _number(row["head_forward_deg_median"], "{:.0f}°"),
        _number(row["screen_distance_cm_median"], "{:.0f} cm"),
        loaded.replace("_", " "),
        str(row["alerts"]),
    ]


def _number(value: float | str | None, form: str) -> str:
    return "–" if value is None else form.format(float(value))
