"""Files to trust: what was named exists and holds something, or a sentence says what is wrong."""

from pathlib import Path

from posture.errors import SourceError


def require_file(path: Path, *, expected: str) -> None:
    """Refuse a path that is missing, a folder, empty or not readable.

    Parameters
    ----------
    expected
        What should be there, with its article, for the message: "a video".
    """
    problem = _problem(path)
    if problem is not None:
        raise SourceError(f"{path}: expected {expected}, found {problem}.")


def _problem(path: Path) -> str | None:
    try:
        if not path.exists():
            return "no such file; check the spelling and the folder"
        if path.is_dir():
            return "a folder; name a file in it"
        with path.open("rb") as file:
            return None if file.read(1) else "an empty file; copy or record it again"
    except OSError as error:
        return f"a file that cannot be read ({error.strerror}); check its permissions"
