"""Command line to everything: the `posture` command.

What a command needs is imported where it runs: help, version and completion answer at once.
"""

import sys
from typing import Annotated

import typer

from posture.app import (
    advice_cli,
    analyze_cli,
    autostart_cli,
    bench_cli,
    cameras_cli,
    coach_cli,
    compare_cli,
    control_cli,
    diary_cli,
    doctor,
    export_cli,
    history_cli,
    models_cli,
    muscles_cli,
    profile_cli,
    report_cli,
    settings_cli,
    watch_cli,
)
from posture.app.cli_options import (
    AsJson,
    ConfigFile,
    DistanceCm,
    FocalPx,
    HfovDeg,
    LensFile,
    Verbose,
)
from posture.app.settings import load_config, posture_version
from posture.app.terminal import fail, forgive_encodings, out, quieten
from posture.errors import ConfigError, EstimatorError, PostureError

app = typer.Typer(
    name="posture",
    help="Measure sitting posture in recordings: head, shoulders, distance and what they load.",
    epilog="Example: posture analyze meeting.mp4 --distance-cm 65",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


def main() -> None:
    """Run the command; every expected failure is one sentence and an exit code."""
    forgive_encodings()
    try:
        app(prog_name="posture")
    except PostureError as error:
        sys.exit(fail(error))
    except ImportError as error:
        sys.exit(fail(EstimatorError(f"A library cannot be loaded ({error}); {doctor.remedy()}.")))


@app.callback(invoke_without_command=True)
def root(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Measure sitting posture in recordings: head, shoulders, distance and what they load."""
    if version:
        out.print(f"posture {posture_version()}")
        raise typer.Exit


app.command(
    "analyze", epilog="Example: posture analyze meeting.mp4 --distance-cm 65 --baseline 0-20"
)(analyze_cli.analyze)


@app.command(epilog="Example: posture calibrate --distance-cm 65")
def calibrate(
    recordings: Annotated[
        list[str] | None,
        typer.Option("--from", help="Recording or picture of you sitting upright; repeatable."),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(help="Camera (number, name, device), address or film; default: camera 0."),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option("--out", metavar="NAME|FILE.json", help="Profile; default: the camera's."),
    ] = None,
    part: Annotated[
        str | None, typer.Option(metavar="START-END", help="Seconds in which you sit upright.")
    ] = None,
    fixed: Annotated[
        bool, typer.Option("--fixed-posture", help="This is as upright as you can sit.")
    ] = False,
    focal_px: FocalPx = None,
    hfov_deg: HfovDeg = None,
    lens: LensFile = None,
    distance_cm: DistanceCm = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
) -> None:
    """Learn your upright posture into a profile: guided before the camera, or from recordings."""
    quieten(verbose=verbose)
    from posture.app.guided import learn_live
    from posture.app.profiles import path_of
    from posture.app.reference import Setup, parse_part, read_lens
    from posture.app.run import learn

    setup = Setup(
        part_s=None if part is None else parse_part(part, option="--part"),
        focal_px=focal_px,
        hfov_deg=hfov_deg,
        lens=read_lens(lens),
        distance_cm=distance_cm,
    )
    path, settings = None if name is None else path_of(name), load_config(config)
    if recordings and source is not None:
        raise ConfigError("--source watches live and --from reads files; give one of them.")
    if recordings:
        learn(recordings, path, setup, settings, fixed=fixed, as_json=as_json)
        return
    if setup.part_s is not None:
        raise ConfigError("--part is a part of a recording; name it with --from.")
    raise typer.Exit(
        learn_live(source or watch_cli.FIRST, path, setup, settings, fixed=fixed, as_json=as_json)
    )


@app.command(epilog="Example: posture mark side.mp4 --tragus 702,198 --c7 760,282 --out me.json")
def mark(
    recording: Annotated[
        str,
        typer.Argument(
            metavar="RECORDING",
            help="Recording or picture from the side, or a saved landmarks.npz.",
            show_default=False,
        ),
    ],
    name: Annotated[
        str,
        typer.Option("--out", metavar="NAME|FILE.json", help="Profile that gets the marks."),
    ],
    tragus: Annotated[
        str | None,
        typer.Option(metavar="X,Y", help="Place of the tragus in pixels; without it you click."),
    ] = None,
    c7: Annotated[
        str | None, typer.Option(metavar="X,Y", help="Place of C7 in pixels of the same frame.")
    ] = None,
    at_s: Annotated[
        float | None,
        typer.Option("--at", metavar="SECONDS", min=0, help="Frame to mark; else the first fit."),
    ] = None,
    sticker: Annotated[
        bool, typer.Option("--sticker", help="Bright stickers lie there: follow them.")
    ] = False,
    lens: LensFile = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
) -> None:
    """Mark tragus and C7 once: the most exact head-forward angle from the side."""
    quieten(verbose=verbose)
    from posture.app.mark import Request, parse_places
    from posture.app.profiles import path_of
    from posture.app.reference import Setup, read_lens
    from posture.app.run import keep_marks

    request = Request(places=parse_places(tragus, c7), at_s=at_s, sticker=sticker)
    setup = Setup(lens=read_lens(lens))
    keep_marks(recording, path_of(name), request, setup, load_config(config), as_json=as_json)


app.command("coach", epilog="Example: posture coach upper_trapezius")(coach_cli.coach)
app.command(
    "advice", epilog="Example: posture advice --session posture-results/meeting/session.json"
)(advice_cli.advice)
app.command(
    "compare",
    epilog="Example: posture compare posture-results/side kinovea.csv "
    "--column head_forward_deg=90-CVA",
)(compare_cli.compare)
control_cli.register(app)
app.command("cameras", epilog="Example: posture cameras --json")(cameras_cli.cameras)
app.command("watch", epilog="Example: posture watch --for 8h")(watch_cli.watch)
app.command("report", epilog="Example: posture report --since 30d --open")(report_cli.report)
app.add_typer(autostart_cli.app, name="autostart")
app.add_typer(diary_cli.app, name="diary")
app.add_typer(export_cli.app, name="export")
app.add_typer(history_cli.app, name="history")
app.add_typer(models_cli.app, name="models")
app.add_typer(profile_cli.app, name="profile")
app.add_typer(settings_cli.app, name="config")
app.command("muscles", epilog="Example: posture muscles levator")(muscles_cli.muscles)
app.command("bench", epilog="Example: posture bench meeting.mp4")(bench_cli.bench)
app.command("doctor", epilog="Example: posture doctor --json")(doctor.doctor)
