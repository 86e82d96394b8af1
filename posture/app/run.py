"""What was named on the command line to results: one recording after the other, none in vain."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path

from posture.app import profiles
from posture.app.analyze import Analysis, Options, analyze_recording, find_one
from posture.app.calibrate import calibrate_from
from posture.app.crew import Crew
from posture.app.keep import keep
from posture.app.mark import Request, mark_recording
from posture.app.printed import print_json, print_table
from posture.app.progress import shown
from posture.app.reference import Setup
from posture.app.terminal import complain, err, exit_code, out, visible
from posture.app.wiring import read_profile, write_profile
from posture.config import Config
from posture.errors import EstimatorError, PostureError, SourceError, StoreError
from posture.estimators import weights
from posture.marks import Marks
from posture.outputs.index import write_index
from posture.sources.recordings import Recording, find

INTERRUPTED = 130

Failures = dict[str, PostureError]
"""Why something that was named could not be analysed, by its name."""


def run(
    named: Sequence[str], options: Options, folder: Path, *, jobs: int = 1, as_json: bool
) -> int:
    """Analyse everything that was named, with so many processes, and return the exit code."""
    found, problems = find(named)
    failures: Failures = {one.source: SourceError(one.message) for one in problems}
    for error in failures.values():
        complain(error)
    done: list[Analysis] = []
    try:
        possible = _possible(found, options, failures)
        with _crew(jobs, possible) as crew:
            for analysis in _analyses(possible, options, folder, failures, crew):
                done.append(analysis)
                if as_json:
                    print_json(analysis)
    except KeyboardInterrupt:
        complain(f"interrupted; {len(done)} of {len(found)} recordings are complete.")
        return INTERRUPTED
    if done and len(found) + len(problems) > 1:
        _index(folder, done, failures)
    if done and not as_json:
        print_table(done)
    return exit_code(list(failures.values()))


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


def _possible(
    found: Sequence[Recording], options: Options, failures: Failures
) -> Sequence[Recording]:
    """Fetch the networks, once; without them only saved landmarks can be measured."""
    seen = [recording for recording in found if recording.kind != "saved"]
    if not seen:
        return found
    try:
        fetch_networks(options.config)
    except EstimatorError as error:
        complain(error)
        failures.update({recording.source: error for recording in seen})
        return [recording for recording in found if recording.kind == "saved"]
    return found


def _crew(jobs: int, found: Sequence[Recording]) -> AbstractContextManager[Crew | None]:
    """Return processes that share long videos; they start when there is the first one."""
    if jobs > 1 and any(recording.kind == "video" for recording in found):
        return Crew(jobs)
    return nullcontext()


def _analyses(
    found: Sequence[Recording],
    options: Options,
    folder: Path,
    failures: Failures,
    crew: Crew | None,
) -> Iterator[Analysis]:
    for recording in found:
        place = folder / recording.name
        try:
            with shown(err, recording.name) as progress:
                analysis = analyze_recording(
                    recording, options, folder=place, progress=progress, crew=crew
                )
        except PostureError as error:
            failures[recording.source] = error
            complain(error)
            continue
        for problem in analysis.problems:
            complain(problem)
        yield analysis


def _index(folder: Path, done: Sequence[Analysis], failures: Failures) -> None:
    pairs = [(one.session, one.folder) for one in done if one.folder is not None]
    reasons = [(source, str(error)) for source, error in failures.items()]
    try:
        write_index(folder, pairs, reasons)
    except StoreError as error:
        failures[str(folder)] = error
        complain(error)
