"""Results to their folder: everything of a recording appears together, when it is complete."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from posture.errors import StoreError

_PREFIX = ".unfinished-"


@contextmanager
def staged(folder: Path) -> Iterator[Path]:
    """Give an empty folder whose files move into ``folder`` when the block ends well.

    After an exception nothing is left behind and older results stay as they were. What a killed
    process left is swept the next time.
    """
    place: Path | None = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(f"{_PREFIX}*"):
            shutil.rmtree(left, ignore_errors=True)
        place = Path(mkdtemp(prefix=_PREFIX, dir=folder))
        yield place
        for path in sorted(place.iterdir()):
            path.replace(folder / path.name)
    except OSError as error:
        raise StoreError(
            f"{folder}: expected a folder that results can be written to, found "
            f"{error.strerror or error}; choose another one with --out."
        ) from error
    finally:
        if place is not None:
            shutil.rmtree(place, ignore_errors=True)
        _drop_if_empty(folder)


def _drop_if_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
