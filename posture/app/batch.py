"""Many recordings to many sessions, on one core, many, or many machines."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from posture.addresses import Place, place_of
from posture.app.analyze import Analysis, choose_options, find_one, placed
from posture.app.cluster import workers_of
from posture.app.conduct import Conductor
from posture.app.crew import Crew, Given, Processes, processors
from posture.app.far import work_for
from posture.app.job import Job, Options
from posture.app.tasks import Work
from posture.config import Config
from posture.errors import PostureError, SourceError
from posture.profile import Profile
from posture.sources.recordings import unique_names
from posture.summed import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """A recording as it was named."""

    source: str
    folder: Place | None
    number: int


def analyze_many(
    sources: Iterable[str | Path],
    profile: Profile | str | Path | None = None,
    config: Config | None = None,
    *,
    out: str | Path | None = None,
    options: Options | None = None,
    executor: Executor | None = None,
) -> Iterator[Session | PostureError]:
    """Yield one session per recording, in order; a failed one yields its error instead.

    Any `concurrent.futures.Executor` will do; by default one process per core is started anew
    (forked ones would inherit threads of OpenCV and MediaPipe that no longer run), so that a
    script needs ``if __name__ == "__main__":`` around its call, as always with processes. Long
    videos are shared among all of them. The rest is as in `analyze`; recordings of the same name
    get folders of their own.
    """
    named = [str(source) for source in sources]
    chosen = choose_options(options, profile=profile, config=config)
    folders = [None] * len(named) if out is None else _folders(named, place_of(out))
    jobs = [
        _Source(source=source, folder=folder, number=number)
        for number, (source, folder) in enumerate(zip(named, folders, strict=True))
    ]
    with _crew(executor, chosen.config) as crew:
        works = ((job, partial(_work, job, chosen, crew, len(jobs))) for job in jobs)
        yield from _in_order(Conductor[_Source, Analysis](crew).results(works))


def _crew(executor: Executor | None, config: Config) -> AbstractContextManager[Crew]:
    workers = workers_of(executor, config)
    if workers is not None:
        return nullcontext(workers)
    jobs = processors()
    return Processes(jobs) if executor is None else nullcontext(Given(executor, jobs))


def _work(one: _Source, options: Options, crew: Crew, recordings: int) -> Work[Analysis]:
    recording = find_one(one.source)
    job = Job(recording=recording, options=options, threads=1, kept=crew.keeps_networks)
    job = placed(job, one.folder)
    return (yield from work_for(job, crew, recordings))


def _in_order(
    results: Iterable[tuple[_Source, Analysis | PostureError]],
) -> Iterator[Session | PostureError]:
    waiting: dict[int, Session | PostureError] = {}
    following = 0
    for one, result in results:
        waiting[one.number] = result if isinstance(result, PostureError) else result.session
        while following in waiting:
            yield waiting.pop(following)
            following += 1


def _folders(named: Sequence[str], out: Place) -> list[Place]:
    return [out / name for name in unique_names([_name(source) for source in named])]


def _name(source: str) -> str:
    try:
        return find_one(source).name
    except SourceError:
        return Path(source).stem or "recording"  # whoever analyses it says what is wrong
