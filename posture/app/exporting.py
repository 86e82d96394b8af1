"""Analysed recordings to the tables that other programs read."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from posture.app.settings import posture_version
from posture.app.terminal import complain
from posture.errors import SourceError
from posture.evenly import evenly
from posture.headpose import rigid_face
from posture.outputs.bids import Labels, as_label, write_bids
from posture.outputs.deeplabcut import dlc_columns, write_dlc
from posture.outputs.plane import Plane
from posture.outputs.tables import write_dictionary
from posture.outputs.tidy import tidy_columns, write_measurements
from posture.outputs.trc import trc_columns, write_trc
from posture.sources import saved
from posture.sources.files import require_file
from posture.sources.measured import SUMMARY, TABLE, read_session
from posture.sources.saved import Saved
from posture.tracks import Tracks, tracks

_COLUMNS, _LANDMARKS = "columns.json", "landmarks.npz"
_EXPECTED = "results of `posture analyze`"
_MM_PER_CM = 10.0


@dataclass(frozen=True, slots=True)
class Result:
    """What an analysis left of one recording; its landmarks may have been renamed."""

    folder: Path
    landmarks: Path

    @property
    def name(self) -> str:
        """Name of the recording, as the analysis called its folder, or as the file is called."""
        renamed = self.landmarks.name != _LANDMARKS
        return self.landmarks.stem if renamed else self.folder.absolute().name

    def saved(self) -> Saved:
        """Open its landmarks."""
        return saved.read(self.landmarks)


def result(place: Path) -> Result:
    """Find the results of a recording by their folder, or by one of the files in it."""
    if not place.exists():
        raise SourceError(f"{place}: expected {_EXPECTED}, found nothing there; check the name.")
    folder = place if place.is_dir() else place.parent
    return Result(folder, place if place.suffix == ".npz" else folder / _LANDMARKS)


def export_dlc(place: Path, out: Path | None, *, with_face: bool) -> Iterable[Path]:
    """Write a DeepLabCut table, in pixels of the picture as it was filmed."""
    found = result(place)
    points = _points(replace(found.saved(), optics=None), with_face=with_face)
    grid, folder = evenly(points.time_s), _folder(found, out, "dlc")
    path, dictionary = folder / f"{found.name}.csv", folder / f"{found.name}.{_COLUMNS}"
    write_dlc(path, points, grid)
    write_dictionary(dictionary, dlc_columns(points, grid))
    complain(
        f"{found.name}: the table has no time; tell the reader its rate, fps={grid.rate_hz:g} "
        f"(its first row is {grid.start_s:g} s into the recording)."
    )
    return path, dictionary


def export_trc(
    place: Path, out: Path | None, *, with_face: bool, mm_per_px: float | None
) -> Iterable[Path]:
    """Write an OpenSim marker table."""
    found = result(place)
    points = _points(found.saved(), with_face=with_face).seen_ever()
    plane, folder = _plane(found, mm_per_px), _folder(found, out, "trc")
    path, dictionary = folder / f"{found.name}.trc", folder / f"{found.name}.{_COLUMNS}"
    write_trc(path, points, evenly(points.time_s), plane)
    write_dictionary(dictionary, trc_columns(points, plane))
    return path, dictionary


def export_bids(
    place: Path,
    out: Path | None,
    *,
    labels: tuple[str | None, str],
    with_face: bool,
    mm_per_px: float | None,
) -> Iterable[Path]:
    """Write the three files of BIDS-Motion; ``labels`` are subject and task."""
    found, (subject, task) = result(place), labels
    named = Labels(subject=subject or as_label(found.name), task=task)
    points = _points(found.saved(), with_face=with_face)
    plane, folder = _plane(found, mm_per_px), _folder(found, out, "bids")
    return write_bids(folder, points, plane, named, software=f"posture {posture_version()}")


def export_parquet(place: Path, out: Path | None) -> Iterable[Path]:
    """Write the measurements with the types of their columns."""
    found = result(place)
    folder = _folder(found, out, "parquet")
    path, dictionary = folder / f"{found.name}.parquet", folder / f"{found.name}.{_COLUMNS}"
    require_file(found.folder / TABLE, expected=_EXPECTED)
    write_measurements(found.folder / TABLE, path, recording=found.name)
    write_dictionary(dictionary, tidy_columns())
    return path, dictionary


def _folder(found: Result, out: Path | None, form: str) -> Path:
    """Return a folder of its own for each format, as each has a dictionary of its own."""
    return (found.folder if out is None else out) / form


def _points(recording: Saved, *, with_face: bool) -> Tracks:
    return tracks(recording.landmarks(), mesh=rigid_face().points if with_face else None)


def _plane(found: Result, mm_per_px: float | None) -> Plane:
    """Return the plane, scaled by what is given or by the distance that was measured."""
    if mm_per_px is None:
        mm_per_px = _scale(found.folder / SUMMARY)
    if mm_per_px is None:
        complain(
            f"{found.name}: the places are in pixels, as no distance was measured; a ruler in the "
            "picture tells the scale: --mm-per-px."
        )
    return Plane(mm_per_px)


def _scale(summary: Path) -> float | None:
    """Return millimetres a pixel at the usual distance of the eyes, where that was measured."""
    if not summary.exists():  # the landmarks alone
        return None
    session = read_session(summary)
    distance = session["measures"].get("camera_distance_cm")
    if distance is None:
        return None
    return float(_MM_PER_CM * distance["median"] / session["camera"]["focal_px"])
