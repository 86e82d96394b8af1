"""Recording to results: landmarks, then baseline, then numbers, then files."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from posture.app.locate import Located, Progress, locate
from posture.app.reference import Reference, Setup, reference
from posture.app.staging import staged
from posture.app.wiring import config_hash, load_config, posture_version, read_profile
from posture.config import Config
from posture.errors import SourceError
from posture.outputs.report import write_report
from posture.outputs.summary import write_session
from posture.outputs.tables import MeasurementsWriter, write_alerts, write_columns
from posture.pipeline import follow
from posture.profile import Profile
from posture.session import SessionBuilder
from posture.sources.recordings import Recording, find
from posture.types import Measurement, Session

DEFAULT_RATE_HZ = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a recording is analysed; picklable, so that it can travel to another process."""

    rate_hz: float | None = DEFAULT_RATE_HZ
    setup: Setup = field(default_factory=Setup)
    config: Config = field(default_factory=Config)


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
    profile the most upright part of the recording serves as baseline.
    """
    chosen = options or Options(config=config or load_config())
    if profile is not None:
        known = profile if isinstance(profile, Profile) else read_profile(Path(profile))
        chosen = replace(chosen, setup=replace(chosen.setup, profile=known))
    found, problems = find([str(source)])
    if problems:
        raise SourceError(problems[0].message)
    if len(found) != 1:
        raise SourceError(f"{source}: expected one recording, found {len(found)}; name one.")
    folder = None if out is None else Path(out) / found[0].name
    return analyze_recording(found[0], chosen, folder=folder).session


def analyze_recording(
    recording: Recording,
    options: Options,
    *,
    folder: Path | None = None,
    progress: Progress = lambda _done, _total: None,
) -> Analysis:
    """Analyse one recording; with ``folder`` write its files there, each when it is complete."""
    with _workplace(folder) as place:
        located = locate(
            recording,
            place / "landmarks.npz",
            rate_hz=options.rate_hz,
            config=options.config.estimator,
            progress=progress,
        )
        against = reference(located, options.setup, options.config)
        session = _measure(
            recording, located, against, options, place=None if folder is None else place
        )
    problems = (*located.problems, *_nobody(session))
    return Analysis(session=session, folder=folder, problems=problems)


def _nobody(session: Session) -> Iterator[str]:
    if not any(session.coverage.values()):
        yield (
            f"{session.source}: expected a person whose posture can be judged, found none in "
            f"{session.frames} frames; every number is empty."
        )


def _measure(
    recording: Recording,
    located: Located,
    against: Reference,
    options: Options,
    *,
    place: Path | None,
) -> Session:
    saved, config = located.saved, options.config
    builder = SessionBuilder(config.exposure)
    with _table(place) as add:
        for moment in follow(saved.landmarks(), against.profile, config, lens=against.lens):
            builder.update(moment)
            add(moment.measurement)
    session = builder.build(
        source=recording.source,
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
def _workplace(folder: Path | None) -> Iterator[Path]:
    """Give a folder whose files become the results, or one that is gone afterwards."""
    if folder is not None:
        with staged(folder) as place:
            yield place
        return
    with TemporaryDirectory(prefix="posture-") as passing:
        yield Path(passing)


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
