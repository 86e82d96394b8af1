"""Network stream to frames: RTSP, HTTP and their kin, newest pictures with their own times."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from threading import Event
from urllib.parse import urlsplit

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from posture.addresses import without_secrets
from posture.errors import SourceError
from posture.sources.decoding import Losses, moving_pictures, played
from posture.sources.live import paced
from posture.sources.sampling import MediaClock, Wanted
from posture.sources.thrift import Thrift
from posture.types import Frame

SCHEMES = ("http", "https", "rtmp", "rtmps", "rtp", "rtsp", "rtsps", "srt", "tcp", "udp")

_OPEN_WITHIN_S, _NEXT_WITHIN_S = 10.0, 5.0
_MISSING_END_S = 1.0  # a header may be a little generous
_OPTIONS = {
    # Whatever a playlist on the network names, it never reaches files of this machine.
    "protocol_whitelist": ",".join((*SCHEMES, "crypto", "data", "httpproxy", "srtp", "tls")),
    "rtsp_flags": "prefer_tcp",  # lost packets of UDP are torn pictures
    # A camera is spoken to directly. FFmpeg would follow http_proxy, and the exceptions to it are
    # gone once uploads are blocked (`posture.estimators.environment`).
    "http_proxy": "",
}


def stream(url: str, wanted: Wanted, stop: Event) -> Generator[Frame]:
    """Open an address and give its frames as they come; a film on a server at its own pace."""
    name, losses = without_secrets(url), Losses()
    with _opened(url, name) as (container, pictures):
        clock = MediaClock(pictures.time_base, rate_hz=pictures.average_rate)
        frames = played(container, pictures, clock, losses, Thrift(pictures, wanted))
        yield from frames if container.duration is None else paced(frames, stop)
        length_s = 0.0 if container.duration is None else container.duration / av.time_base
    if not stop.is_set() and not 0 < length_s <= clock.end_s + _MISSING_END_S:
        raise SourceError(
            f"{name}: expected a stream that goes on, it broke off after {clock.end_s:.1f} s"
            f"{_because(losses)}; check the camera and the connection, then start again."
        )


@contextmanager
def _opened(url: str, name: str) -> Iterator[tuple[InputContainer, VideoStream]]:
    scheme = urlsplit(url).scheme.lower()
    if scheme not in SCHEMES:
        raise SourceError(
            f"{name}: expected an address that begins with one of {', '.join(SCHEMES)}, "
            f"found {scheme or 'none'}; name one of these, a camera or a file."
        )
    try:
        container = av.open(
            url,
            mode="r",
            options=_OPTIONS,
            timeout=(_OPEN_WITHIN_S, _NEXT_WITHIN_S),
            metadata_errors="replace",
        )
    except av.FFmpegError as error:
        raise SourceError(
            f"{name}: expected a stream, it cannot be opened ({_reason(error, _OPEN_WITHIN_S)}); "
            "check the address, user and password, and that the camera is on."
        ) from error
    with container:
        pictures = moving_pictures(container)
        if pictures is None:
            raise SourceError(f"{name}: expected a stream with pictures, found none in it.")
        yield container, pictures


def _reason(error: av.FFmpegError, within_s: float) -> str:
    if isinstance(error, av.error.ExitError):  # what PyAV raises when its own time-out is over
        return f"nothing came for {within_s:g} s"
    return str(error.strerror).lower()


def _because(losses: Losses) -> str:
    if losses.stopped is None:
        return ""
    return f" ({_reason(losses.stopped, _NEXT_WITHIN_S)})"
