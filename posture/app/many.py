"""Everything that was named to results, on all processes, and none in vain."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from posture.addresses import Place
from posture.app.analyze import Analysis
from posture.app.cluster import connected
from posture.app.conduct import Conductor
from posture.app.crew import Alone, Crew, Processes
from posture.app.far import work_for
from posture.app.job import LANDMARKS, Job, Options
from posture.app.mirror import Mirror, mirrored
from posture.app.overall import Overall, displayed
from posture.app.printed import Printed
from posture.app.pseudonyms import KEY, hiding, pseudonymised, read_pseudonyms
from posture.app.resume import Left, left_to_do, with_fingerprint
from posture.app.run import INTERRUPTED, fetch_networks
from posture.app.sizes import Sizes, largest_first, sizes_of
from posture.app.staging import sweep
from posture.app.study import Failures, Named, jobs_for, nobodys
from posture.app.tasks import Work
from posture.app.terminal import complain, err, exit_code, out
from posture.config import Config
from posture.errors import ConfigError, EstimatorError, PostureError, SourceError, StoreError
from posture.estimators import weights
from posture.outputs.index import write_index
from posture.outputs.report import SCRIPT, write_script
from posture.outputs.rows import SESSION
from posture.outputs.summary import write_session

_WORTH_PROCESSES_S = 40.0  # of video; less is over before other processes have begun
_MANY = 10  # recordings from which on failures are counted as well as named


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How recordings are gone through, and what their results look like."""

    jobs: int = 1
    resume: bool = False
    self_contained: bool = False
    pseudonymise: bool = False
    as_json: bool = False
    scheduler: str | None = None  # of a cluster, instead of processes here


def analyze_all(named: Named, options: Options, place: Place, manner: Manner) -> int:
    """Analyse everything that was named and return the exit code."""
    with mirrored(place) as mirror:
        return _analyze_all(named, options, mirror, manner)


def _analyze_all(named: Named, options: Options, mirror: Mirror, manner: Manner) -> int:
    folder = mirror.folder
    mirror.learn()
    of_another = nobodys if manner.pseudonymise else mirror.is_of_another
    jobs, failures = jobs_for(named, options, folder, of_another)
    if mirror.away is not None:
        jobs = [replace(job, goes_to=mirror.away / job.recording.name) for job in jobs]
    if manner.pseudonymise:
        require_here(jobs, mirror)
        jobs, names = _pseudonymised(jobs, failures, folder)
    else:
        names = {}
    if len(jobs) + len(failures) > 1 and not manner.self_contained:
        jobs = [replace(job, script=f"../{SCRIPT}") for job in jobs]
    jobs = [replace(job, number=number) for number, job in enumerate(jobs)]
    return Run(jobs, failures, manner, mirror=mirror, names=names).run()


def require_here(jobs: Sequence[Job], mirror: Mirror) -> None:
    """Refuse pseudonyms where names would stand elsewhere: the key lies beside the results."""
    away = [mirror.told(mirror.folder)] if mirror.away is not None else []
    away += [job.source for job in jobs if job.recording.urls]
    if away:
        raise ConfigError(
            f"--pseudonymise: expected recordings and --out on this machine, found {away[0]}; "
            "copy it here first."
        )


def _pseudonymised(
    jobs: Sequence[Job], failures: Failures, folder: Path
) -> tuple[list[Job], Mapping[Path, str]]:
    known = read_pseudonyms(folder)
    called = pseudonymised(jobs, known, folder)
    names = {
        path: new.source
        for old, new in zip(jobs, called, strict=True)
        for path in old.recording.paths
    }
    names |= {Path(source): known.of(str(Path(source).absolute())) for source in failures}
    known.write()
    complain(f"who is who stands in {folder / KEY}; keep it apart from the results.")
    return called, names


