"""Many recordings to many sessions, on one core, many, or many machines."""

from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from posture.addresses import Place, place_of
from posture.app.analyze import Analysis, choose_options, find_one, folders_for, placed
from posture.app.cluster import workers_of
from posture.app.conduct import Conductor
from posture.app.crew import Crew, Given, Processes, processors
from posture.app.far import work_for
from posture.app.job import Job, Options
from posture.app.tasks import Work
from posture.config import Config
from posture.errors import PostureError
from posture.profile import Profile
from posture.sources.recordings import Recording
from posture.summed import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """A recording as it was named, and what was found there."""

    source: str
    number: int
    found: Recording | PostureError
    folder: Place | None = None


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
    get folders of their own, and none replaces what lies there of another one.
    """
    chosen = choose_options(options, profile=profile, config=config)
    jobs = [
        _Source(source=str(source), number=number, found=_found(source))
        for number, source in enumerate(sources)
    ]
    if out is not None:
        jobs = _with_folders(jobs, place_of(out))
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
    if isinstance(one.found, PostureError):
        raise one.found
    job = Job(recording=one.found, options=options, threads=1, kept=crew.keeps_networks)
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


def _found(source: str | Path) -> Recording | PostureError:
    try:
        return find_one(source)
    except PostureError as error:
        return error


def _with_folders(sources: list[_Source], out: Place) -> list[_Source]:
    found = {one.number: one.found for one in sources if isinstance(one.found, Recording)}
    folders = dict(zip(found, folders_for(list(found.values()), out), strict=True))
    return [replace(one, folder=folders.get(one.number)) for one in sources]
