"""What is complete with the same settings is left out; of the rest no more is done than needed."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from posture.app.job import Job, Options
from posture.app.reference import Setup
from posture.app.resume import Left, fingerprint, left_to_do, with_fingerprint
from posture.config import Config, MeasureConfig
from posture.sources.recordings import Recording, find
from tests.clips import even_times_s, write_clip
from tests.program import call, start
from tests.recorded import save, sitting

PATIENCE_S = 120.0


def times_ns(folder: Path) -> dict[str, int]:
    return {path.name: (path / "session.json").stat().st_mtime_ns for path in folder.glob("*/")}


@pytest.fixture
def three(tmp_path: Path) -> list[Path]:
    return [save(tmp_path / name, sitting(3)) for name in ("mon", "tue", "wed")]


def test_a_second_run_does_nothing_and_tells_the_same(
    tmp_path: Path, three: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    results = tmp_path / "r"
    first = call(capsys, "analyze", *three, "--json", "--out", results)
    before = times_ns(results)
    (results / "index.html").unlink()
    (results / "mon" / ".unfinished-as-killed-after-its-last-file").mkdir()
    again = call(capsys, "analyze", *three, "--json", "--resume", "--out", results)

    assert times_ns(results) == before
    assert again.out == first.out
    assert again.sentences == ["posture: 3 of 3 recordings are complete already."]
    assert (results / "index.html").exists()
    assert not list(results.glob("**/.unfinished-*"))


def test_no_more_rows_are_printed_than_anybody_reads(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = save(tmp_path / "in" / "r000", sitting(1))
    many = [first.parent.with_name(f"r{number:03d}") / first.name for number in range(103)]
    for other in many[1:]:
        other.parent.mkdir()
        os.link(first, other)
    ended = call(capsys, "analyze", *many, "--jobs", 1, "--out", tmp_path / "r")
    page = (tmp_path / "r" / "index.html").read_text("utf-8")

    assert ended.out.count("r000.mp4") == 100
    assert "… and 3 more, all of them in summary.csv." in ended.out
    assert page.count('<th scope="row">') == 103
    assert 'class="scroll long"' in page


def test_another_recording_another_setting_and_a_missing_file_are_done(
    tmp_path: Path, three: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    results = tmp_path / "r"
    call(capsys, "analyze", *three, "--out", results)
    before = times_ns(results)
    save(tmp_path / "mon", sitting(6))
    (results / "tue" / "alerts.csv").unlink()
    call(capsys, "analyze", *three, "--resume", "--out", results)
    changed = {name for name, at in times_ns(results).items() if at != before[name]}
    before = times_ns(results)
    call(capsys, "analyze", *three, "--resume", "--distance-cm", "60", "--out", results)

    assert changed == {"mon", "tue"}
    assert {name for name, at in times_ns(results).items() if at != before[name]} == set(before)


def test_reports_are_made_anew_when_they_shall_stand_alone(
    tmp_path: Path, three: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    results = tmp_path / "r"
    call(capsys, "analyze", *three, "--out", results)
    shared = (results / "mon" / "report.html").stat().st_size
    call(capsys, "analyze", *three, "--resume", "--self-contained", "--out", results)
    alone = (results / "mon" / "report.html").stat().st_size
    before = times_ns(results)
    call(capsys, "analyze", *three, "--resume", "--out", results)

    assert shared < 1_000_000 < alone
    assert times_ns(results) == before


def names_and_sources(results: Path) -> dict[str, str]:
    return {
        path.parent.name: json.loads(path.read_text("utf-8"))["source"]
        for path in results.glob("*/session.json")
    }


def test_another_recording_of_the_same_name_replaces_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = tmp_path / "r"
    days = [tmp_path / day / "00001" for day in ("mon", "tue", "wed")]
    seen = [save(day, sitting(3 + n), source=day.parent.name) for n, day in enumerate(days)]
    for day in seen[:2]:
        call(capsys, "analyze", day, "--out", results)
    before = times_ns(results)
    again = call(capsys, "analyze", *reversed(seen), "--resume", "--out", results)

    assert names_and_sources(results) == {"00001": "mon", "00001-2": "tue", "00001-3": "wed"}
    assert {name: times_ns(results)[name] for name in before} == before
    assert "2 of 3 recordings are complete already" in again.err


def test_a_recording_that_was_moved_or_is_measured_again_keeps_its_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = tmp_path / "r"
    seen = save(tmp_path / "old" / "desk", sitting(3), source=str(tmp_path / "desk.mp4"))
    call(capsys, "analyze", seen, "--out", results)
    (tmp_path / "old").rename(tmp_path / "new")
    call(capsys, "analyze", tmp_path / "new" / "desk" / seen.name, "--out", results)
    kept = seen.name
    (results / "desk" / kept).write_bytes((tmp_path / "new" / "desk" / kept).read_bytes())
    call(capsys, "analyze", results / "desk" / kept, "--out", results)

    assert set(names_and_sources(results)) == {"desk"}


@pytest.mark.model
def test_a_changed_setting_measures_again_without_the_video(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clip = write_clip(tmp_path / "room.mp4", even_times_s(10))
    words = ("analyze", clip, "--resume", "--out", tmp_path / "r")
    call(capsys, *words)
    seen = (tmp_path / "r" / "room" / "landmarks.npz").stat().st_mtime_ns
    times = clip.stat()
    clip.write_bytes(b"-" * times.st_size)  # can no longer be decoded
    os.utime(clip, ns=(times.st_atime_ns, times.st_mtime_ns))
    measured = call(capsys, *words, "--focal-px", "900")
    looked = call(capsys, *words, "--focal-px", "900", "--rate", "2")

    assert measured.code == 0
    assert (tmp_path / "r" / "room" / "landmarks.npz").stat().st_mtime_ns == seen
    session = json.loads((tmp_path / "r" / "room" / "session.json").read_text("utf-8"))
    assert session["camera"]["focal_px"] == 900.0
    assert looked.code == 1


def job(**changes: object) -> Job:
    recording = Recording(kind="video", paths=(Path(__file__),), name="a", source="a.mp4")
    return Job(recording=recording, options=Options(**changes))  # type: ignore[arg-type]


def test_each_setting_belongs_to_looking_or_to_measuring() -> None:
    front = Config(measure=MeasureConfig(view="front"))
    usual = fingerprint(job(), {"net": "1"})

    assert fingerprint(job(rate_hz=2.0), {"net": "1"})["looking"] != usual["looking"]
    assert fingerprint(job(), {"net": "2"})["looking"] != usual["looking"]
    for changed in (job(config=front), job(setup=Setup(distance_cm=60.0))):
        found = fingerprint(changed, {"net": "1"})
        assert found["looking"] == usual["looking"]
        assert found["measuring"] != usual["measuring"]


def test_a_damaged_session_is_done_again(tmp_path: Path) -> None:
    (recording,), _ = find([str(save(tmp_path / "mon", sitting(1)))])
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / "session.json").write_text("{")
    damaged = Job(recording=recording, options=Options(), folder=tmp_path / "r")

    assert left_to_do(with_fingerprint(damaged, None)) is Left.ALL


@pytest.mark.skipif(os.name == "nt", reason="Windows has other signals")
def test_after_sudden_death_only_what_was_open_is_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    many = [save(tmp_path / f"r{number:02d}", sitting(20)) for number in range(20)]
    results = tmp_path / "r"
    process = start("analyze", *many, "--jobs", "1", "--out", results)
    until_s = time.monotonic() + PATIENCE_S
    while len(list(results.glob("*/session.json"))) < 3:
        assert time.monotonic() < until_s, "it never began"
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    before = {path.parent.name: path.stat().st_mtime_ns for path in results.glob("*/session.json")}
    call(capsys, "analyze", *many, "--resume", "--out", results)
    after = times_ns(results)

    assert 3 <= len(before) < 20
    assert len(after) == 20
    assert {name: after[name] for name in before} == before
    assert not list(results.glob("**/.unfinished-*"))


def test_what_is_complete_is_told_without_loading_the_networks(
    tmp_path: Path, three: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    results = tmp_path / "r"
    call(capsys, "analyze", *three, "--out", results)
    words = ["analyze", *map(str, three), "--resume", "--out", str(results)]
    code = (
        "import sys\nfrom posture.app.cli import app\n"
        f"sys.argv = ['posture', *{words!r}]\n"
        "try:\n    app()\nexcept SystemExit:\n    pass\n"
        "print('mediapipe' in sys.modules, 'ai_edge_litert' in sys.modules)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
    )

    assert ended.stdout.splitlines()[-1] == "False False"
