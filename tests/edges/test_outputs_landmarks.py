import json
import tracemalloc
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from posture.errors import SourceError, StoreError
from posture.outputs.landmarks import LandmarksWriter, storable
from posture.sources.saved import read
from posture.types import Joint, Landmarks
from tests.landmarks_files import FACE_POINTS, person, same, write

numbers = st.one_of(
    st.just(float("nan")), st.floats(-1e4, 1e4), st.floats(allow_infinity=False, width=32)
)
file_names = st.text(st.characters(exclude_characters="\0/"), min_size=1, max_size=12)


def points(*shape: int) -> st.SearchStrategy[np.ndarray]:
    return arrays(np.float64, shape, elements=numbers)


@st.composite
def seen(draw: st.DrawFn, *, index: int, is_picture: bool) -> Landmarks:
    return Landmarks(
        index=index,
        time_s=None if is_picture else index / 7,
        name=draw(file_names) if is_picture else None,
        size_px=draw(st.tuples(st.integers(1, 8000), st.integers(1, 8000))),
        joints_px=draw(points(len(Joint), 2)),
        joints_world_m=draw(points(len(Joint), 3)),
        score=draw(arrays(np.float64, len(Joint), elements=st.floats(0, 1))),
        face_px=draw(points(FACE_POINTS, 3)),
        iris_px=draw(points(2, 5, 2)),
        limbus_px=draw(points(2)),
        outline_px=draw(st.integers(0, 5).flatmap(lambda rows: points(rows, 2))),
        people=draw(st.integers(0, 300)),
        luma=draw(st.one_of(st.none(), st.floats(0, 255))),
        sharpness=draw(st.one_of(st.none(), st.floats(0, 1e4))),
        held=draw(st.booleans()),
        tragus_px=draw(points(2)),
        stickers_px=draw(points(2, 2)),
    )


@st.composite
def recordings(draw: st.DrawFn) -> list[Landmarks]:
    is_picture = draw(st.booleans())
    indices = sorted(draw(st.sets(st.integers(0, 10**7), min_size=1, max_size=4)))
    return [draw(seen(index=index, is_picture=is_picture)) for index in indices]


def crashing() -> Iterator[Landmarks]:
    yield person(0)
    raise ZeroDivisionError


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(recordings())
def test_what_is_read_is_what_was_written(tmp_path: Path, recorded: list[Landmarks]) -> None:
    saved = read(write(tmp_path / "landmarks.npz", recorded))
    found = list(saved.landmarks())

    assert saved.count == len(found) == len(recorded)
    assert saved.size_px == recorded[0].size_px
    assert all(same(a, storable(b)) for a, b in zip(found, recorded, strict=True))


@given(recordings())
def test_storable_is_as_near_as_the_file_allows(recorded: list[Landmarks]) -> None:
    for exact in recorded:
        rounded = storable(exact)

        assert np.allclose(rounded.joints_px, exact.joints_px, rtol=1e-6, equal_nan=True)
        assert np.allclose(rounded.score, exact.score, atol=5e-4)
        assert same(storable(rounded), rounded)


def test_a_file_from_before_there_were_traguses_and_stickers_shows_none(tmp_path: Path) -> None:
    with zipfile.ZipFile(write(tmp_path / "new.npz", [person(0)])) as newer:
        members = {name: newer.read(name) for name in newer.namelist()}
    with zipfile.ZipFile(tmp_path / "old.npz", "w") as older:
        for name in members.keys() - {"tragus_px.npy", "stickers_px.npy"}:
            older.writestr(name, members[name])

    (found,) = read(tmp_path / "old.npz").landmarks()

    assert same(found, storable(person(0)))


def test_a_lens_that_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    path = write(tmp_path / "landmarks.npz", [person(0)], {"lens": "wide"})

    with pytest.raises(SourceError, match="expected saved landmarks"):
        read(path)


def test_long_recordings_are_read_in_parts(tmp_path: Path) -> None:
    recorded = [person(index, outline_rows=index % 4) for index in range(2100)]
    found = list(read(write(tmp_path / "landmarks.npz", recorded)).landmarks())

    assert all(same(a, storable(b)) for a, b in zip(found, recorded, strict=True))