class Run:
    """One call: what is still to be done of many recordings, and what became of them."""

    def __init__(
        self,
        jobs: Sequence[Job],
        failures: Failures,
        manner: Manner,
        *,
        mirror: Mirror,
        names: Mapping[Path, str],
    ) -> None:
        self._jobs, self._manner, self._mirror, self._names = jobs, manner, mirror, names
        self._folder = mirror.folder
        self._unknown, self._errors = dict(failures), dict[int, PostureError]()
        self._count = len(jobs) + len(failures)
        self._done: set[int] = set()
        self._has_script = False
        self._seen_with: Mapping[str, str] | None = {}  # the networks that fingerprints tell
        self._printed = Printed(len(jobs), as_json=manner.as_json, told=mirror.told)

    def run(self) -> int:
        """Do what is left to do, and tell what became of everything."""
        try:
            self._do(self._possible(self._left()))
        except KeyboardInterrupt:
            self._printed.rest()
            self._complain()
            complain(f"interrupted; {len(self._done)} of {self._count} recordings are complete.")
            return INTERRUPTED
        several = self._count > 1
        if self._done and several:
            self._index()
        self._printed.close(self._folder if several else None)
        self._complain()
        return exit_code(list(self._failures().values()))

    def _left(self) -> list[Job]:
        """Return what is to be done; what is finished already counts as done."""
        if not self._manner.resume:
            return list(self._jobs)
        self._seen_with = weights.present()
        left = list(_remaining(self._jobs, self._seen_with))
        numbers = {job.number for job in left}
        for job in self._jobs:
            if job.number not in numbers:
                self._finished(job)
        if self._done:
            complain(f"{len(self._done)} of {self._count} recordings are complete already.")
        return left

    def _possible(self, jobs: list[Job]) -> list[Job]:
        """Fetch the networks, once; without them only what was seen before can be measured."""
        looking = [job for job in jobs if job.must_look]
        if not looking:
            return jobs
        try:
            fetch_networks(looking[0].options.config)
        except EstimatorError as error:
            for job in looking:
                self._failed(job, error)
            return [job for job in jobs if not job.must_look]
        return jobs

    def _do(self, jobs: Sequence[Job]) -> None:
        if not jobs:
            return
        sizes, models = sizes_of(jobs), weights.present()
        overall = Overall(sizes, label=jobs[0].recording.name if self._count == 1 else None)
        bar = not (self._manner.as_json and out.is_terminal)  # lines of JSON would break it
        with (
            self._crew(sizes, jobs[0].options.config) as crew,
            displayed(err, overall, bar=bar) as tick,
        ):
            works = self._works(largest_first(jobs, sizes), models, crew, overall)
            for job, result in Conductor[Job, Analysis](crew, tick).results(works):
                self._take(job, result)
                if isinstance(result, PostureError):
                    overall.ended(job.number, None, failed=True)
                else:
                    overall.ended(job.number, result.session.duration_s)

    def _crew(self, sizes: Sizes, config: Config) -> AbstractContextManager[Crew]:
        if self._manner.scheduler is not None:
            return connected(self._manner.scheduler, config)
        return crew_for(self._manner.jobs, sizes)

    def _works(
        self,
        jobs: Sequence[Job],
        models: Mapping[str, str] | None,
        crew: Crew,
        overall: Overall,
    ) -> Iterator[tuple[Job, Callable[[], Work[Analysis]]]]:
        threads = None if crew.jobs == 1 else 1
        for job in jobs:
            noted = job if models == self._seen_with else with_fingerprint(job, models)
            ready = replace(noted, threads=threads, kept=crew.keeps_networks)
            report = overall.report(job.number)
            yield job, partial(work_for, ready, crew, len(jobs), report)

    def _take(self, job: Job, result: Analysis | PostureError) -> None:
        if isinstance(result, PostureError):
            self._failed(job, result)
            return
        for problem in result.problems:
            complain(problem)
        if job.goes_to is not None and job.folder is not None:
            write_session(job.folder / SESSION, result.session, job.notes)
        self._finished(job)

    def _failed(self, job: Job, error: PostureError) -> None:
        self._errors[job.number] = type(error)(str(error))  # not all that its traceback holds
        self._printed.put(job.number, None)

    def _finished(self, job: Job) -> None:
        if job.script is not None and not self._has_script:
            self._has_script = True
            self._share(write_script)  # at once: reports need it, however the run ends
        self._done.add(job.number)
        self._printed.put(job.number, job.folder)

    def _complain(self) -> None:
        """Name everything that failed with its reason, last, where it is not overlooked."""
        failures = self._failures()
        for sentence in dict.fromkeys(map(str, failures.values())):
            complain(sentence)
        if len(failures) > 0 and self._count > _MANY:
            complain(f"{len(failures)} of {self._count} failed, {len(self._done)} are complete.")

    def _failures(self) -> Failures:
        """Return everything that failed, in the order in which it was named."""
        errors = {
            self._jobs[number].source: self._errors[number] for number in sorted(self._errors)
        }
        return {**self._unknown, **errors}

    def _index(self) -> None:
        places = [self._jobs[number].folder for number in sorted(self._done)]
        hidden = hiding(self._names)
        reasons = [
            (hidden(source), hidden(self._reason(source, error)))
            for source, error in self._failures().items()
        ]
        found = [place for place in places if place is not None]
        self._share(partial(write_index, results=found, failures=reasons))

    def _share(self, write: Callable[[Path], None]) -> None:
        """Write what belongs to all results, where they lie; a failure is told at the end."""
        try:
            write(self._folder)
            self._mirror.deliver()
        except StoreError as error:
            self._unknown[self._mirror.told(self._folder)] = error

    def _reason(self, source: str, error: PostureError) -> str:
        """Say why something failed; cells of a study, which may tell names, stay hidden."""
        if self._names and source in self._unknown and not isinstance(error, SourceError):
            return "Expected a row of the study without mistakes; its line was named when it ran."
        return str(error)


def _remaining(jobs: Iterable[Job], models: Mapping[str, str] | None) -> Iterator[Job]:
    """Yield what is not complete, with its fingerprint, and landmarks that still hold."""
    for job in (with_fingerprint(job, models) for job in jobs):
        left, folder = left_to_do(job), job.folder
        if left is Left.ALL or folder is None:
            yield job
        elif left is Left.MEASURING:
            yield replace(job, seen=folder / LANDMARKS)
        else:
            sweep(folder)  # killed after its last file, before it tidied up


def crew_for(jobs: int, sizes: Sizes) -> AbstractContextManager[Crew]:
    """Return who does it: other processes where they are worth their start."""
    if jobs > 1 and sizes.weight_s >= _WORTH_PROCESSES_S:
        return Processes(jobs)
    return Alone()
