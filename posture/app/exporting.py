"""Analysed recordings to the tables that other programs read."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from posture.app.settings import posture_version
from posture.app.terminal import complain
from posture.errors import ConfigError, SourceError
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
from posture.sources.recordings import unique_names
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
    called: str | None = None  # where another one has its name

    @property
    def name(self) -> str:
        """Name of the recording, as the analysis called its folder, or as the file is called."""
        renamed = self.landmarks.name != _LANDMARKS
        return self.called or (self.landmarks.stem if renamed else self.folder.absolute().name)

    def saved(self) -> Saved:
        """Open its landmarks."""
        return saved.read(self.landmarks)


def result(place: Path) -> Result:
    """Find the results of a recording by their folder, or by one of the files in it."""
    if not place.exists():
        raise SourceError(f"{place}: expected {_EXPECTED}, found nothing there; check the name.")
    folder = place if place.is_dir() else place.parent
    return Result(folder, place if place.suffix == ".npz" else folder / _LANDMARKS)


def results(places: Iterable[Path], out: Path | None) -> "list[Result | SourceError]":
    """Find results, each once; those that go to the same folder get names of their own there."""
    found = {_what(one): one for one in map(_attempted, places)}
    if out is None:
        return list(found.values())
    single = {key: one for key, one in found.items() if isinstance(one, Result)}
    names = unique_names([one.name for one in single.values()])
    for (key, one), name in zip(single.items(), names, strict=True):
        found[key] = replace(one, called=name)
    return list(found.values())


def _what(one: "Result | SourceError") -> Path | str:
    return one.landmarks.resolve() if isinstance(one, Result) else str(one)


def _attempted(place: Path) -> "Result | SourceError":
    try:
        return result(place)
    except SourceError as error:
        return error


def require_labels(found: "Iterable[Result | SourceError]") -> None:
    """Refuse results that would be the same participant of a data set.

    Raises
    ------
    ConfigError
        When names are the same without the signs that BIDS does not allow.
    """
    named: dict[str, Result] = {}
    for one in found:
        if isinstance(one, Result):
            other = named.setdefault(as_label(one.name).casefold(), one)
            if other is not one:
                raise ConfigError(
                    f"{one.landmarks}: expected a label of its own for each participant, found "
                    f"{as_label(one.name)!r} for {other.landmarks}, too; export them one by one "
                    "with --subject."
                )


def export_dlc(found: Result, out: Path | None, *, with_face: bool) -> Iterable[Path]:
    """Write a DeepLabCut table, in pixels of the picture as it was filmed."""
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
    found: Result, out: Path | None, *, with_face: bool, mm_per_px: float | None
) -> Iterable[Path]:
    """Write an OpenSim marker table."""
    points = _points(found.saved(), with_face=with_face).seen_ever()
    plane, folder = _plane(found, mm_per_px), _folder(found, out, "trc")
    path, dictionary = folder / f"{found.name}.trc", folder / f"{found.name}.{_COLUMNS}"
    write_trc(path, points, evenly(points.time_s), plane)
    write_dictionary(dictionary, trc_columns(points, plane))
    return path, dictionary


def export_bids(
    found: Result,
    out: Path | None,
    *,
    labels: tuple[str | None, str],
    with_face: bool,
    mm_per_px: float | None,
) -> Iterable[Path]:
    """Write the three files of BIDS-Motion; ``labels`` are subject and task."""
    subject, task = labels
    named = Labels(subject=subject or as_label(found.name), task=task)
    points = _points(found.saved(), with_face=with_face)
    plane, folder = _plane(found, mm_per_px), _folder(found, out, "bids")
    return write_bids(folder, points, plane, named, software=f"posture {posture_version()}")


def export_parquet(found: Result, out: Path | None) -> Iterable[Path]:
    """Write the measurements with the types of their columns."""
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
