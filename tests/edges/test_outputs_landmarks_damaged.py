"""Saved landmarks of somebody else, cut off, damaged, or no landmarks at all."""

import zipfile
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from posture.errors import SourceError
from posture.outputs.landmarks import storable
from posture.sources.saved import read
from tests.landmarks_files import meta, person, same, write


def changed(path: Path, column: str, values: object | None) -> None:
    """Rewrite a file with one column replaced, or taken out."""
    with np.load(path) as columns:
        arrays_by_name = dict(columns)
    if values is None:
        del arrays_by_name[column]
    else:
        arrays_by_name[column] = np.asarray(values)
    np.savez(path, **arrays_by_name)


@pytest.mark.parametrize(
    ("column", "values", "finding"),
    [
        ("joints_px", None, "an archive of something else"),
        ("meta", None, "an archive of something else"),
        ("meta", "{", "a damaged or cut-off file"),
        ("meta", "[]", "an archive of something else"),
        ("meta", meta(format="other"), "an archive of something else"),
        ("meta", meta(version=2), "version 2"),
        ("meta", meta(joints=["NOSE"]), "version 1"),
        ("joints_px", np.zeros((2, 33, 2), np.float32), "numbers of type float32 and shape"),
        ("joints_px", np.zeros((2, 15, 2), np.int32), "numbers of type int32 and shape"),
        ("time_s", np.zeros(3), "numbers of type float64 and shape (3,)"),
        ("time_s", np.float64(0), "numbers of type float64 and shape ()"),
        ("index", np.zeros(0, np.int64), "no frame"),
        ("index", np.array([0.0, np.nan]), "numbers of type float64 and shape (2,) in index"),
        ("outline_px", np.zeros(4, np.float32), "numbers of type float32 and shape (4,)"),
        ("name", np.zeros(2), "numbers of type float64 and shape (2,) in name"),
    ],
)
def test_file_of_somebody_else_is_a_sentence(
    tmp_path: Path, column: str, values: object | None, finding: str
) -> None:
    path = write(tmp_path / "landmarks.npz", [person(0), person(1)])
    changed(path, column, values)

    with pytest.raises(SourceError) as caught:
        read(path)

    assert str(caught.value).startswith(f"{path}: expected saved landmarks")
    assert finding in str(caught.value)


@pytest.mark.parametrize("counts", [[3, 4], [-1, 7]])
def test_outline_that_does_not_add_up_is_a_sentence(tmp_path: Path, counts: list[int]) -> None:
    path = write(tmp_path / "landmarks.npz", [person(0), person(1)])
    changed(path, "outline_count", np.array(counts, np.int32))

    with pytest.raises(SourceError, match="a damaged or cut-off file"):
        list(read(path).landmarks())


def test_pickled_objects_are_never_loaded(tmp_path: Path) -> None:
    path = write(tmp_path / "landmarks.npz", [person(0), person(1)])
    changed(path, "joints_px", np.array([{}, {}], dtype=object))

    with pytest.raises(SourceError, match="stored in a way that posture does not write"):
        read(path)


@pytest.mark.parametrize("share", [0.02, 0.5, 0.95, 0.999])
def test_cut_off_file_is_a_sentence(tmp_path: Path, share: float) -> None:
    path = write(tmp_path / "landmarks.npz", [person(index) for index in range(50)])
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])

    with pytest.raises(SourceError, match="a damaged or cut-off file"):
        read(path)


@given(st.integers(0, 10**6), st.integers(1, 255))
@example(29, 22)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_flipped_bits_are_found_or_harmless_but_never_a_crash(
    tmp_path: Path, position: int, bits: int
) -> None:
    recorded = [person(index) for index in range(5)]
    path = write(tmp_path / "landmarks.npz", recorded)
    damaged = bytearray(path.read_bytes())
    damaged[position % len(damaged)] ^= bits
    path.write_bytes(damaged)

    with suppress(SourceError):
        found = list(read(path).landmarks())
        assert all(same(a, storable(b)) for a, b in zip(found, recorded, strict=True))


@pytest.mark.parametrize("content", [b"", b"this is no archive" * 10])
def test_other_files_are_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "landmarks.npz"
    path.write_bytes(content)

    with pytest.raises(SourceError, match="expected saved landmarks, found a"):
        read(path)
    with pytest.raises(SourceError, match="found no such file"):
        read(tmp_path / "missing.npz")


def test_other_archives_are_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "landmarks.npz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("letter.txt", "dear reader")

    with pytest.raises(SourceError, match="an archive of something else"):
        read(path)
