"""Addresses to recordings that lie on another machine: files, patterns and prefixes."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from posture.addresses import (
    READ,
    file_name,
    folder_name,
    is_pattern,
    is_several,
    require_scheme,
    without_secrets,
)
from posture.errors import SourceError
from posture.sources.recordings import Kind, Recording, kind_by_name, natural_order


def distant(url: str, listed: Callable[[str], Sequence[str]]) -> list[Recording]:
    """Return the recordings that an address stands for.

    A file is taken at its word; whether it is there shows when it is fetched. What a pattern or
    prefix stands for has to be ``listed``; a prefix is what a folder is on this machine.

    Raises
    ------
    ConfigError
        When it is an address of a kind that is not read.
    SourceError
        When it stands for nothing.
    """
    require_scheme(url, READ)
    if not is_several(url):
        return [_single(url)]
    found = sorted(listed(url), key=lambda one: natural_order(Path(one)))
    if found == [url]:
        return [_single(url)]
    known = [(one, kind_by_name(file_name(one))) for one in found if file_name(one)[0] != "."]
    recordings = list(_matched(known) if is_pattern(url) else _below(url, known))
    if not recordings:
        instead = f"{len(found)} other files" if found else "nothing"
        raise SourceError(
            f"{without_secrets(url)}: expected pictures or videos, found {instead}; "
            "check the address, prefixes below it are not searched."
        )
    return recordings


_Known = Sequence[tuple[str, Kind | None]]


def _matched(known: _Known) -> Iterator[Recording]:
    return (_single(url) for url, kind in known if kind is not None)


def _below(prefix: str, known: _Known) -> Iterator[Recording]:
    pictures = tuple(url for url, kind in known if kind == "pictures")
    if pictures:
        name, source = folder_name(prefix), without_secrets(prefix)
        yield Recording(kind="pictures", paths=(), name=name, source=source, urls=pictures)
    yield from (_single(url) for url, kind in known if kind == "video")


def _single(url: str) -> Recording:
    name = file_name(url)
    kind = kind_by_name(name) or "video"  # seen again when it is here
    stem = folder_name(url) if kind == "saved" else Path(name).stem
    source = without_secrets(url)
    return Recording(kind=kind, paths=(), name=stem or "recording", source=source, urls=(url,))
