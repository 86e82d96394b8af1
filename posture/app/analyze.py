"""Recording to results: landmarks, then baseline, then numbers, then files."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from posture.app.annotating import Annotation, Story, annotate, require_pixels
from posture.app.crew import Crew
from posture.app.desk import desk_answers
from posture.app.locate import Located, locate
from posture.app.look import Look
from posture.app.progress import Report, halves, unseen
from posture.app.reference import Reference, Setup, reference, require_time_line
from posture.app.settings import config_hash, load_config, posture_version
from posture.app.staging import workplace
from posture.app.wiring import read_profile
from posture.config import Config
from posture.errors import SourceError
from posture.messages import Desk
from posture.minutes import labels
from posture.outputs.events import NAME as EVENTS
from posture.outputs.events import write_events
from posture.outputs.report import write_report
from posture.outputs.summary import write_session
from posture.outputs.tables import MeasurementsWriter, write_alerts, write_columns
from posture.pipeline import Assessor
from posture.profile import Profile
from posture.session import SessionBuilder
from posture.sources.recordings import Recording, find
from posture.sources.saved import Saved
from posture.stretches import Stretches
from posture.types import Assessment, Empty, Measurement, Session

DEFAULT_RATE_HZ = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a recording is analysed; picklable, so that it can travel to another process."""

    rate_hz: float | None = DEFAULT_RATE_HZ
    setup: Setup = field(default_factory=Setup)
    config: Config = field(default_factory=Config)
    desk: Desk | None = None  # answers of `posture advice`, which alerts obey
    annotation: Annotation | None = None  # a film or pictures with everything drawn in, if any


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """A finished recording: its session, the folder of its files, and what was wrong with parts."""

    session: Session
    folder: Path | None
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

    ``source`` is a video, a picture, a folder of pictures or a saved ``landmarks.npz``. Without a
    profile the most upright part of the recording serves as baseline, without settings those of
    the user hold. ``profile`` and ``config`` win over what ``options`` say.
    """
    chosen = choose_options(options, profile=profile, config=config)
    recording = find_one(source)
    folder = None if out is None else Path(out) / recording.name
    return analyze_recording(recording, chosen, folder=folder).session


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
    found, problems = find([str(source)])
    if problems:
        raise SourceError(problems[0].message)
    if len(found) != 1:
        raise SourceError(f"{source}: expected one recording, found {len(found)}; name one.")
    return found[0]


def analyze_recording(
    recording: Recording,
    options: Options,
    *,
    folder: Path | None = None,
    progress: Report = unseen,
    crew: Crew | None = None,
) -> Analysis:
    """Analyse one recording; with ``folder`` write its files there, each when it is complete.

    A long video is shared among the processes of a ``crew``.
    """
    setup, config = options.setup, options.config
    if recording.kind == "pictures":
        require_time_line(recording.source, setup)  # before anything takes its time
    if options.annotation is not None:
        require_pixels(recording)
    looking, drawing = (progress, unseen) if options.annotation is None else halves(progress)
    look = Look(
        rate_hz=options.rate_hz,
        config=config.estimator,
        profile=setup.profile,
        optics=setup.optics,
        gate=config.estimator.gate,
        always_s=setup.part_s,
    )
    with workplace(folder) as place:
        located = locate(recording, place / "landmarks.npz", look, progress=looking, crew=crew)
        against = reference(located.saved, setup, config)
        session, story = _measure(
            located, against, options, place=None if folder is None else place
        )
        if options.annotation is not None and folder is not None:
            annotate(recording, story, options.annotation, place, drawing)
    problems = (*located.problems, *_nobody(session))
    return Analysis(session=session, folder=folder, problems=problems)


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
    builder, stretches = SessionBuilder(config.exposure), Stretches(config.exposure.max_gap_s)
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
    if place is not None:
        _write(session, story, place)
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


def _write(session: Session, story: Story, folder: Path) -> None:
    write_alerts(folder / "alerts.csv", session.alerts)
    if not session.pictures:
        write_events(folder / EVENTS, story.stretches, session.alerts)
    write_columns(folder / "columns.json")
    write_report(session, folder / "report.html", alerts=story.config.alerts)
    write_session(folder / "session.json", session)
