"""One watch a camera: a file lock, and a note beside it that says who holds it."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from posture.errors import StoreError
from posture.outputs.files import atomic


@contextmanager
def alone(folder: Path, camera_id: str, *, source: str, since: datetime) -> Iterator[None]:
    """Hold a camera for as long as the block lasts, or say who has it.

    The system gives the lock back when its process dies, however it dies.

    Parameters
    ----------
    folder
        Where the locks lie.
    camera_id
        What names the camera, the same for every spelling of it; becomes the name of a file.
    source
        How the user named it.
    since
        When the watch began.

    Raises
    ------
    StoreError
        If another process watches this camera.

    Examples
    --------
    >>> import tempfile
    >>> from datetime import UTC
    >>> with tempfile.TemporaryDirectory() as made:
    ...     with alone(Path(made), "video0", source="0", since=datetime(2026, 3, 2, tzinfo=UTC)):
    ...         sorted(path.name for path in Path(made).iterdir())
    ['video0.json', 'video0.lock']
    """
    lock, note = folder / f"{camera_id}.lock", folder / f"{camera_id}.json"
    held = _taken(lock, note)
    try:
        with atomic(note) as handle:
            json.dump(
                {"pid": os.getpid(), "since": since.isoformat("T", "seconds"), "source": source},
                handle,
            )
        yield
    finally:
        with suppress(OSError):
            note.unlink()
        held.release()


def _taken(lock: Path, note: Path) -> FileLock:
    held = FileLock(lock)
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        held.acquire(timeout=0)
    except Timeout as error:
        raise StoreError(
            f"{_holder(note)} watches this camera already; stop it with `posture stop`, or name "
            "another camera."
        ) from error
    except OSError as error:
        raise StoreError(
            f"{lock}: expected a file that can be locked, found {error.strerror or error}; choose "
            "another folder with POSTURE_HOME."
        ) from error
    return held


def _holder(note: Path) -> str:
    try:
        who = json.loads(note.read_text(encoding="utf-8"))
        since = datetime.fromisoformat(who["since"])
        return f"process {who['pid']} ({who['source']}, since {since:%Y-%m-%d %H:%M})"
    except (OSError, ValueError, KeyError, TypeError):  # it is just writing it down, or going
        return "another process"
