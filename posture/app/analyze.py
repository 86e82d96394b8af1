"""Recording to results: landmarks, then baseline, then numbers, then files."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from posture.addresses import Place, Prefix, place_of
from posture.app.annotating import Story, annotate, require_pixels
from posture.app.away import as_named, brought, delivered, errands, find_anywhere
from posture.app.desk import desk_answers
from posture.app.job import LANDMARKS, Job, Options
from posture.app.locate import Located, locate
from posture.app.mirror import mirrored
from posture.app.progress import Report, halves, listening, told, unseen
from posture.app.reference import Reference, reference, require_time_line
from posture.app.resume import with_fingerprint
from posture.app.settings import config_hash, load_config, posture_version
from posture.app.staging import passing, staged
from posture.app.wiring import read_profile
from posture.config import Config
from posture.errors import SourceError
from posture.estimators import weights
from posture.minutes import labels
from posture.outputs.events import NAME as EVENTS
from posture.outputs.events import write_events
from posture.outputs.report import write_report
from posture.outputs.rows import SESSION
from posture.outputs.segments import SEGMENTS, write_segments
from posture.outputs.summary import write_session
from posture.outputs.tables import MeasurementsWriter, write_alerts, write_columns
from posture.pipeline import Assessor
from posture.profile import Profile
from posture.session import SessionBuilder
from posture.sources.recordings import Recording
from posture.sources.saved import Saved, read
from posture.stretches import Stretches
from posture.summed import Session
from posture.types import Assessment, Empty, Measurement


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """A finished recording: its session, the folder of its files, and what was wrong with parts."""

    session: Session
    folder: Place | None
    problems: tuple[str, ...]


def analyze(
    source: str | Path,
    profile: Profile | str | Path | None = None,
    config: Config | None = None,
    *,
    out: str | Path | None = None,
    options: Options | None = None,
) -> Session:
    """Analyse one recording and return its session; with ``out`` also write its files there.

    ``source`` is a video, a picture, a folder of pictures or a saved ``landmarks.npz``, here or at
    an address (``s3://``, ``https://``); ``out`` a folder or ``s3://``. Without a profile the most
    upright part of the recording serves as baseline, without settings those of the user hold.
    ``profile`` and ``config`` win over what ``options`` say. Results of another recording of the
    same name are never replaced: then the folder is called ``NAME-2``.
    """
    chosen = choose_options(options, profile=profile, config=config)
    recording = find_one(source)
    folder = None if out is None else folders_for([recording], place_of(out))[0]
    return analyze_recording(recording, chosen, folder=folder).session


def folders_for(recordings: Sequence[Recording], out: Place) -> list[Place]:
    """Return where the results of recordings go: to folders that are theirs or nobody's."""
    with mirrored(out) as mirror:
        mirror.learn()
        return [out / name for name in mirror.names(recordings)]


def choose_options(
    options: Options | None,
    *,
    profile: Profile | str | Path | None,
    config: Config | None,
) -> Options:
    """Join what was said in one way or the other; profile and settings are read where needed."""
    chosen = options or Options(config=config or load_config(), desk=desk_answers())
    if config is not None:
        chosen = replace(chosen, config=config)
    if profile is None:
        return chosen
    known = profile if isinstance(profile, Profile) else read_profile(profile)
    return replace(chosen, setup=replace(chosen.setup, profile=known))


def find_one(source: str | Path) -> Recording:
    """Return the one recording that a path stands for."""
    found, problems = find_anywhere([str(source)])
    if problems:
        raise SourceError(problems[0].message)
    if len(found) != 1:
        raise SourceError(f"{source}: expected one recording, found {len(found)}; name one.")
    return found[0]


def analyze_recording(
    recording: Recording,
    options: Options,
    *,
    folder: Place | None = None,
    progress: Report = unseen,
) -> Analysis:
    """Analyse one recording; with ``folder`` write its files there, each when it is complete."""
    job = placed(Job(recording=recording, options=options), folder)
    with nullcontext() if job.folder is None else staged(job.folder) as place, listening(progress):
        return attempt(job, place)


def placed(job: Job, place: Place | None) -> Job:
    """Return a job whose results go to a place, here or elsewhere, and tell what they are of."""
    if place is None:
        return job
    job = with_fingerprint(job, weights.present())
    return replace(job, goes_to=place) if isinstance(place, Prefix) else replace(job, folder=place)


def attempt(job: Job, place: Path | None) -> Analysis:
    """Look at a recording and measure it; with ``place`` write the files there."""
    setup = job.options.setup
    if job.recording.kind == "pictures":
        require_time_line(job.recording.source, setup)  # before anything takes its time
    if job.options.annotation is not None:
        require_pixels(job.recording)
    with making(job, place) as made, passing() if made is None else nullcontext(made) as scratch:
        located = seen_before(job, scratch)
        with _pixels(job, located) as here:
            return _looked(replace(job, recording=here), located, scratch, made)


def _pixels(job: Job, located: Located | None) -> AbstractContextManager[Recording]:
    """Bring the recording, unless nobody will look at it."""
    if located is not None and job.options.annotation is None:
        return nullcontext(job.recording)
    return brought(job.recording, told)


def _looked(job: Job, located: Located | None, scratch: Path, made: Path | None) -> Analysis:
    looking, drawing = (told, unseen) if job.options.annotation is None else halves(told)
    if located is None:
        located = locate(job.recording, scratch / LANDMARKS, job.look, progress=looking)
        named = [as_named(problem, job.recording) for problem in located.problems]
        located = replace(located, problems=tuple(named))
    return measured(job, located, made, drawing)


@contextmanager
def making(job: Job, place: Path | None) -> Iterator[Path | None]:
    """Give the folder to write to, if any: ``place``, or one whose files go elsewhere."""
    if job.goes_to is None:
        yield place
        return
    with delivered(job.goes_to) as folder:
        yield folder


def seen_before(job: Job, scratch: Path) -> Located | None:
    """Return what an earlier run saw; what cannot be read is looked at anew."""
    path = job.seen
    if path is None:
        return None
    try:
        if job.goes_to is not None:
            path = scratch / f".{LANDMARKS}"  # it lies there already
            errands().fetch([(str(job.goes_to / LANDMARKS), path)], told)
        return Located(saved=read(path))
    except SourceError:
        return None


def measured(job: Job, located: Located, place: Path | None, drawing: Report = unseen) -> Analysis:
    """Measure what was seen; with ``place`` write the files and tell ``drawing`` of a film."""
    against = reference(located.saved, job.options.setup, job.options.config)
    session, story = _measure(located, against, job.options, place=place)
    if place is not None:
        _write(session, story, place, job)
        if job.options.annotation is not None:
            annotate(job.recording, story, job.options.annotation, place, drawing)
    problems = (*located.problems, *_nobody(session))
    return Analysis(session=session, folder=job.goes_to or job.folder, problems=problems)


def _nobody(session: Session) -> Iterator[str]:
    if any(session.coverage.values()):
        return
    reasons = sorted(
        session.empty.keys() - {str(Empty.NO_BASELINE)}, key=lambda one: -session.empty[one]
    )
    yield (
        f"{session.source}: expected a person whose posture can be judged, found none "
        f"({', '.join(reasons)}); every number is empty."
    )


def _measure(
    located: Located, against: Reference, options: Options, *, place: Path | None
) -> tuple[Session, Story]:
    saved, config = located.saved, options.config
    builder = SessionBuilder(config.exposure, options.segments)
    stretches = Stretches(config.exposure.max_gap_s)
    moments = partial(_moments, saved, against, options)
    with _table(place) as add:
        for moment in moments():
            builder.update(moment)
            add(moment.measurement)
            if moment.measurement.time_s is not None:
                held = labels(moment.measurement, moment.states)
                stretches.update(moment.measurement.time_s, held)
    session = builder.build(
        source=saved.source,
        started_at=saved.started_at,
        lens=against.lens,
        baseline=against.about,
        versions={
            "posture": posture_version(),
            "settings": config_hash(config),
            **saved.models,
        },
    )
    story = Story(
        saved=saved,
        moments=moments,
        stretches=stretches.until(saved.duration_s or 0.0),
        alerts=session.alerts,
        config=config,
    )
    return session, story


def _moments(saved: Saved, against: Reference, options: Options) -> Iterator[Assessment]:
    stages = Assessor(
        against.profile,
        options.config,
        lens=against.lens,
        started_at=saved.started_at,
        desk=options.desk,
    )
    return map(stages.update, saved.landmarks())


@contextmanager
def _table(folder: Path | None) -> Iterator[Callable[[Measurement], None]]:
    if folder is None:
        yield lambda _measurement: None
        return
    with MeasurementsWriter(folder / "measurements.csv") as writer:
        yield writer.add


def _write(session: Session, story: Story, folder: Path, job: Job) -> None:
    write_alerts(folder / "alerts.csv", session.alerts)
    if not session.pictures:
        write_events(folder / EVENTS, story.stretches, session.alerts)
    write_columns(folder / "columns.json")
    if session.segments:
        write_segments(folder / SEGMENTS, session.segments)
    write_report(
        session, folder / "report.html", alerts=job.options.config.alerts, script=job.script
    )
    write_session(folder / SESSION, session, job.notes)
