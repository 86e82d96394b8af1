"""Recording to results: landmarks, then baseline, then numbers, then files."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from posture.app.crew import Crew
from posture.app.desk import desk_answers
from posture.app.locate import Located, locate
from posture.app.look import Look
from posture.app.progress import Report, unseen
from posture.app.reference import Reference, Setup, reference, require_time_line
from posture.app.settings import config_hash, load_config, posture_version
from posture.app.staging import workplace
from posture.app.wiring import read_profile
from posture.config import Config
from posture.errors import SourceError
from posture.messages import Desk
from posture.outputs.report import write_report
from posture.outputs.summary import write_session
from posture.outputs.tables import MeasurementsWriter, write_alerts, write_columns
from posture.pipeline import Assessor
from posture.profile import Profile
from posture.session import SessionBuilder
from posture.sources.recordings import Recording, find
from posture.types import Empty, Measurement, Session

DEFAULT_RATE_HZ = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a recording is analysed; picklable, so that it can travel to another process."""

    rate_hz: float | None = DEFAULT_RATE_HZ
    setup: Setup = field(default_factory=Setup)
    config: Config = field(default_factory=Config)
    desk: Desk | None = None  # answers of `posture advice`, which alerts obey


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
    look = Look(
        rate_hz=options.rate_hz,
        config=config.estimator,
        profile=setup.profile,
        optics=setup.optics,
        gate=config.estimator.gate,
        always_s=setup.part_s,
    )
    with workplace(folder) as place:
        located = locate(recording, place / "landmarks.npz", look, progress=progress, crew=crew)
        against = reference(located.saved, setup, config)
        session = _measure(located, against, options, place=None if folder is None else place)
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
) -> Session:
    saved, config = located.saved, options.config
    builder = SessionBuilder(config.exposure)
    with _table(place) as add:
        stages = Assessor(
            against.profile,
            config,
            lens=against.lens,
            started_at=saved.started_at,
            desk=options.desk,
        )
        for moment in map(stages.update, saved.landmarks()):
            builder.update(moment)
            add(moment.measurement)
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
    if place is not None:
        _write(session, place, config)
    return session


@contextmanager
def _table(folder: Path | None) -> Iterator[Callable[[Measurement], None]]:
    if folder is None:
        yield lambda _measurement: None
        return
    with MeasurementsWriter(folder / "measurements.csv") as writer:
        yield writer.add


def _write(session: Session, folder: Path, config: Config) -> None:
    write_alerts(folder / "alerts.csv", session.alerts)
    write_columns(folder / "columns.json")
    write_report(session, folder / "report.html", alerts=config.alerts)
    write_session(folder / "session.json", session)
