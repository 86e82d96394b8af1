"""What was named on the command line to profiles: of recordings, and of marks in one frame."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from posture.app import profiles
from posture.app.analyze import find_one
from posture.app.calibrate import calibrate_from
from posture.app.keep import keep
from posture.app.mark import Request, mark_recording
from posture.app.progress import shown
from posture.app.reference import Setup
from posture.app.terminal import err, out, visible
from posture.app.wiring import read_profile, write_profile
from posture.config import Config
from posture.errors import SourceError
from posture.estimators import weights
from posture.marks import Marks
from posture.sources.recordings import find

INTERRUPTED = 130


def learn(
    named: Sequence[str],
    path: Path | None,
    setup: Setup,
    config: Config,
    *,
    fixed: bool,
    as_json: bool,
) -> None:
    """Write a profile of the person in everything that was named."""
    found, problems = find(named)
    if problems:
        raise SourceError(problems[0].message)
    with shown(err, "calibrate") as progress:
        made = calibrate_from(found, setup, config, fixed=fixed, progress=progress)
    path = path or profiles.path_of(profiles.name_for(found[0].name))
    keep(made.profile, path, problems=made.problems, as_json=as_json)


def fetch_networks(config: Config) -> None:
    """Fetch the networks if they are the ones to use and not there yet."""
    if config.estimator.name == "mediapipe":
        with shown(err, "fetching models") as progress:
            weights.ensure(progress)


def keep_marks(
    named: str, path: Path, request: Request, setup: Setup, config: Config, *, as_json: bool
) -> None:
    """Write the marks of one frame into a profile, a new one or the one that is there."""
    before = read_profile(path) if path.exists() else None
    with shown(err, "mark") as progress:
        profile = mark_recording(
            find_one(named), request, replace(setup, profile=before), config, progress=progress
        )
    marks, text = profile.marks, write_profile(profile, path)
    if as_json:
        print(text, end="")
    elif marks is not None:
        out.print(visible(f"{path}: {_marked(marks)}"), soft_wrap=True)


def _marked(marks: Marks) -> str:
    deg = marks.head_forward_deg
    return (
        f"tragus and C7 marked in {marks.origin}: head forward {deg:.1f}° "
        f"(craniovertebral angle {90 - deg:.1f}°)"
    )
