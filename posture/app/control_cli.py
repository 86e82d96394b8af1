"""`posture status`, `why`, `feedback`, `pause`, `resume`, `snooze`, `recalibrate`, `stop`."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import typer

from posture.app import wallclock
from posture.app.terminal import out, visible
from posture.durations import parse_duration
from posture.status import Verb

Source = Annotated[
    str | None,
    typer.Option(metavar="CAMERA", help="Which watch, where several run; default: all."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


class Answer(StrEnum):
    """What can be said of an alert."""

    FALSE_ALARM = "false-alarm"


def register(app: typer.Typer) -> None:
    """Add the commands that speak to a running watch."""
    for command, example in (
        (status, "status --json"),
        (why, "why"),
        (feedback, "feedback false-alarm"),
        (pause, "pause until 14:00"),
        (resume, "resume"),
        (snooze, "snooze 15m"),
        (recalibrate, "recalibrate"),
        (stop, "stop"),
    ):
        app.command(epilog=f"Example: posture {example}")(command)


def status(source: Source = None, as_json: AsJson = False) -> None:
    """Say how a running watch stands; exit 1 when none runs."""
    from posture.app.control import show

    raise typer.Exit(show(source, as_json=as_json))


def why(source: Source = None, as_json: AsJson = False) -> None:
    """Explain the last alert: what was measured, from when on it is said, what to do."""
    from posture.app.why import explain

    explain(source, as_json=as_json)


def feedback(
    answer: Annotated[Answer, typer.Argument(help="The last alert was none: you sat well.")],
    source: Source = None,
) -> None:
    """Say that the last alert was a false alarm; it is kept, and adjusts when alerts come."""
    from posture.app.control import stati

    running = [one.status for one in stati(source) if one.runs]
    if running and all(one.last_alert is None for one in running):
        out.print("nothing has been said yet, so nothing can be denied")
        raise typer.Exit(1)
    _tell(
        Verb(answer),
        source,
        "kept: that posture begins later from now on (`posture why` lists what changed)",
    )


def pause(
    until: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[WHEN]", help="30m, until 14:00 or until-tomorrow; else until you resume."
        ),
    ] = None,
    source: Source = None,
) -> None:
    """Release the camera for a while."""
    end = wallclock.until(" ".join(until), _now()) if until else None
    _tell(Verb.PAUSE, source, f"paused {_until(end)}: the camera is released", until=end)


def resume(source: Source = None) -> None:
    """Watch again, and speak again."""
    _tell(Verb.RESUME, source, "watching again")


def snooze(
    length: Annotated[str, typer.Argument(metavar="15m", help="For how long.")] = "15m",
    source: Source = None,
) -> None:
    """Go on measuring, but say nothing for a while."""
    end = _now() + parse_duration(length)
    _tell(Verb.SNOOZE, source, f"silent {_until(end)}", until=end)


def recalibrate(source: Source = None) -> None:
    """Learn the upright posture anew."""
    _tell(Verb.RECALIBRATE, source, "calibrating: sit upright")


def stop(source: Source = None) -> None:
    """End the watch."""
    _tell(Verb.STOP, source, "stopping")


def _tell(verb: Verb, source: str | None, done: str, *, until: datetime | None = None) -> None:
    from posture.app.control import tell

    if not tell(verb, source, until=until):
        out.print("stopped")
        raise typer.Exit(1)
    out.print(visible(done))


def _now() -> datetime:
    return datetime.now().astimezone()


def _until(end: datetime | None) -> str:
    if end is None:
        return "until `posture resume`"
    return f"until {end:%H:%M}" if end.date() == _now().date() else f"until {end:%Y-%m-%d %H:%M}"
