"""Results to their folder: everything of a recording appears together, when it is complete."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import gettempdir, mkdtemp

from filelock import FileLock

from posture.errors import StoreError

OPTIONAL = ("segments.csv",)  # a later run without segments writes none
_PREFIX, _PASSING = ".unfinished-", ".posture-passing-"
_JUST_MADE_S = 60.0  # its lock may be about to be taken
_LAST = "session.json"
_LOCK = ".lock"  # held while somebody works there; ends with the process, however that ends


@contextmanager
def passing() -> Iterator[Path]:
    """Give an empty folder that is gone afterwards.

    What a killed process left is swept by whoever comes next.
    """
    try:
        _sweep(_left_over(Path(gettempdir())))
        place = Path(mkdtemp(prefix=_PASSING))
    except OSError as error:
        raise StoreError(
            f"Expected a folder for temporary files, found {error.strerror or error}; "
            "let TMPDIR name one that can be written to."
        ) from error
    with _held(place, place):
        yield place


@contextmanager
def staged(folder: Path) -> Iterator[Path]:
    """Give an empty folder whose files move into ``folder`` when the block ends well.

    After an exception nothing is left behind and older results stay as they were. What a killed
    process left is swept the next time.
    """
    made = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        with _explained(folder):
            folder.mkdir(parents=True, exist_ok=True)
            sweep(folder)
            place = Path(mkdtemp(prefix=_PREFIX, dir=folder))
        yield from _filled(place, folder)
    finally:
        for path in made:
            with suppress(OSError):  # results lie there
                path.rmdir()


def sweep(folder: Path) -> None:
    """Remove what killed processes left in a folder of results, finished ones included."""
    _sweep(folder.glob(f"{_PREFIX}*"))


def _filled(place: Path, folder: Path) -> Iterator[Path]:
    try:
        with _held(place, folder):
            yield place
            with _explained(folder):
                _publish(place, folder)
    except StoreError as error:  # the user knows the folder, not the place
        raise StoreError(str(error).replace(str(place), str(folder))) from error


@contextmanager
def _held(place: Path, folder: Path) -> Iterator[None]:
    """Say that somebody works here, and remove it afterwards."""
    lock = FileLock(place / _LOCK, thread_local=False)  # another thread may end it
    try:
        with _explained(folder):
            lock.acquire()
        yield
    finally:
        lock.release()
        shutil.rmtree(place, ignore_errors=True)


def _publish(place: Path, folder: Path) -> None:
    """Move everything; whoever finds the last file finds the others of the same run."""
    paths = sorted(place.glob("[!.]*"), key=lambda path: (path.name == _LAST, path.name))
    for stale in (_LAST, *OPTIONAL) if place / _LAST in paths else ():
        (folder / stale).unlink(missing_ok=True)
    for path in paths:
        path.replace(folder / path.name)


def _sweep(left_over: Iterator[Path]) -> None:
    for left in left_over:
        lock = FileLock(left / _LOCK)
        with suppress(OSError):  # somebody works there: the lock times out
            lock.acquire(timeout=0)
            lock.release()
            shutil.rmtree(left, ignore_errors=True)


def _left_over(folder: Path) -> Iterator[Path]:
    """Find what was in use once; in a folder that all share, nothing that is not surely ours."""
    for left in folder.glob(f"{_PASSING}*"):
        with suppress(OSError):  # gone meanwhile, or of another user
            old = time.time() - left.stat().st_mtime > _JUST_MADE_S
            if old and not left.is_symlink() and (left / _LOCK).is_file():
                yield left


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"{folder}: expected a folder that results can be written to, found "
            f"{error.strerror or error}; choose another one with --out."
        ) from error
