"""Addresses to files on this machine and back, by a process that may use the network."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

from posture.addresses import READ, WRITTEN, require_scheme, without_secrets
from posture.errors import PostureError, SourceError, StoreError

Progress = Callable[[float, float | None], None]
"""Called with the bytes that were carried and the bytes there are."""

MARK = "session.json"  # arrives last: where it lies, everything lies
_CARRIER = Path(__file__).with_name("carrier.py")
_EXTRA = ("aiohttp", "botocore", "fsspec", "s3fs")
_INSTALL = "pip install 'posture-checker[cluster]'"
_KEYS = "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
_WHY = {
    "missing": ("no such bucket or file", "check the address"),
    "forbidden": ("no permission", "ask the owner for it, or use other credentials"),
    "credentials": (
        "no credentials",
        f"set AWS_PROFILE, or {_KEYS}, or FSSPEC_S3_ANON=true for what is public",
    ),
    "unreachable": ("nobody who answers", "check the network, the address and AWS_ENDPOINT_URL"),
}


@dataclass(frozen=True, slots=True)
class Errands:
    """Files fetched, stored and found with the environment of whoever sends for them."""

    environment: Mapping[str, str]

    def fetch(self, files: Sequence[tuple[str, Path]], progress: Progress) -> None:
        """Bring each address to its path.

        Raises
        ------
        SourceError
            When there is no such thing, no permission, no network, or no library for it.
        """
        url = files[0][0]
        _require(url, READ, SourceError)
        what = [(url, str(path)) for url, path in files]
        self._run("fetch", what, progress, _Told(url, SourceError, "a recording"))

    def find(self, url: str) -> list[str]:
        """List what a pattern or prefix stands for; failures are those of `fetch`."""
        _require(url, READ, SourceError)
        told = _Told(url, SourceError, "recordings")
        return [str(one) for one in self._run("find", url, _unseen, told)]

    def store(
        self, files: Sequence[tuple[Path, str]], progress: Progress, stale: Sequence[str] = ()
    ) -> None:
        """Take each path to its address, `MARK` last, so that it tells that all is there.

        What is ``stale`` there, left by an earlier time, is gone by then.

        Raises
        ------
        StoreError
            As `fetch`; nothing of it is left there then, unless the network is gone.
        """
        url = files[0][1]
        _require(url, WRITTEN, StoreError)
        ordered = sorted(files, key=lambda file: file[0].name == MARK)
        carried = [(str(path), url) for path, url in ordered]
        self._run(
            "store",
            {"files": carried, "stale": list(stale)},
            progress,
            _Told(url, StoreError, "a bucket to write to"),
        )

    def _run(self, deed: str, what: object, progress: Progress, told: "_Told") -> Any:
        carrier = subprocess.Popen(
            [sys.executable, "-P", str(_CARRIER)],
            env=dict(self.environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        with carrier:
            assert carrier.stdin is not None  # both are pipes
            assert carrier.stdout is not None
            try:
                _send(carrier.stdin, {"do": deed, "what": what})
                return told.answer(carrier.stdout, progress)
            except BaseException:
                carrier.kill()  # does nothing when it has ended by itself
                raise


@dataclass(frozen=True, slots=True)
class _Told:
    """Lines of a carrier as an answer, or as the sentence that it failed with."""

    url: str
    error: type[PostureError]
    expected: str

    def answer(self, lines: IO[str], progress: Progress) -> Any:
        last = "nothing"
        for line in lines:
            said = _parsed(line)
            if said is None:
                last = line.strip() or last
            elif "done" in said:
                return said["done"]
            elif "failed" in said:
                raise self._failure(said["failed"], said["said"])
            else:
                progress(said["carried"], said["of"])
        raise self._failure("other", f"the process that carries it ended and said: {last}")

    def _failure(self, kind: str, said: str) -> PostureError:
        found, remedy = _WHY.get(kind, (said.rstrip("."), "check the address and try again"))
        name = without_secrets(self.url)
        return self.error(f"{name}: expected {self.expected}, found {found}; {remedy}.")


def _require(url: str, schemes: tuple[str, ...], error: type[PostureError]) -> None:
    require_scheme(url, schemes)
    missing = [name for name in _EXTRA if find_spec(name) is None]
    if missing:
        raise error(
            f"{without_secrets(url)}: addresses need {', '.join(missing)}, which this "
            f"installation lacks; type `{_INSTALL}`."
        )


def _send(pipe: IO[str], errand: object) -> None:
    with suppress(BrokenPipeError), pipe:  # it ended already, and says why
        json.dump(errand, pipe)


def _parsed(line: str) -> Any:
    try:
        said = json.loads(line)
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


def _unseen(_carried: float, _total: float | None) -> None:
    """Show nothing."""
