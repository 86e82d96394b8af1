"""Results to their folder: everything of a recording appears together, when it is complete."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from filelock import FileLock

from posture.errors import StoreError

_PREFIX = ".unfinished-"
_LAST = "session.json"
_OPTIONAL = ("segments.csv",)  # a later run without segments writes none
_LOCK = ".lock"  # held while somebody works there; ends with the process, however that ends


@contextmanager
def passing() -> Iterator[Path]:
    """Give an empty folder that is gone afterwards."""
    try:
        place = TemporaryDirectory(prefix="posture-", ignore_cleanup_errors=True)
    except OSError as error:
        raise StoreError(
            f"Expected a folder for temporary files, found {error.strerror or error}; "
            "let TMPDIR name one that can be written to."
        ) from error
    with place as name:
        yield Path(name)


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
            _sweep(folder)
            place = Path(mkdtemp(prefix=_PREFIX, dir=folder))
        yield from _filled(place, folder)
    finally:
        for path in made:
            with suppress(OSError):  # results lie there
                path.rmdir()


def _filled(place: Path, folder: Path) -> Iterator[Path]:
    lock = FileLock(place / _LOCK)
    try:
        with _explained(folder):
            lock.acquire()
        yield place
        with _explained(folder):
            _publish(place, folder)
    except StoreError as error:  # the user knows the folder, not the place
        raise StoreError(str(error).replace(str(place), str(folder))) from error
    finally:
        lock.release()
        shutil.rmtree(place, ignore_errors=True)


def _publish(place: Path, folder: Path) -> None:
    """Move everything; whoever finds the last file finds the others of the same run."""
    paths = sorted(place.glob("[!.]*"), key=lambda path: (path.name == _LAST, path.name))
    for stale in (_LAST, *_OPTIONAL) if place / _LAST in paths else ():
        (folder / stale).unlink(missing_ok=True)
    for path in paths:
        path.replace(folder / path.name)


def _sweep(folder: Path) -> None:
    for left in folder.glob(f"{_PREFIX}*"):
        lock = FileLock(left / _LOCK)
        with suppress(OSError):  # somebody works there: the lock times out
            lock.acquire(timeout=0)
            lock.release()
            shutil.rmtree(left, ignore_errors=True)


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"{folder}: expected a folder that results can be written to, found "
            f"{error.strerror or error}; choose another one with --out."
        ) from error
