"""Saved landmarks to landmarks again: a recording is measured anew without its pixels."""

import json
import math
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from posture.errors import SourceError
from posture.lens import Optics, optics_from_mapping
from posture.sources.files import require_file
from posture.sources.optics import straightened
from posture.sources.sampling import Sampler
from posture.types import Floats, Frame, Joint, Landmarks

_FORMAT = "posture landmarks"
_VERSION = 1
_ROWS_AT_ONCE = 256
_JOINTS = len(Joint)
_JOINT_NAMES = [joint.name for joint in Joint]
_POINTS = ("joints_px", "joints_world_m", "score", "face_px", "iris_px", "limbus_px", "tragus_px",
           "stickers_px")  # fmt: skip
_ANY = -1
_EXPECTED: Mapping[str, tuple[str, tuple[int, ...]]] = {  # kinds of numpy.dtype, shape of a row
    "index": ("i", ()),
    "time_s": ("f", ()),
    "size_px": ("i", (2,)),
    "joints_px": ("f", (_JOINTS, 2)),
    "joints_world_m": ("f", (_JOINTS, 3)),
    "score": ("f", (_JOINTS,)),
    "face_px": ("f", (_ANY, 3)),
    "iris_px": ("f", (2, 5, 2)),
    "limbus_px": ("f", (2,)),
    "people": ("u", ()),
    "luma": ("f", ()),
    "sharpness": ("f", ()),
    "held": ("b", ()),
    "outline_count": ("i", ()),
}
_RAGGED = "outline_px"
LENS = "lens"  # kept with the points, which lie as the lens bent them
_NAME = "name"
_NEWER: Mapping[str, tuple[str, tuple[int, ...]]] = {  # earlier files lack them
    _NAME: ("U", ()),
    "tragus_px": ("f", (2,)),
    "stickers_px": ("f", (2, 2)),
}
_DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    ValueError,
    TypeError,
    EOFError,
    OSError,
    RuntimeError,
)
_NO_PICTURE = np.zeros((0, 0, 3), dtype=np.uint8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A file of saved landmarks whose description was read; its rows are read when asked for.

    ``facts`` is what was written beside the numbers, ``count`` the number of frames. The file holds
    points as they lie in the picture; with ``optics`` they are straightened when they are read.
    """

    path: Path
    facts: Mapping[str, Any]
    count: int
    size_px: tuple[int, int]
    optics: Optics | None = None
    called: str | None = None  # stands for the names of the recording and of its pictures

    @property
    def source(self) -> str:
        """Name of the recording that the landmarks were seen in."""
        return self.called or str(self.facts.get("source", self.path.absolute().parent.name))

    @property
    def started_at(self) -> datetime | None:
        """Wall-clock time of the first frame, where the recording knew it."""
        text = self.facts.get("started_at")
        try:
            return None if text is None else datetime.fromisoformat(str(text))
        except ValueError:
            return None

    @property
    def duration_s(self) -> float | None:
        """Length of the recording, ``None`` for pictures."""
        duration_s = self.facts.get("duration_s")
        return float(duration_s) if isinstance(duration_s, int | float) else None

    @property
    def models(self) -> Mapping[str, str]:
        """Name and sha256 of the models that saw the recording."""
        models = self.facts.get("models")
        return models if isinstance(models, dict) else {}

    def landmarks(self) -> Iterator[Landmarks]:
        """Read frame by frame, from the start; memory stays flat."""
        with _reading(self.path) as archive:
            columns = _columns(archive)
            for start in range(0, self.count, _ROWS_AT_ONCE):
                rows = _landmarks(columns, min(_ROWS_AT_ONCE, self.count - start))
                if self.called is not None:
                    rows = map(_without_name, rows)
                yield from rows if self.optics is None else straightened(rows, self.optics)

    def frames(self, rate_hz: float | None = None) -> Iterator[Frame]:
        """Give the frames without their pictures, at most ``rate_hz`` a second."""
        sampler = Sampler(rate_hz)
        for seen in self.landmarks():
            if seen.time_s is None or sampler.takes(seen.time_s):
                yield Frame(index=seen.index, time_s=seen.time_s, image=_NO_PICTURE, name=seen.name)


def read(path: Path) -> Saved:
    """Open a file that `posture` wrote earlier and check that it is one.

    Raises
    ------
    SourceError
        When it is missing, damaged, of somebody else or of a version that is not known.
    """
    require_file(path, expected="saved landmarks")
    with _reading(path) as archive:
        facts = _checked_facts(path, archive)
        columns = _columns(archive)
        count = _checked_count(path, columns)
        width_px, height_px = columns["size_px"].read(1)[0]
        lens = facts.get(LENS)
        optics = None if lens is None else optics_from_mapping(lens)
    size_px = int(width_px), int(height_px)
    return Saved(path=path, facts=facts, count=count, size_px=size_px, optics=optics)


class _Column:
    """One array of the file, read a few rows at a time."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self._stream = archive.open(f"{name}.npy")
        read_header = (
            np.lib.format.read_array_header_1_0
            if np.lib.format.read_magic(self._stream) == (1, 0)
            else np.lib.format.read_array_header_2_0
        )
        self.shape, fortran_order, self.dtype = read_header(self._stream)
        if self.dtype.hasobject or (fortran_order and len(self.shape) > 1):
            raise ValueError(f"{name} is stored in a way that posture does not write")

    def read(self, rows: int) -> NDArray[Any]:
        """Return the next rows."""
        shape = (rows, *self.shape[1:])
        size = math.prod(shape) * self.dtype.itemsize
        data = self._stream.read(size)
        if len(data) != size:
            raise ValueError("there are fewer rows than announced")
        return np.frombuffer(data, dtype=self.dtype).reshape(shape)

    def problem(self, rows: int, *, kind: str, row: tuple[int, ...]) -> str | None:
        """Say what differs from the column expected, ``None`` when nothing does."""
        fits = self.shape[:1] == (rows,) and len(self.shape) == 1 + len(row)
        sizes = zip(row, self.shape[1:], strict=False)
        if fits and self.dtype.kind == kind and all(a in (_ANY, b) for a, b in sizes):
            return None
        return f"numbers of type {self.dtype} and shape {self.shape}"


def _columns(archive: zipfile.ZipFile) -> dict[str, _Column]:
    present = set(archive.namelist())
    newer = [name for name in _NEWER if f"{name}.npy" in present]
    return {name: _Column(archive, name) for name in [*_EXPECTED, _RAGGED, *newer]}


def _checked_count(path: Path, columns: Mapping[str, _Column]) -> int:
    count: int = next(iter(columns["index"].shape), 0)
    problems = {
        name: columns[name].problem(count, kind=kind, row=row)
        for name, (kind, row) in _EXPECTED.items()
    }
    problems[_RAGGED] = columns[_RAGGED].problem(
        next(iter(columns[_RAGGED].shape), 0), kind="f", row=(2,)
    )
    for name in _NEWER.keys() & columns.keys():
        kind, row = _NEWER[name]
        problems[name] = columns[name].problem(count, kind=kind, row=row)
    found = [f"{problem} in {name}" for name, problem in problems.items() if problem is not None]
    if count == 0:
        found = ["no frame"]
    if found:
        raise SourceError(
            f"{path}: expected saved landmarks, found {found[0]}; analyse the recording again."
        )
    return count


def _checked_facts(path: Path, archive: zipfile.ZipFile) -> Mapping[str, Any]:
    facts = json.loads(str(_Column(archive, "meta").read(1)[0]))
    if not isinstance(facts, dict) or facts.get("format") != _FORMAT:
        raise KeyError("format")
    if facts.get("version") != _VERSION or facts.get("joints") != _JOINT_NAMES:
        raise SourceError(
            f"{path}: expected saved landmarks of version {_VERSION}, found version "
            f"{facts.get('version')}; update posture or analyse the recording again."
        )
    return facts


def _landmarks(columns: Mapping[str, _Column], rows: int) -> Iterator[Landmarks]:
    chunk = {name: column.read(rows) for name, column in columns.items() if name != _RAGGED}
    points = {name: chunk[name].astype(np.float64) for name in _POINTS if name in chunk}
    outlines = _outlines(columns[_RAGGED], chunk["outline_count"])
    names = chunk.get(_NAME)
    for row in range(rows):
        yield Landmarks(
            index=int(chunk["index"][row]),
            time_s=_or_none(chunk["time_s"][row]),
            size_px=(int(chunk["size_px"][row, 0]), int(chunk["size_px"][row, 1])),
            people=int(chunk["people"][row]),
            name=None if names is None else str(names[row]) or None,
            luma=_or_none(chunk["luma"][row]),
            sharpness=_or_none(chunk["sharpness"][row]),
            held=bool(chunk["held"][row]),
            outline_px=outlines[row],
            **{name: values[row] for name, values in points.items()},
        )


def _outlines(column: _Column, counts: NDArray[np.int32]) -> list[Floats]:
    if counts.min() < 0:
        raise ValueError("an outline has less than no points")
    ends = np.cumsum(counts, dtype=np.int64)
    return np.split(column.read(int(ends[-1])).astype(np.float64), ends[:-1])


def _without_name(seen: Landmarks) -> Landmarks:
    return seen if seen.name is None else replace(seen, name=f"picture-{seen.index + 1:03d}")


def _or_none(value: np.floating[Any]) -> float | None:
    return None if np.isnan(value) else float(value)


@contextmanager
def _reading(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        # Its members stay open with the archive; closing the file itself closes them all.
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            yield archive
    except KeyError as error:
        raise SourceError(
            f"{path}: expected saved landmarks, found an archive of something else; "
            "name a landmarks.npz that posture wrote."
        ) from error
    except _DAMAGES as error:
        why = str(error) or "it ends early"
        raise SourceError(
            f"{path}: expected saved landmarks, found a damaged or cut-off file ({why}); "
            "copy it or analyse the recording again."
        ) from error
