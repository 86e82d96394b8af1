import json
import tracemalloc
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from posture.errors import EstimatorError, SourceError, StoreError
from posture.estimators.replay import ReplayEstimator
from posture.outputs.landmarks import LandmarksWriter, storable
from posture.sources.saved import read
from posture.types import Frame, Joint, Landmarks

FACE_POINTS = 4
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


def person(index: int, *, outline_rows: int = 3) -> Landmarks:
    rng = np.random.default_rng(index)
    return Landmarks(
        index=index,
        time_s=index / 10,
        size_px=(640, 480),
        joints_px=rng.uniform(0, 640, (len(Joint), 2)),
        joints_world_m=rng.normal(size=(len(Joint), 3)),
        score=rng.uniform(size=len(Joint)),
        face_px=rng.uniform(0, 640, (FACE_POINTS, 3)),
        iris_px=rng.uniform(0, 640, (2, 5, 2)),
        limbus_px=rng.uniform(5, 30, 2),
        outline_px=rng.uniform(0, 640, (outline_rows, 2)),
        people=1,
        luma=100.0,
        sharpness=50.0,
    )


def write(
    path: Path, recorded: Iterable[Landmarks], facts: Mapping[str, object] | None = None
) -> Path:
    with LandmarksWriter(path, facts=facts) as writer:
        for landmarks in recorded:
            writer.add(landmarks)
    return path


def crashing() -> Iterator[Landmarks]:
    yield person(0)
    raise ZeroDivisionError


def same(one: Landmarks, other: Landmarks) -> bool:
    return all(
        np.array_equal(a, b, equal_nan=True) and a.dtype == b.dtype
        if isinstance(a := getattr(one, field.name), np.ndarray)
        and isinstance(b := getattr(other, field.name), np.ndarray)
        else getattr(one, field.name) == getattr(other, field.name)
        for field in fields(Landmarks)
    )


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


def changed(path: Path, column: str, values: object | None) -> None:
    """Rewrite a file with one column replaced, or taken out."""
    with np.load(path) as columns:
        arrays_by_name = dict(columns)
    if values is None:
        del arrays_by_name[column]
    else:
        arrays_by_name[column] = np.asarray(values)
    np.savez(path, **arrays_by_name)


def meta(**changes: object) -> str:
    facts = {"format": "posture landmarks", "version": 1, "joints": [joint.name for joint in Joint]}
    return json.dumps(facts | changes)


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


def test_saved_frames_are_sampled_by_time(tmp_path: Path) -> None:
    saved = read(write(tmp_path / "landmarks.npz", [person(index) for index in range(30)]))

    assert [frame.index for frame in saved.frames()] == list(range(30))
    assert [frame.index for frame in saved.frames(rate_hz=1)] == [0, 10, 20]


def test_replay_gives_the_landmarks_of_each_frame(tmp_path: Path) -> None:
    saved = read(write(tmp_path / "landmarks.npz", [person(index) for index in (0, 2, 5)]))
    with ReplayEstimator(saved.landmarks(), versions={"pose": "ab12"}) as estimator:
        found = [estimator.locate(frame) for frame in saved.frames()]

        assert [landmarks.index for landmarks in found] == [0, 2, 5]
        assert estimator.versions == {"pose": "ab12"}


@pytest.mark.parametrize("index", [0, 4, 9])
def test_replay_of_a_frame_that_was_not_recorded_is_a_sentence(index: int) -> None:
    frame = Frame(index=index, time_s=0.0, image=np.zeros((0, 0, 3), np.uint8))
    with (
        ReplayEstimator([person(2), person(5)]) as estimator,
        pytest.raises(EstimatorError, match=f"frame {index}: expected recorded landmarks"),
    ):
        estimator.locate(frame)
