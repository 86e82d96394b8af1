"""Addresses to what they name: cameras, recordings and folders that lie on another machine."""

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from posture.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Prefix:
    """A folder on another machine, as `pathlib.Path` is one on this.

    Examples
    --------
    >>> str(Prefix("s3://study/results/") / "desk" / "report.html"), Prefix("s3://study/a").name
    ('s3://study/results/desk/report.html', 'a')
    """

    url: str

    def __truediv__(self, name: str) -> "Prefix":
        return Prefix(f"{self.url.rstrip('/')}/{name}")

    def __str__(self) -> str:
        return self.url

    @property
    def name(self) -> str:
        """Its last part."""
        return self.url.rstrip("/").rpartition("/")[2]


Place = Path | Prefix
"""Where results go."""


def place_of(named: str | Path) -> Place:
    """Return where results go that were named.

    Examples
    --------
    >>> place_of("s3://study/results"), place_of("results"), place_of("file:///data/results")
    (Prefix(url='s3://study/results'), PosixPath('results'), PosixPath('/data/results'))

    Raises
    ------
    ConfigError
        When it is an address that nothing can be written to.
    """
    named = local(str(named))
    if not is_url(named):
        return Path(named)
    require_scheme(named, WRITTEN)
    return Prefix(named)


READ = ("s3", "https", "http")
WRITTEN = ("s3",)
_FILE = "file://"
_DRIVE = re.compile(r"/[A-Za-z]:(/|$)")  # of Windows, where no path begins before it
_PATTERN = re.compile(r"[*?\[]")


def is_url(named: str) -> bool:
    """Whether something named is an address and no file.

    Examples
    --------
    >>> is_url("rtsp://camera.local/stream1"), is_url("C:/me.mp4"), is_url("me.mp4")
    (True, False, False)
    """
    return "://" in named


def without_secrets(url: str) -> str:
    """Return an address without user, password and query, as it may be shown and stored.

    Examples
    --------
    >>> without_secrets("rtsp://me:secret@camera.local:554/stream1?token=1")
    'rtsp://camera.local:554/stream1'
    """
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def local(named: str) -> str:
    """Return the path behind a ``file://`` address; anything else stays as it is.

    Examples
    --------
    >>> local("file:///data/my%20desk.mp4"), local("s3://bucket/a.mp4"), local("a.mp4")
    ('/data/my desk.mp4', 's3://bucket/a.mp4', 'a.mp4')
    """
    if not named.lower().startswith(_FILE):
        return named
    path = unquote(urlsplit(named).path)
    return path[1:] if _DRIVE.match(path) else path


def require_scheme(url: str, known: tuple[str, ...]) -> None:
    """Refuse an address of a kind that is not known.

    Raises
    ------
    ConfigError
        When the scheme is none of the known ones, or nothing follows it.
    """
    parts = urlsplit(url)
    expected = " or ".join(f"{scheme}://…" for scheme in known)
    if parts.scheme.lower() not in known:
        raise ConfigError(
            f"{without_secrets(url)}: expected a path or {expected}, found {parts.scheme}://; "
            "copy it to one of these, or to this machine."
        )
    if not parts.netloc.rpartition("@")[2]:
        raise ConfigError(
            f"{without_secrets(url)}: expected {expected}, found no name after it; "
            "check the address."
        )


def is_several(url: str) -> bool:
    """Whether an address may stand for several files: a pattern, or a prefix as folders are.

    Only what can be listed: a web server has neither.

    Examples
    --------
    >>> [is_several(f"s3://study/{key}") for key in ("week/*.mp4", "2.5/", "week", "week/1.mp4")]
    [True, True, True, False]
    >>> is_several("https://example.org/week/")
    False
    """
    return _scheme(url) == "s3" and (is_pattern(url) or _is_folder(url))


def is_pattern(url: str) -> bool:
    """Whether an address has signs that stand for others.

    Examples
    --------
    >>> is_pattern("s3://study/week/*.mp4"), is_pattern("https://example.org/1.mp4?version=2")
    (True, False)
    """
    return _scheme(url) == "s3" and _PATTERN.search(url) is not None


def file_name(url: str) -> str:
    """Return the name of the file that an address leads to, without its query.

    Examples
    --------
    >>> file_name("https://example.org/my%20desk.mp4?token=1"), file_name("s3://study/what?.mp4")
    ('my desk.mp4', 'what?.mp4')
    """
    return PurePosixPath(_key(url)).name


def folder_name(url: str) -> str:
    """Return the last folder of an address: of a file the one in which it lies.

    Examples
    --------
    >>> folder_name("s3://study/week/landmarks.npz"), folder_name("s3://study/2.5/")
    ('week', '2.5')
    >>> folder_name("s3://study/1.mp4")
    'study'
    """
    path = PurePosixPath(_key(url))
    return (path if _is_folder(url) else path.parent).name or urlsplit(url).netloc


def _is_folder(url: str) -> bool:
    key = _key(url)
    return key.endswith("/") or not PurePosixPath(key).suffix


def _scheme(url: str) -> str:
    return urlsplit(url).scheme.lower()


def _key(url: str) -> str:
    """Return what follows host or bucket; a key may hold every sign, a path codes some."""
    if _scheme(url) == "s3":
        return url.partition("://")[2].partition("/")[2]
    return unquote(urlsplit(url).path)
