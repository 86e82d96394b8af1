"""Recordings come from buckets, results go there, and nothing stays behind on this machine."""

import csv
import io
import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

import posture
from posture.errors import PostureError, SourceError, StoreError
from posture.segments import parse_segments
from posture.summed import Session
from tests.buckets import Buckets, serving
from tests.clusters import PATIENCE_S, patiently
from tests.frames import sample_frames
from tests.program import call, start
from tests.recorded import photograph, save, sitting
from tests.webs import Endless, served

FILES = {  # of landmarks that were saved before
    "alerts.csv",
    "columns.json",
    "events.vtt",
    "measurements.csv",
    "report.html",
    "session.json",
}


@pytest.fixture(scope="module")
def buckets() -> Iterator[Buckets]:
    with serving() as buckets:
        yield buckets


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Watch what lies where temporary files go."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


def test_a_bucket_gives_recordings_and_takes_results(
    buckets: Buckets, tmp_path: Path, scratch: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for day in ("mon", "tue"):
        buckets.put(f"in/{day}/landmarks.npz", save(tmp_path / day, sitting(4)))

    ended = call(capsys, "analyze", "s3://study/in/*/landmarks.npz", "--out", "s3://study/out")

    assert ended.code == 0
    assert buckets.keys("out/mon/") == FILES
    assert ended.out.splitlines()[-1] == "report: s3://study/out/tue/report.html"
    rows = list(csv.DictReader(io.StringIO(buckets.get("out/summary.csv").decode())))
    assert [row["source"] for row in rows] == ["mon.mp4", "tue.mp4"]
    assert b'href="tue/report.html"' in buckets.get("out/index.html")
    assert list(scratch.iterdir()) == []


def test_results_are_those_of_the_same_file_on_this_machine(
    buckets: Buckets, tmp_path: Path
) -> None:
    here = save(tmp_path / "desk", sitting(4))
    url = buckets.put("same/desk/landmarks.npz", here)

    posture.analyze(here, out=tmp_path / "here")
    posture.analyze(url, out="s3://study/same/out")

    for name in FILES - {"report.html", "session.json"}:  # which tells the place
        assert (
            buckets.get(f"same/out/desk/{name}") == (tmp_path / "here" / "desk" / name).read_bytes()
        )


def test_a_file_address_is_a_path(tmp_path: Path) -> None:
    here = save(tmp_path / "my desk", sitting(4))

    session = posture.analyze(here.as_uri(), out=(tmp_path / "out").as_uri())

    assert isinstance(session, Session)
    assert (tmp_path / "out" / "my desk" / "session.json").is_file()


@pytest.mark.model
def test_pictures_below_a_prefix_are_one_recording(buckets: Buckets, tmp_path: Path) -> None:
    for number, frame in enumerate(sample_frames("front", 2)):
        buckets.put(f"shoot/p{number}.png", photograph(tmp_path / "p.png", frame.image))

    session = posture.analyze("s3://study/shoot", out="s3://study/shots")

    assert session.source == "s3://study/shoot"
    rows = list(csv.DictReader(io.StringIO(buckets.get("shots/shoot/measurements.csv").decode())))
    assert [row["frame"] for row in rows] == ["p0.png", "p1.png"]


def test_what_fails_is_named_by_its_address_and_leaves_nothing_behind(
    buckets: Buckets, scratch: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    no_video = buckets.put("in/notes.mp4", b"who sat where")
    missing = "s3://study/in/missing.mp4"

    ended = call(capsys, "analyze", no_video, missing, "--out", "s3://study/failed")

    assert ended.code == 1
    said = [line for line in ended.sentences if line.startswith("posture: ")]  # not how far it is
    assert sorted(line.split(": ")[1] for line in said) == [missing, no_video]
    assert buckets.keys("failed/") == set()
    assert list(scratch.iterdir()) == []


def test_results_that_cannot_be_stored_are_a_sentence(
    buckets: Buckets, tmp_path: Path, scratch: Path
) -> None:
    here = save(tmp_path / "desk", sitting(2))

    with pytest.raises(StoreError, match=r"^s3://no-such-bucket/out/desk/\S+: expected a bucket"):
        posture.analyze(here, out="s3://no-such-bucket/out")

    assert list(scratch.iterdir()) == []


def test_a_failed_rerun_leaves_nothing_that_passes_for_complete(
    buckets: Buckets, tmp_path: Path
) -> None:
    url = buckets.put("again/desk/landmarks.npz", save(tmp_path / "desk", sitting(4)))
    posture.analyze(url, out="s3://study/again/out")
    buckets.put("again/desk/landmarks.npz", b"damaged")

    with pytest.raises(PostureError):
        posture.analyze(url, out="s3://study/again/out")

    assert json.loads(buckets.get("again/out/desk/session.json"))["source"] == "desk.mp4"


def test_what_is_complete_in_a_bucket_is_not_done_again(
    buckets: Buckets, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = ("mon", "tue")
    urls = [buckets.put(f"r/{n}/landmarks.npz", save(tmp_path / n, sitting(4))) for n in names]
    what = ("analyze", "--jobs", 1, "--out", "s3://study/resumed", "--json")
    call(capsys, *what, urls[0])
    done = buckets.changed("resumed/mon/session.json")

    ended = call(capsys, *what, "--resume", *urls)

    folders = [json.loads(line)["folder"] for line in ended.out.splitlines()]
    assert ended.code == 0
    assert folders == [f"s3://study/resumed/{n}" for n in names]
    assert buckets.changed("resumed/mon/session.json") == done
    assert buckets.keys("resumed/tue/") == FILES


def test_stretches_of_an_earlier_run_do_not_stay_in_a_bucket(
    buckets: Buckets, tmp_path: Path
) -> None:
    here = save(tmp_path / "desk", sitting(4))
    segments = parse_segments("typing 0-2", origin="t.csv")
    posture.analyze(here, out="s3://study/tasks", options=posture.Options(segments=segments))
    before = buckets.keys("tasks/desk/")

    posture.analyze(here, out="s3://study/tasks")

    assert before == {*FILES, "segments.csv"}
    assert buckets.keys("tasks/desk/") == FILES


def test_reports_in_a_bucket_have_their_script_however_the_run_ends(
    buckets: Buckets, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    many = [save(tmp_path / f"r{number:02d}", sitting(4)) for number in range(6)]
    what = ("analyze", "--jobs", 1, "--out", "s3://study/cut", *many)
    with start(*what) as program:
        patiently(lambda: [key for key in buckets.keys("cut/") if "session.json" in key][1:])
        program.send_signal(signal.SIGKILL)
        program.communicate(timeout=PATIENCE_S)
    cut = buckets.keys("cut/")
    call(capsys, *what, "--resume")
    with_index = buckets.keys("cut/")

    assert "index.html" not in cut
    assert "plotly.min.js" in cut
    assert {"index.html", "summary.csv", "plotly.min.js"} <= with_index


def test_a_look_ahead_also_goes_to_a_bucket(
    buckets: Buckets, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = buckets.put("ahead/desk/landmarks.npz", save(tmp_path / "desk", sitting(4)))

    (line,) = call(capsys, "analyze", url, "--check", "--json").out.splitlines()

    assert json.loads(line)["recording"] == url


def test_pseudonyms_stay_on_this_machine(
    buckets: Buckets, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    here = save(tmp_path / "desk", sitting(4))
    url = buckets.put("names/desk/landmarks.npz", here)

    for what in ((url,), (here, "--out", "s3://study/names")):
        ended = call(capsys, "analyze", "--pseudonymise", *what)

        assert ended.code == 2
        assert "expected recordings and --out on this machine, found s3://" in ended.sentences[-1]


def test_a_prefix_without_recordings_is_a_sentence(buckets: Buckets) -> None:
    buckets.put("texts/notes.txt", b"-")

    with pytest.raises(
        SourceError, match=r"^s3://study/texts/: expected pictures or videos, found 1"
    ):
        posture.analyze("s3://study/texts/")
    with pytest.raises(SourceError, match=r"^s3://study/week\*\.mp4: expected .* found nothing"):
        posture.analyze("s3://study/week*.mp4")


def test_only_an_analysis_takes_addresses(capsys: pytest.CaptureFixture[str]) -> None:
    ended = call(capsys, "calibrate", "--from", "https://me:secret@example.org/a.mp4?b=secret")

    assert ended.code == 1
    assert ended.sentences == [
        "posture: https://example.org/a.mp4: expected a file, found an address; copy it to this "
        "machine."
    ]


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGINT])
def test_who_carries_files_ends_with_the_program(tmp_path: Path, sign: signal.Signals) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    what = ("analyze", "--jobs", 1, "--out", tmp_path / "out")
    with served(Endless) as url, start(*what, f"{url}/desk.mp4", env=environment) as program:
        arriving = patiently(lambda: list(tmp_path.glob(".posture-passing-*/desk.mp4")))
        carriers = psutil.Process(program.pid).children()
        program.send_signal(sign)
        program.communicate(timeout=PATIENCE_S)
        _, left = psutil.wait_procs(carriers, timeout=PATIENCE_S)

    assert len(carriers) > 0
    assert left == []
    assert arriving[0].exists() == (sign == signal.SIGKILL)  # swept by whoever comes next
