"""Recordings and results of other machines, brought here and there for as long as needed."""

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing.util import Finalize
from pathlib import Path
from threading import Lock

from posture.addresses import Prefix, file_name
from posture.app.progress import Report, unseen
from posture.app.staging import passing
from posture.errors import PostureError, SourceError
from posture.estimators.environment import unblocked
from posture.remote.errand import Errands
from posture.sources.distant import distant
from posture.sources.recordings import Problem, Recording, find

_NO_NAME = "recording"


def find_anywhere(named: Sequence[str]) -> tuple[list[Recording], list[Problem]]:
    """Turn what was typed into recordings, here or on other machines."""
    return find(named, lambda url: distant(url, errands().find))


def errands() -> Errands:
    """Return who goes to the network, in the environment as the user set it."""
    return Errands(unblocked(os.environ))


@contextmanager
def brought(recording: Recording, progress: Report = unseen) -> Iterator[Recording]:
    """Give a recording whose files are on this machine; copies are gone afterwards."""
    if not recording.urls:
        yield recording
        return
    with passing() as place:
        paths = tuple(place / _name(url) for url in recording.urls)
        errands().fetch(list(zip(recording.urls, paths, strict=True)), progress)
        here = replace(recording, paths=paths, urls=())
        try:
            yield _seen(here)
        except PostureError as error:  # the user knows the address, not the copy
            raise type(error)(as_named(str(error), here)) from error


def as_named(text: str, here: Recording) -> str:
    """Return a sentence about a recording that was brought, with its address."""
    single = len(here.paths) == 1
    for path in here.paths:
        name = here.source if single else f"{here.source}/{path.name}"
        text = text.replace(str(path), name)
    return text


def _seen(here: Recording) -> Recording:
    """Tell what it is now that it can be looked at."""
    if here.kind == "pictures":
        return here
    found, problems = find([str(here.paths[0])])
    if problems:
        raise SourceError(problems[0].message)
    return replace(here, kind=found[0].kind)


def _name(url: str) -> str:
    return file_name(url).strip(".") or _NO_NAME


@contextmanager
def delivered(place: Prefix) -> Iterator[Path]:
    """Give a folder whose files go to another machine when the block ends well."""
    with passing() as folder:
        yield folder
        deliver(folder, place)


def deliver(folder: Path, place: Prefix) -> None:
    """Take every file of a folder to another machine, what tells that it is complete at last."""
    files = [path for path in sorted(folder.iterdir()) if path.is_file() and path.name[0] != "."]
    errands().store([(path, str(place / path.name)) for path in files], unseen)


# -- one long recording, looked at part by part ---------------------------------------------------


@dataclass(slots=True)
class _Held:
    """The copy that this process keeps from one part to the next."""

    url: str | None = None
    path: Path = Path()
    stack: ExitStack = field(default_factory=ExitStack)
    lock: Lock = field(default_factory=Lock)


_held = _Held()


def held(url: str) -> Path:
    """Return a copy of a recording that stays until another one is asked for, or the end."""
    with _held.lock:
        if _held.url != url:
            place = _anew()
            errands().fetch([(url, place / _name(url))], unseen)
            _held.url, _held.path = url, place / _name(url)
        return _held.path


def hold(url: str, path: Path) -> None:
    """Keep a copy that is here already, for the parts that follow."""
    with _held.lock:
        place = _anew()
        _held.url, _held.path = url, path.rename(place / path.name)


def let_go() -> None:
    """Remove the copy that is kept."""
    _held.stack.close()
    _held.url = None


def _anew() -> Path:
    let_go()
    Finalize(None, let_go, exitpriority=1)  # other processes run nothing else at their end
    return _held.stack.enter_context(passing())
