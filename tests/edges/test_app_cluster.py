"""Recordings go to the workers of a Dask scheduler, and a lost worker loses nothing."""

import csv
import io
import math
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from pathlib import Path

import numpy as np
import pytest
from distributed import Client
from distributed.scheduler import KilledWorker

import posture
from posture.app import cluster as clusters
from posture.app import far
from posture.app.batch import analyze_many
from posture.config import Config
from posture.errors import EstimatorError
from posture.summed import Session
from posture.types import MEASURES
from tests.buckets import Buckets, serving
from tests.clusters import Cluster, cluster
from tests.frames import sample_frames
from tests.program import call
from tests.recorded import film, save, sitting

LONG_HZ, LONG_FRAMES = 2, 130  # a little more than a minute, so that there is a second part
MOST_SD, USUAL_SD = 1.0, 0.2  # the person is found anew where a part begins
NOBODY = {"https_proxy": "http://127.0.0.1:9", "PIP_INDEX_URL": "http://127.0.0.1:9"}


@pytest.fixture(scope="module")
def buckets() -> Iterator[Buckets]:
    with serving() as buckets:
        yield buckets


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory, buckets: Buckets) -> Iterator[Cluster]:
    """Workers without networks, and without a way to the package index."""
    folder = tmp_path_factory.mktemp("cluster") / "two"
    with cluster(folder, 2, {**NOBODY, **buckets.environment}) as made:
        yield made


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Film the same four seconds from different moments on."""
    images = [frame.image for frame in sample_frames("front", 20)]
    folder = tmp_path_factory.mktemp("clips")
    return [film(folder / f"{n}.mp4", images[n:] + images[:n]) for n in range(4)]


def apart(one: Session, other: Session) -> tuple[float, float]:
    """Return how far two sessions differ at most and usually, in standard deviations."""
    found = []
    for name in MEASURES:
        ours, theirs = one.series[name], other.series[name]
        np.testing.assert_array_equal(np.isnan(ours), np.isnan(theirs), err_msg=name)
        found.append(
            np.abs(ours - theirs)[np.isfinite(ours)] / one.series[f"{name}_sd"][np.isfinite(ours)]
        )
    all_of_them = np.concatenate(found)
    return float(all_of_them.max()), math.sqrt(float(np.mean(all_of_them**2)))


@pytest.mark.model
def test_a_worker_killed_in_the_middle_loses_nothing(two: Cluster, clips: list[Path]) -> None:
    alone = posture.analyze(clips[-1])
    with Client(two.address, set_as_default=False) as client:
        sessions = analyze_many(clips, executor=client.get_executor())
        first = next(sessions)
        two.kill_one_at_work()
        two.grow()
        rest = list(sessions)

    assert [type(one) for one in (first, *rest)] == [Session] * len(clips)
    last = rest[-1]
    assert isinstance(last, Session)
    assert last.versions == alone.versions
    most, usual = apart(alone, last)
    assert most <= MOST_SD
    assert usual <= USUAL_SD


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    images = [frame.image for frame in sample_frames("front", LONG_FRAMES, rate_hz=LONG_HZ)]
    return film(tmp_path_factory.mktemp("long") / "long.mp4", images, rate_hz=LONG_HZ)


@pytest.mark.model
def test_long_and_short_recordings_in_a_bucket_are_shared_by_workers_without_a_common_disk(
    two: Cluster,
    buckets: Buckets,
    clips: list[Path],
    long: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(far, "_LONG_S", 60.0)
    buckets.put("in/long.mp4", long)
    buckets.put("in/short.mp4", clips[0])
    what = ("analyze", "s3://study/in/*.mp4", "--out", "s3://study/out", "--rate", LONG_HZ)

    ended = call(capsys, *what, "--scheduler", two.address)

    assert ended.code == 0
    assert two.left_over() <= {"long.mp4"}  # kept for parts that may follow
    assert "report: s3://study/out/long/report.html" in ended.out
    for name, count in (("long", LONG_FRAMES), ("short", 8)):
        table = buckets.get(f"out/{name}/measurements.csv").decode()
        rows = list(csv.DictReader(io.StringIO(table)))
        assert len(rows) == count
        assert {"landmarks.npz", "report.html", "session.json"} < buckets.keys(f"out/{name}/")
    shared = posture.analyze("s3://study/out/long/landmarks.npz")
    alone = posture.analyze(long, options=posture.Options(rate_hz=2.0))
    most, usual = apart(alone, shared)
    assert most <= MOST_SD
    assert usual <= USUAL_SD


def test_where_no_scheduler_answers_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(clusters, "_WITHIN_S", 0.5)
    source = save(tmp_path / "desk", sitting(2))

    ended = call(capsys, "analyze", source, "--scheduler", "tcp://127.0.0.1:9")

    assert ended.code == 1
    assert ended.sentences[-1].startswith("posture: tcp://127.0.0.1:9: expected a Dask scheduler, ")
    assert "start one with `dask scheduler`" in ended.sentences[-1]


def test_workers_of_another_version_are_refused(
    two: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "posture_version", lambda: "9.9")
    config = Config.model_validate({"estimator": {"name": "replay"}})

    with (
        pytest.raises(EstimatorError, match=r"workers with posture 9\.9, found: posture 0\.\d"),
        clusters.connected(two.address, config),
    ):
        pytest.fail("nobody can do this work")


def test_without_the_library_the_line_to_type_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    source = save(tmp_path / "desk", sitting(2))

    ended = call(capsys, "analyze", source, "--scheduler", "tcp://127.0.0.1:9")

    assert ended.code == 2
    assert "type `pip install 'posture-checker[cluster]'`" in ended.sentences[-1]


def test_a_scheduler_that_is_gone_loses_the_rest_and_ends_the_wait(tmp_path: Path) -> None:
    sources = [save(tmp_path / f"{number}", sitting(2)) for number in range(12)]

    with (
        cluster(tmp_path / "cluster", 1) as made,
        Client(made.address, timeout=1, set_as_default=False) as client,
    ):
        sessions = analyze_many(sources, executor=client.get_executor())
        first = next(sessions)
        made.kill_the_scheduler()
        rest = list(sessions)

    assert isinstance(first, Session)
    assert len(rest) == len(sources) - 1
    assert "expected workers to finish it, found them gone" in str(rest[-1])


class Losing(Executor):
    """A cluster that loses whatever it is given."""

    def __init__(self, error: Exception | None) -> None:
        self._error = error

    def submit(self, *_: object, **__: object) -> "Future[object]":  # type: ignore[override]
        future: Future[object] = Future()
        if self._error is None:
            future.cancel()
        else:
            future.set_exception(self._error)
        return future


@pytest.mark.parametrize(
    ("error", "found"),
    [
        (None, "found them gone, perhaps with their scheduler"),
        (KilledWorker("task", None, 3), "found several killed by it, perhaps for lack of memory"),
    ],
)
def test_work_that_a_cluster_loses_is_a_sentence(
    tmp_path: Path, error: Exception | None, found: str
) -> None:
    source = save(tmp_path / "desk", sitting(2))

    (result,) = analyze_many([source], executor=Losing(error))

    assert isinstance(result, EstimatorError)
    assert str(result).startswith(f"{source}: expected workers to finish it, {found}")