def test_numpy_alone_can_read_the_columns(tmp_path: Path) -> None:
    path = write(tmp_path / "landmarks.npz", [person(3), person(5, outline_rows=0)])
    with np.load(path, allow_pickle=False) as columns:
        meta = json.loads(columns["meta"].item())

        assert columns["index"].tolist() == [3, 5]
        assert columns["time_s"].tolist() == [0.3, 0.5]
        assert columns["joints_px"].shape == (2, len(Joint), 2)
        assert columns["outline_count"].tolist() == [3, 0]
        assert columns["outline_px"].shape == (3, 2)
        assert "name" not in columns
        assert meta["joints"][0] == "NOSE"


def test_facts_come_back_and_late_ones_win(tmp_path: Path) -> None:
    facts = {"source": "meeting.mp4", "started_at": "2024-05-01T10:00:00+00:00", "duration_s": None}
    with LandmarksWriter(tmp_path / "landmarks.npz", facts=facts) as writer:
        writer.add(person(0))
        writer.describe({"duration_s": 12.5, "models": {"pose": "ab12"}})
    saved = read(tmp_path / "landmarks.npz")

    assert saved.source == "meeting.mp4"
    assert saved.started_at == datetime(2024, 5, 1, 10, tzinfo=UTC)
    assert saved.duration_s == 12.5
    assert saved.models == {"pose": "ab12"}


def test_facts_that_nobody_wrote_are_unknown(tmp_path: Path) -> None:
    folder = tmp_path / "monday"
    folder.mkdir()
    saved = read(write(folder / "landmarks.npz", [person(0)], {"started_at": "yesterday"}))

    assert saved.source == "monday"
    assert saved.started_at is None
    assert saved.duration_s is None
    assert saved.models == {}


def test_same_numbers_give_the_same_file(tmp_path: Path) -> None:
    one, other = (
        write(tmp_path / name, [person(0), person(1)]).read_bytes() for name in ("a.npz", "b.npz")
    )

    assert one == other


def test_crash_while_writing_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        write(tmp_path / "landmarks.npz", crashing())

    assert list(tmp_path.iterdir()) == []


def test_crash_keeps_the_file_of_an_earlier_run(tmp_path: Path) -> None:
    path = write(tmp_path / "landmarks.npz", [person(7)])
    with pytest.raises(ZeroDivisionError):
        write(path, crashing())

    assert [landmarks.index for landmarks in read(path).landmarks()] == [7]
    assert list(tmp_path.iterdir()) == [path]


def test_file_is_not_there_before_it_is_complete(tmp_path: Path) -> None:
    with LandmarksWriter(tmp_path / "landmarks.npz") as writer:
        writer.add(person(0))

        assert not (tmp_path / "landmarks.npz").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["landmarks.npz"]


def test_facts_that_json_does_not_know_leave_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JSON"):
        write(tmp_path / "landmarks.npz", [person(0)], {"duration_s": float("nan")})

    assert list(tmp_path.iterdir()) == []


def test_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "landmarks.npz"
    with (
        pytest.raises(StoreError, match="expected to write the landmarks, found No such file"),
        LandmarksWriter(path),
    ):
        pass


def test_full_disk_is_a_sentence_and_leaves_nothing_behind(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="this system has no limit on file sizes")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
    try:
        with pytest.raises(StoreError, match=r"expected to write .* the space on the disk\."):
            write(tmp_path / "landmarks.npz", [person(index) for index in range(200)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert list(tmp_path.iterdir()) == []


def test_frames_with_another_number_of_points_are_refused(tmp_path: Path) -> None:
    other = replace(person(1), face_px=np.zeros((FACE_POINTS + 1, 3)))

    with pytest.raises(StoreError, match="expected every frame to have the same points"):
        write(tmp_path / "landmarks.npz", [person(0), other])


def test_memory_stays_flat_while_writing_and_reading(tmp_path: Path) -> None:
    def used_bytes(count: int) -> int:
        tracemalloc.start()
        path = write(tmp_path / "landmarks.npz", (moved(index) for index in range(count)))
        assert sum(1 for _ in read(path).landmarks()) == count
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    template = person(0, outline_rows=100)

    def moved(index: int) -> Landmarks:
        return replace(template, index=index, time_s=index / 10)

    used_bytes(10)
    short, long = used_bytes(1500), used_bytes(6000)

    assert long < 1.2 * short
