"""What was named, or a table of a study, to jobs: recordings with their options and folders."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from posture.app.analyze import find_one
from posture.app.away import find_anywhere
from posture.app.job import Job, Options
from posture.app.pseudonyms import STUDY
from posture.app.reference import Setup, parse_baseline
from posture.app.terminal import complain
from posture.errors import ConfigError, PostureError, SourceError
from posture.sources.recordings import Recording, unique_names
from posture.sources.study import Row, SegmentTable, SegmentTables, read_study

_NOT_IN_NAMES = re.compile(r"[^\w.+=@ -]+")
_FEW = 3  # recordings that one sentence names

Failures = dict[str, PostureError]
"""Why something that was named could not be analysed, by its name."""


def nobodys(_recording: Recording, _folder: Path) -> bool:
    """Say of every folder that nothing lies there."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What the command line names: recordings or a table, and where results go."""

    recordings: Sequence[str] = ()
    table: Path | None = None
    segments: Path | None = None


def jobs_for(
    named: Named,
    options: Options,
    folder: Path,
    of_another: Callable[[Recording, Path], bool] = nobodys,
) -> tuple[list[Job], Failures]:
    """Return a job for each recording, and what is wrong with the others.

    Each has a folder of its own, and none that is ``of_another`` recording.
    """
    if (named.table is None) == (not named.recordings):
        raise ConfigError(
            "Expected recordings or --table with them, found "
            f"{'neither' if named.table is None else 'both'}; give one of them."
        )
    tables = SegmentTables()
    segments = None if named.segments is None else tables.at(named.segments)
    if named.table is not None:
        jobs, failures = _of_study(named.table, segments, tables, options)
    else:
        jobs, failures = _of_recordings(named.recordings, segments, options)
    for table in tables:
        _tell_strangers(table)
    names = unique_names(
        [job.recording.name for job in jobs],
        lambda number, name: of_another(jobs[number].recording, folder / name),
    )
    return [_in(folder, job, name) for job, name in zip(jobs, names, strict=True)], failures


def _of_recordings(
    named: Sequence[str], segments: SegmentTable | None, options: Options
) -> tuple[list[Job], Failures]:
    found, problems = find_anywhere(named)
    failures: Failures = {one.source: SourceError(one.message) for one in problems}
    for one in problems:
        _with_segments(options, segments, Path(one.source))  # was meant, though it is not there
    jobs = [
        Job(recording=recording, options=_with_segments(options, segments, recording.file))
        for recording in found
    ]
    return jobs, failures


def _with_segments(options: Options, table: SegmentTable | None, recording: Path) -> Options:
    if table is None:
        return options
    return replace(options, segments=table.of(recording))


def _tell_strangers(table: SegmentTable) -> None:
    """Name the recordings of a table that are none of those to analyse."""
    strangers = table.strangers
    if not strangers:
        return
    named = ", ".join(map(repr, strangers[:_FEW]))
    more = f" and {len(strangers) - _FEW} more" if len(strangers) > _FEW else ""
    near = {one: table.near(one) for one in strangers[:_FEW]}
    meant = [f"{like!r} for {one!r}" for one, like in near.items() if like is not None]
    sentence = (
        f"{table.path}: expected only recordings to analyse in its column recording, found "
        f"{named}{more}; "
    ) + (f"did you mean {', '.join(meant)}?" if meant else "check their names.")
    if table.is_in_vain:
        raise ConfigError(sentence)
    complain(f"{sentence} Their rows are left out.")


def _of_study(
    table: Path, segments: SegmentTable | None, tables: SegmentTables, options: Options
) -> tuple[list[Job], Failures]:
    jobs: list[Job] = []
    failures: Failures = {}
    for row in read_study(table, tables):
        origin = f"{table}, line {row.line}"
        try:
            jobs.append(_job(row, _chosen(row, _with_segments(options, segments, row.path))))
        except PostureError as error:
            named = str(row.path)
            failures[origin if named in failures else named] = type(error)(f"{origin}: {error}")
    return jobs, failures


def _job(row: Row, options: Options) -> Job:
    found = find_one(row.path)
    told = [part for part in (row.participant, row.condition) if part is not None]
    name = _NOT_IN_NAMES.sub("-", "-".join(told)).strip(". ") or found.name
    notes = {STUDY: {"participant": row.participant, "condition": row.condition}}
    return Job(recording=replace(found, name=name), options=options, notes=notes)


def _in(folder: Path, job: Job, name: str) -> Job:
    return replace(job, recording=replace(job.recording, name=name), folder=folder / name)


def _chosen(row: Row, options: Options) -> Options:
    """Return the options with what the row says; an empty cell leaves the command line's word."""
    setup = _baseline(row, options.setup)
    if row.focal_px is not None or row.hfov_deg is not None:
        setup = replace(setup, focal_px=None, hfov_deg=None, lens=None)
        setup = replace(setup, focal_px=row.focal_px, hfov_deg=row.hfov_deg)
    if row.distance_cm is not None:
        setup = replace(setup, distance_cm=row.distance_cm)
    return replace(options, setup=setup, segments=row.segments or options.segments)


def _baseline(row: Row, setup: Setup) -> Setup:
    if row.profile is not None and row.baseline is not None:
        raise ConfigError(
            f"{row.path.name}: profile and baseline say the same thing twice; fill in one of them."
        )
    told = row.profile or row.baseline
    if told is None:
        return setup
    found = parse_baseline(told)
    return replace(setup, part_s=found.part_s, profile=found.profile)
