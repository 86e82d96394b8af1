"""Recordings and results of other machines, brought here and there for as long as needed."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path

from posture.addresses import Prefix
from posture.app.copies import Copies, copy_name
from posture.app.progress import Report, unseen
from posture.app.staging import OPTIONAL, passing
from posture.errors import PostureError, SourceError
from posture.estimators.environment import unblocked
from posture.outputs.rows import SESSION
from posture.remote.errand import Errands
from posture.sources.distant import distant
from posture.sources.recordings import Problem, Recording, find


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
        paths = tuple(place / copy_name(url) for url in recording.urls)
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


@contextmanager
def delivered(place: Prefix) -> Iterator[Path]:
    """Give a folder whose files go to another machine when the block ends well."""
    with passing() as folder:
        yield folder
        deliver(folder, place)


def deliver(folder: Path, place: Prefix) -> None:
    """Take every file of a folder to another machine, what tells that it is complete at last."""
    files = [path for path in sorted(folder.iterdir()) if path.is_file() and path.name[0] != "."]
    names = {path.name for path in files}
    stale = [str(place / name) for name in OPTIONAL if SESSION in names and name not in names]
    errands().store([(path, str(place / path.name)) for path in files], unseen, stale)


# -- one long recording, looked at part by part ---------------------------------------------------


def held(url: str) -> Path:
    """Return a copy of a recording that stays until this thread asks for another one."""
    _ends_with_the_process()
    return _copies.held(url)


def hold(url: str, path: Path) -> None:
    """Keep a copy that is here already, for the parts that follow."""
    _ends_with_the_process()
    _copies.hold(url, path)


def _bring(url: str, path: Path) -> None:
    errands().fetch([(url, path)], unseen)


_copies = Copies(_bring)


@cache
def _ends_with_the_process() -> None:
    Finalize(None, _copies.let_go, exitpriority=1)  # other processes run nothing else at their end
