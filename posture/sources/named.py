"""What the user calls a source to live frames: a number, a name, a device, an address, a film."""

from collections.abc import Generator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event

from posture.addresses import is_url, without_secrets
from posture.sources.camera import camera
from posture.sources.devices import find_device
from posture.sources.live import Feed, Live, paced
from posture.sources.sampling import Wanted
from posture.sources.stream import stream
from posture.sources.video import open_video
from posture.types import Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source that was found; nothing is opened before its feed is iterated.

    ``label`` is what it is called in sentences, without secrets. ``key`` finds the same source
    again, a camera also where its number changed; that of an address holds its password.
    """

    feed: Feed
    label: str
    key: str
    device: Path | None = None  # the file of a camera, where the system has such


def find_source(named: str, wanted: Wanted | None = None) -> Source:
    """Return the source that was named.

    Parameters
    ----------
    named
        Index, part of a name, device path or key of a camera; address of a stream; path of a film,
        which is played at its own pace.
    wanted
        How many pictures a second are taken; by default all.

    Raises
    ------
    SourceError
        When there is nothing of that name.
    """
    wanted = wanted or Wanted()
    if is_url(named):
        return Source(feed=partial(stream, named, wanted), label=without_secrets(named), key=named)
    path = Path(named)
    if path.is_file():
        return Source(feed=partial(_film, path, wanted), label=named, key=str(path.absolute()))
    device = find_device(named)
    return Source(
        feed=partial(camera, device, wanted),
        label=device.label,
        key=device.key,
        device=device.path,
    )


def open_live(named: str) -> Live:
    """Return every picture of the source that was named; it opens with its context."""
    source = find_source(named)
    return Live(source.feed, source.label)


def _film(path: Path, wanted: Wanted, stop: Event) -> Generator[Frame]:
    with open_video(path) as video:
        yield from paced(video.played(wanted), stop)
