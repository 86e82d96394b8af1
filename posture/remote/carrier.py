"""One errand on stdin to files carried over a network, and what became of it on stdout.

Run as a script, by its path, in the environment as the user set it: the process of the networks
reaches no network (`posture.estimators.environment`). It alone loads fsspec, and imports nothing of
posture. stdin has one JSON object; stdout has one a line, and the last one is the answer.
"""

import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import fsspec
from botocore import exceptions
from fsspec.callbacks import Callback

_SAY_EVERY_S = 0.2
_TRIES = 3
_CONNECT_S, _SILENT_S = 20, 60  # then nobody is there any more
_PATTERN = frozenset("*?[")
_BROKEN = (OSError, aiohttp.ClientConnectionError, aiohttp.ClientPayloadError)
_REFUSED = (FileNotFoundError, PermissionError)
_REASONS: Sequence[tuple[type[BaseException], str]] = (  # the first that fits
    (FileNotFoundError, "missing"),
    (PermissionError, "forbidden"),
    (exceptions.NoCredentialsError, "credentials"),
    (exceptions.PartialCredentialsError, "credentials"),
    (exceptions.HTTPClientError, "unreachable"),
    (aiohttp.ClientConnectionError, "unreachable"),
    (TimeoutError, "unreachable"),
    (exceptions.BotoCoreError, "other"),
    (aiohttp.ClientError, "other"),
    (OSError, "other"),
    (ValueError, "other"),
)


class _Said(Callback):  # type: ignore[misc]  # fsspec has no types
    """Say now and then how many bytes have been carried."""

    def __init__(self, before: int = 0, total: int | None = None) -> None:
        super().__init__()
        self._before, self._total, self._last_s = before, total, 0.0

    def call(self, *_: object, **__: object) -> None:
        now_s = time.monotonic()
        if now_s - self._last_s >= _SAY_EVERY_S or self.value == self.size:
            self._last_s = now_s
            _say({"carried": self._before + self.value, "of": self._total or self.size})


def fetch(files: Sequence[tuple[str, str]]) -> None:
    """Bring each address to its path."""
    carried = 0
    for url, path in files:
        _patiently(partial(_fetch, url, Path(path), carried))
        carried += Path(path).stat().st_size


def store(what: Mapping[str, Any]) -> None:
    """Take each path to its address, the last of them only when all others have arrived.

    Until then it is not there, even where it was before; after a failure none is. What is stale
    goes before the others come.
    """
    files = what["files"]
    place, mark = _place(files[0][1]), files[-1][1]
    sizes = [Path(path).stat().st_size for path, _ in files]
    try:
        for url in (mark, *what["stale"]):
            _forget(place, url)
        for number, (path, url) in enumerate(files):
            place.put_file(path, url, callback=_Said(sum(sizes[:number]), sum(sizes)))
    except BaseException:
        for _, url in reversed(files):
            with suppress(Exception):  # the first failure is the one to tell
                _forget(place, url)
        raise


def find(url: str) -> list[str]:
    """List the files that a pattern or a prefix stands for, or the one file of that name."""
    place, scheme = _place(url), url.partition("://")[0]
    key = url.partition("://")[2]
    if _PATTERN & set(key):
        names = place.glob(key)
    elif not key.endswith("/") and "/" in key and place.isfile(key):
        return [url]
    else:
        names = [one["name"] for one in place.ls(key, detail=True) if one["type"] == "file"]
    return [f"{scheme}://{name}" for name in names if not name.endswith("/")]


def _fetch(url: str, path: Path, before: int) -> None:
    said = _Said(before)
    _place(url).get_file(url, str(path), callback=said)
    arrived = path.stat().st_size
    if said.size is not None and arrived < said.size:
        raise ConnectionError(f"{arrived} of {said.size} bytes arrived")


def _forget(place: Any, url: str) -> None:
    with suppress(FileNotFoundError):
        place.rm_file(url)


def _place(url: str) -> Any:
    """Open what an address leads to; web servers through the proxies of the user."""
    scheme = url.partition("://")[0].lower()
    if scheme == "s3":
        return fsspec.filesystem("s3")
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_S, sock_read=_SILENT_S)
    client = {"trust_env": True, "timeout": timeout}
    return fsspec.filesystem(scheme, client_kwargs=client, encoded=True)


def _patiently(deed: Callable[[], None]) -> None:
    """Try again where a connection broke; what is refused stays refused."""
    for number in range(1, _TRIES + 1):
        try:
            deed()
        except _BROKEN as error:
            if number == _TRIES or isinstance(error, _REFUSED):
                raise
            time.sleep(number)
        else:
            return


def _failure(error: Exception) -> dict[str, str] | None:
    said = str(error) or type(error).__name__
    if getattr(error, "status", None) in (401, 403):
        return {"failed": "forbidden", "said": said}
    kinds = (name for kind, name in _REASONS if isinstance(error, kind))
    name = next(kinds, None)
    return None if name is None else {"failed": name, "said": said}


def _say(what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


_DEEDS: dict[str, Callable[..., object]] = {"fetch": fetch, "store": store, "find": find}


def main() -> None:
    """Do the errand and answer; a failure that nobody expects is left to Python."""
    errand = json.load(sys.stdin)
    try:
        _say({"done": _DEEDS[errand["do"]](errand["what"])})
    except Exception as error:
        failure = _failure(error)
        if failure is None:
            raise
        _say(failure)


if __name__ == "__main__":
    main()
