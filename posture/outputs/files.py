"""Files to disk: each appears under its name only when it is complete."""

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, BinaryIO, TextIO

from posture.errors import StoreError

_REMEDIES = {
    errno.EACCES: "you may not write there; choose another place",
    errno.EPERM: "you may not write there; choose another place",
    errno.EROFS: "it lies on a read-only disk; choose another place",
    errno.ENOSPC: "the disk is full; free some space or choose another place",
    errno.EDQUOT: "your disk quota is used up; free some space or choose another place",
    errno.ENOTDIR: "a part of the path is a file; choose another place",
    errno.EEXIST: "a part of the path is a file; choose another place",
    errno.EISDIR: "a folder has that name; move it away or choose another place",
    errno.ENAMETOOLONG: "the name is too long; choose a shorter one",
}


@contextmanager
def atomic(path: Path) -> Iterator[TextIO]:
    """Open a UTF-8 text file for writing that replaces ``path`` when the block ends well.

    Folders are made as needed; after an exception nothing is left behind and a file that was
    there before stays as it was. Line ends are written as given; bytes in file names that
    are no text are written as their codes.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "new" / "numbers.txt"
    ...     with atomic(path) as handle:
    ...         _ = handle.write("12.5")
    ...     path.read_text()
    '12.5'
    """
    with _translated(path), _part(path) as part:
        with part.open("x", encoding="utf-8", errors="backslashreplace", newline="") as handle:
            yield handle
            _sync(handle)
        part.replace(path)


@contextmanager
def atomic_binary(path: Path) -> Iterator[BinaryIO]:
    """Open a binary file for writing, seekable, with the same promise as `atomic`."""
    with _translated(path), _part(path) as part:
        with part.open("xb") as handle:
            yield handle
            _sync(handle)
        part.replace(path)


@contextmanager
def appearing(path: Path) -> Iterator[Path]:
    """Give a name to write to by other means, with the same promise as `atomic`."""
    with _translated(path), _part(path) as part:
        yield part
        part.replace(path)


@contextmanager
def _part(path: Path) -> Iterator[Path]:
    """Give a free name in the folder of ``path``, and remove what is left of it afterwards."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        yield part
    finally:
        with suppress(OSError):  # renamed on success; what cannot be removed must not hide why
            part.unlink()


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(_sentence(path, error)) from error


def _sentence(path: Path, error: OSError) -> str:
    reason = error.strerror or type(error).__name__
    remedy = _REMEDIES.get(error.errno or 0, f"{reason}; choose another place")
    return f"Cannot write {path}: {remedy}."


def _sync(handle: IO[str] | IO[bytes]) -> None:
    handle.flush()
    os.fsync(handle.fileno())
