"""Landmarks to one file: numbers of a whole recording as columns, written while it runs."""

import json
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Self

import numpy as np
from numpy.typing import NDArray

from posture.errors import StoreError
from posture.types import Joint, Landmarks

FORMAT = "posture landmarks"
VERSION = 1
_COLUMNS: Mapping[str, str] = {
    "index": "<i8",
    "time_s": "<f8",
    "size_px": "<i4",
    "joints_px": "<f4",
    "joints_world_m": "<f4",
    "score": "<f2",
    "face_px": "<f4",
    "iris_px": "<f4",
    "limbus_px": "<f4",
    "people": "|u1",
    "luma": "<f4",
    "sharpness": "<f4",
    "held": "|b1",
    "tragus_px": "<f4",
    "stickers_px": "<f4",
    "outline_count": "<i4",
    "outline_px": "<f4",
}
_RAGGED = "outline_px"
_MOST_PEOPLE = np.iinfo(np.uint8).max


def storable(landmarks: Landmarks) -> Landmarks:
    """Round to what the file keeps, so that measuring now or again later gives the same.

    Examples
    --------
    >>> import numpy as np
    >>> from posture.types import Landmarks
    >>> empty = np.full((1, 2), 0.1)
    >>> seen = Landmarks(index=0, time_s=0.0, size_px=(4, 3), joints_px=empty, joints_world_m=empty,
    ...     score=empty, face_px=empty, iris_px=empty, limbus_px=empty,
    ...     outline_px=empty, people=1, luma=0.1)
    >>> storable(seen).luma
    0.10000000149011612
    """
    row = _row(landmarks)
    return replace(
        landmarks,
        joints_px=row["joints_px"].astype(np.float64),
        joints_world_m=row["joints_world_m"].astype(np.float64),
        score=row["score"].astype(np.float64),
        face_px=row["face_px"].astype(np.float64),
        iris_px=row["iris_px"].astype(np.float64),
        limbus_px=row["limbus_px"].astype(np.float64),
        outline_px=row["outline_px"].astype(np.float64),
        tragus_px=row["tragus_px"].astype(np.float64),
        stickers_px=row["stickers_px"].astype(np.float64),
        people=int(row["people"]),
        luma=None if landmarks.luma is None else float(row["luma"]),
        sharpness=None if landmarks.sharpness is None else float(row["sharpness"]),
    )


class LandmarksWriter:
    """Write ``landmarks.npz``: memory stays flat, and the file appears only when it is complete.

    Leave the context without an error to publish the file; after an error nothing is left behind.
    Read it with `posture.sources.saved.read`, or column by column with `numpy.load`.

    Parameters
    ----------
    path
        Where the file shall appear; its folder must exist.
    facts
        What is to be known about the recording, as values that JSON knows: ``source``,
        ``started_at`` (ISO 8601), ``duration_s``, ``lens``, ``models`` … `describe` adds to it.
    """

    def __init__(self, path: Path, *, facts: Mapping[str, object] | None = None) -> None:
        self._path = path
        self._facts = dict(facts or {})
        self._names: list[str | None] = []
        self._shapes: dict[str, tuple[int, ...]] = {}
        self._outline_rows = 0
        self._columns: dict[str, IO[bytes]] = {}
        self._open = ExitStack()

    def __enter__(self) -> Self:
        with self._store_errors():
            for column in _COLUMNS:
                file = TemporaryFile(dir=self._path.parent)
                self._columns[column] = self._open.enter_context(file)
        return self

    def __exit__(self, kind: type[BaseException] | None, *exc: object) -> None:
        try:
            if kind is None:
                self._publish()
        finally:
            with suppress(OSError):  # a full disk was reported already
                self._open.close()

    def describe(self, facts: Mapping[str, object]) -> None:
        """Add facts about the recording, such as those known only at its end."""
        self._facts |= facts

    def add(self, landmarks: Landmarks) -> None:
        """Append the landmarks of the next frame."""
        row = _row(landmarks)
        shapes = {name: values.shape for name, values in row.items() if name != _RAGGED}
        if self._names and shapes != self._shapes:
            raise StoreError(
                f"{self._path}: expected every frame to have the same points, found another number "
                f"of them in frame {landmarks.index}; write points that were not seen as NaN."
            )
        self._shapes = shapes
        self._names.append(landmarks.name)
        self._outline_rows += len(row[_RAGGED])
        with self._store_errors():
            for name, values in row.items():
                self._columns[name].write(values.tobytes())

    def _publish(self) -> None:
        unfinished = self._path.with_name(f".{self._path.name}.unfinished")
        with self._store_errors():
            try:
                with zipfile.ZipFile(unfinished, "w") as archive:
                    self._write_members(archive)
                unfinished.replace(self._path)
            finally:
                unfinished.unlink(missing_ok=True)

    def _write_members(self, archive: zipfile.ZipFile) -> None:
        for column, dtype in _COLUMNS.items():
            file = self._columns[column]
            file.seek(0)
            with _member(archive, column) as member:
                _write_header(member, dtype=dtype, shape=self._shape(column))
                shutil.copyfileobj(file, member)
        if any(name is not None for name in self._names):
            names = np.array([name or "" for name in self._names], dtype=np.str_)
            _write_array(archive, "name", names)
        _write_array(archive, "meta", np.array(self._meta(), dtype=np.str_))

    def _shape(self, column: str) -> tuple[int, ...]:
        if column == _RAGGED:
            return (self._outline_rows, 2)
        return (len(self._names), *self._shapes.get(column, ()))

    def _meta(self) -> str:
        own = {"format": FORMAT, "version": VERSION, "joints": [joint.name for joint in Joint]}
        return json.dumps(self._facts | own, allow_nan=False)

    @contextmanager
    def _store_errors(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StoreError(
                f"{self._path}: expected to write the landmarks, found {error.strerror}; "
                "check the folder, its permissions and the space on the disk."
            ) from error


def _row(landmarks: Landmarks) -> dict[str, NDArray[Any]]:
    values = {
        "index": landmarks.index,
        "time_s": _or_nan(landmarks.time_s),
        "size_px": landmarks.size_px,
        "joints_px": landmarks.joints_px,
        "joints_world_m": landmarks.joints_world_m,
        "score": landmarks.score,
        "face_px": landmarks.face_px,
        "iris_px": landmarks.iris_px,
        "limbus_px": landmarks.limbus_px,
        "people": min(landmarks.people, _MOST_PEOPLE),
        "luma": _or_nan(landmarks.luma),
        "sharpness": _or_nan(landmarks.sharpness),
        "held": landmarks.held,
        "tragus_px": landmarks.tragus_px,
        "stickers_px": landmarks.stickers_px,
        "outline_count": len(landmarks.outline_px),
        "outline_px": landmarks.outline_px,
    }
    return {name: np.asarray(value, dtype=_COLUMNS[name]) for name, value in values.items()}


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value


@contextmanager
def _member(archive: zipfile.ZipFile, column: str) -> Iterator[IO[bytes]]:
    # Without a date the same numbers give the same file.
    entry = zipfile.ZipInfo(f"{column}.npy")
    entry.compress_type = zipfile.ZIP_DEFLATED
    with archive.open(entry, "w", force_zip64=True) as member:
        yield member


def _write_header(member: IO[bytes], *, dtype: str, shape: tuple[int, ...]) -> None:
    header = {"descr": dtype, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(member, header)


def _write_array(archive: zipfile.ZipFile, column: str, values: NDArray[np.str_]) -> None:
    with _member(archive, column) as member:
        np.lib.format.write_array(member, values, allow_pickle=False)
