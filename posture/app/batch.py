"""Many recordings to many sessions, on one core, many, or many machines."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from multiprocessing import get_context
from pathlib import Path

from posture.app.analyze import Options, analyze_recording, choose_options, find_one
from posture.app.terminal import hush
from posture.config import Config
from posture.errors import EstimatorError, PostureError, SourceError
from posture.profile import Profile
from posture.sources.recordings import unique_names
from posture.types import Session


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
    script needs ``if __name__ == "__main__":`` around its call, as always with processes. The
    rest is as in `analyze`; recordings of the same name get folders of their own.
    """
    named = [str(source) for source in sources]
    chosen = choose_options(options, profile=profile, config=config)
    folders = [None] * len(named) if out is None else _folders(named, Path(out))
    with _pool(executor) as pool:
        futures = [
            pool.submit(_attempt, source, chosen, folder)
            for source, folder in zip(named, folders, strict=True)
        ]
        try:
            yield from map(_outcome, named, futures)
        finally:
            for future in futures:
                future.cancel()


def _pool(executor: Executor | None) -> AbstractContextManager[Executor]:
    if executor is not None:
        return nullcontext(executor)
    return ProcessPoolExecutor(mp_context=get_context("spawn"), initializer=hush)


def _folders(named: Sequence[str], out: Path) -> list[Path]:
    return [out / name for name in unique_names([_name(source) for source in named])]


def _name(source: str) -> str:
    try:
        return find_one(source).name
    except SourceError:
        return Path(source).stem or "recording"  # whoever analyses it says what is wrong


def _attempt(source: str, options: Options, folder: Path | None) -> Session | PostureError:
    try:
        return analyze_recording(find_one(source), options, folder=folder).session
    except PostureError as error:
        return error


def _outcome(source: str, future: "Future[Session | PostureError]") -> Session | PostureError:
    try:
        return future.result()
    except BrokenExecutor:
        return EstimatorError(
            f"{source}: expected the process that analyses it to finish, found it killed, perhaps "
            "for lack of memory; try again with fewer processes (`executor=`)."
        )
