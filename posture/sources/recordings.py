"""What the user typed to recordings: files, folders and patterns, each with a name."""

import glob
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import cv2

from posture.addresses import file_name, is_url, local, without_secrets
from posture.errors import SourceError
from posture.sources.video import is_video

_PICTURES = frozenset(
    {
        ".avif",
        ".bmp",
        ".heic",
        ".heif",
        ".jp2",
        ".jpe",
        ".jpeg",
        ".jpg",
        ".pgm",
        ".png",
        ".ppm",
        ".tif",
        ".tiff",
        ".webp",
    }
)
_VIDEOS = frozenset(
    {
        ".3gp",
        ".asf",
        ".avi",
        ".flv",
        ".gif",
        ".m2ts",
        ".m4v",
        ".mjpeg",
        ".mkv",
        ".mov",
        ".mp4",
        ".mpeg",
        ".mpg",
        ".mts",
        ".ogv",
        ".vob",
        ".webm",
        ".wmv",
    }
)
_SAVED = ".npz"

Kind = Literal["video", "pictures", "saved"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One thing to analyse: a video, pictures that belong together, or saved landmarks.

    ``name`` is what its folder of results is called, ``source`` what the user recognises it by.
    ``called`` is a name that stands for it wherever results would tell its own.
    One that lies on another machine has addresses instead of paths until it is brought here.
    """

    kind: Kind
    paths: tuple[Path, ...]
    name: str
    source: str
    called: str | None = None
    urls: tuple[str, ...] = ()

    @property
    def file(self) -> Path:
        """Its first file, of which no more than the name counts where it lies elsewhere."""
        return self.paths[0] if self.paths else Path(file_name(self.urls[0]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why something that was named is no recording, in one sentence."""

    source: str
    message: str


def no_address(url: str) -> "list[Recording]":
    """Refuse an address, where only files of this machine will do."""
    name = without_secrets(url)
    raise SourceError(f"{name}: expected a file, found an address; copy it to this machine.")


def find(
    arguments: Sequence[str], elsewhere: "Callable[[str], list[Recording]]" = no_address
) -> tuple[list[Recording], list[Problem]]:
    """Turn what was typed into recordings, each once; several may have the same name.

    A folder stands for its pictures, which together are one recording, and for each of its videos;
    folders in it are left alone. A pattern stands for everything it matches, as if typed. What an
    address stands for is found ``elsewhere``.
    """
    recordings: dict[tuple[Path | str, ...], Recording] = {}
    problems = []
    for named in (part for argument in arguments for part in _expanded(local(argument))):
        try:
            for recording in elsewhere(named) if is_url(named) else _recordings(named):
                recordings.setdefault(_what(recording), recording)
        except SourceError as error:
            problems.append(Problem(source=_shown(named), message=str(error)))
    return list(recordings.values()), problems


def nobody(_number: int, _name: str) -> bool:
    """Say of every name that it is free."""
    return False


def unique_names(
    names: Sequence[str], of_another: Callable[[int, str], bool] = nobody
) -> list[str]:
    """Append -2, -3 … to names that were there before, upper and lower case being the same.

    So it goes to a name that is ``of_another`` than the one with this number.

    Examples
    --------
    >>> unique_names(["desk", "Desk", "desk-2", "side"])
    ['desk', 'Desk-3', 'desk-2', 'side']
    """
    originals = {name.casefold() for name in names}
    taken: set[str] = set()
    unique = []
    for place, name in enumerate(names):
        candidate, number = name, 1
        while (
            candidate.casefold() in taken
            or (number > 1 and candidate.casefold() in originals)
            or of_another(place, candidate)
        ):
            number += 1
            candidate = f"{name}-{number}"
        taken.add(candidate.casefold())
        unique.append(candidate)
    return unique


def natural_order(path: Path) -> tuple[list[str | int], str]:
    """Sort key that puts picture-9 before picture-10.

    Examples
    --------
    >>> [p.name for p in sorted(map(Path, ["b10.png", "b9.png", "A1.png"]), key=natural_order)]
    ['A1.png', 'b9.png', 'b10.png']
    """
    parts = re.split(r"(\d+)", str(path).casefold())
    return [int(part) if number % 2 else part for number, part in enumerate(parts)], str(path)


def _what(recording: Recording) -> tuple[Path | str, ...]:
    return recording.urls or tuple(path.resolve() for path in recording.paths)


def _shown(named: str) -> str:
    return without_secrets(named) if is_url(named) else named


def _expanded(argument: str) -> list[str]:
    """Do what some shells leave to us; a pattern without a match stays as it is."""
    if is_url(argument):
        return [argument]
    try:
        if Path(argument).exists():
            return [argument]
    except OSError:  # is said where the path is opened
        return [argument]
    # Path.glob would take neither absolute patterns nor "..".
    matches = glob.glob(argument, recursive=True)  # noqa: PTH207
    # Links may lead back to where they lie: the shortest way stands for all.
    ways = {Path(match).resolve(): match for match in sorted(matches, key=len, reverse=True)}
    return sorted(ways.values(), key=lambda match: natural_order(Path(match))) or [argument]


def _recordings(named: str) -> list[Recording]:
    path = Path(named)
    try:
        if named and path.is_dir():
            return list(_in_folder(path))
        if named and path.is_file():
            return [_single(path)]
    except OSError as error:
        raise SourceError(
            f"{named}: expected a recording, found nothing readable ({error.strerror}); "
            "check path and permissions."
        ) from error
    if any(sign in named for sign in "*?["):
        raise SourceError(f"{named}: expected files that match, found none; check the pattern.")
    raise SourceError(
        f"{named or repr(named)}: expected a recording, found no such file or folder; "
        "check spelling and folder."
    )


def _single(path: Path) -> Recording:
    kind: Kind = "video"
    name = path.stem
    if path.suffix.lower() == _SAVED:
        kind, name = "saved", path.absolute().parent.name
    elif _is_picture(path):
        kind = "pictures"
    return Recording(kind=kind, paths=(path,), name=name or path.stem, source=str(path))


def kind_by_name(name: str) -> Kind | None:
    """Tell what a file is from its name alone.

    Examples
    --------
    >>> kind_by_name("a.MP4"), kind_by_name("a.jpg"), kind_by_name("landmarks.npz")
    ('video', 'pictures', 'saved')
    >>> kind_by_name("notes.txt") is None
    True
    """
    suffix = Path(name).suffix.lower()
    kinds: dict[Kind, frozenset[str]] = {
        "video": _VIDEOS,
        "pictures": _PICTURES,
        "saved": frozenset({_SAVED}),
    }
    return next((kind for kind, suffixes in kinds.items() if suffix in suffixes), None)


def _in_folder(folder: Path) -> Iterator[Recording]:
    files = sorted(_visible_files(folder), key=natural_order)
    images = tuple(path for path in files if _is_picture(path))
    videos = [path for path in files if not _is_picture(path) and _is_video(path)]
    if not images and not videos:
        raise SourceError(f"{folder}: expected pictures or videos, found {_instead(files)}.")
    if images:
        name = folder.absolute().resolve().name or "pictures"
        yield Recording(kind="pictures", paths=images, name=name, source=str(folder))
    yield from map(_single, videos)


def _visible_files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.iterdir() if path.is_file() and path.name[0] != ".")


def _instead(files: Sequence[Path]) -> str:
    saved = [path for path in files if path.suffix.lower() == _SAVED]
    if saved:
        return f"saved numbers; name {saved[0]} to measure them again"
    if files:
        return f"{len(files)} files that are neither; name the folder that holds the recordings"
    return "no files; name the folder that holds the recordings, folders in it are not searched"


def _is_picture(path: Path) -> bool:
    suffix = path.suffix.lower()
    return suffix in _PICTURES or (suffix not in _VIDEOS and cv2.haveImageReader(str(path)))


def _is_video(path: Path) -> bool:
    return path.suffix.lower() in _VIDEOS or (path.suffix.lower() != _SAVED and is_video(path))
