"""`posture compare`: another method, or before and after, decided by what is named."""

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from posture.outputs.summary import write_session
from posture.outputs.tables import header
from posture.summed import Session
from tests.builders_session import front_session, side_session
from tests.program import call, in_json


def left(folder: Path, session: Session, *, rate_s: int = 1) -> Path:
    """Leave a session in a folder as an analysis does."""
    folder.mkdir()
    write_session(folder / "session.json", session)
    series = session.series
    with (folder / "measurements.csv").open("w", newline="") as handle:
        rows = csv.DictWriter(handle, header(), restval="")
        rows.writeheader()
        for place in range(0, len(series["time_s"]), rate_s):
            seen = {name: f"{values[place]:.3f}" for name, values in series.items()
                    if np.isfinite(values[place])}  # fmt: skip
            rows.writerow({"frame": place, "presence": "seated", "view": session.view, **seen})
    return folder


def nearer(session: Session, degrees: float) -> Session:
    """The same, with the head less far forward."""
    series = {**session.series, "head_forward_deg": session.series["head_forward_deg"] - degrees}
    return replace(session, series=series, source="later.mp4")


def kinovea(path: Path, session: Session, *, bias: float = 2.0) -> Path:
    """Write the craniovertebral angle as Kinovea does where the decimal sign is a comma."""
    chance = np.random.default_rng(5)
    with path.open("w") as handle:
        handle.write('"Time (ms)";"CVA"\n')
        times, forward = session.series["time_s"], session.series["head_forward_deg"]
        for time_s, value in zip(times, forward, strict=True):
            angle = 90 - value + bias + chance.normal(0, 0.5)
            cell = "" if np.isnan(angle) else f'"{angle:.2f}"'.replace(".", ",")
            handle.write(f'"{1000 * time_s:.0f}";{cell}\n')
    return path


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    return left(tmp_path / "front", front_session())


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    return kinovea(tmp_path / "kinovea.csv", front_session())


@pytest.fixture
def page(tmp_path: Path) -> Path:
    return tmp_path / "page.html"


def test_kinovea_is_compared_by_time_with_its_bias(
    capsys: pytest.CaptureFixture[str], ours: Path, theirs: Path, page: Path
) -> None:
    found, _ = in_json(
        capsys, "compare", ours, theirs, "--column", "head_forward_deg=90-CVA", "--out", page
    )
    (measure,) = found["measures"]

    assert found["kind"] == "agreement"
    assert measure["bias"]["low"] < 2.0 < measure["bias"]["high"]
    assert measure["limit_low"]["estimate"] == pytest.approx(2 - 1.96 * 0.5, abs=0.1)
    assert measure["icc_a1"]["estimate"] > 0.8
    assert measure["pairs"] == 1350
    assert measure["blocks"] >= 12
    assert "Bland–Altman" in page.read_text("utf-8")


def test_it_is_said_in_plain_words(
    capsys: pytest.CaptureFixture[str], ours: Path, theirs: Path, page: Path
) -> None:
    ended = call(
        capsys, "compare", ours / "measurements.csv", theirs, "--column",
        "head_forward_deg=90-CVA", "--out", page,
    )  # fmt: skip

    assert ended.out.startswith("Head forward: on average ours reads 2.0° more than 90 − CVA (")
    assert "a change of less than 4." in ended.out
    assert "1,350 pairs of values resemble their neighbours" in ended.out
    assert ended.out.splitlines()[-1] == f"page: {page}"


def counted(path: Path, session: Session) -> Path:
    """Write the angle picture by picture, as programs do that know no time."""
    forward = session.series["head_forward_deg"]
    rows = [f"{place},{90 - value:.2f}" for place, value in enumerate(forward)]
    path.write_text("\n".join(["frame,CVA", *rows, ""]))
    return path


def test_a_table_that_counts_pictures_is_joined_by_its_rate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], ours: Path
) -> None:
    table, page = counted(tmp_path / "counted.csv", front_session()), tmp_path / "page.html"
    words = ("compare", ours, table, "--column", "head_forward_deg=90-CVA", "--out", page)
    without = call(capsys, *words)
    right, _ = in_json(capsys, *words, "--rate", "1")
    _, few = in_json(capsys, *words, "--rate", "4")
    own = call(capsys, "compare", table, ours, "--column", "head_forward_deg=90-CVA", "--rate", "1")
    both = call(capsys, "compare", ours, ours, "--rate", "1")

    assert (without.code, own.code, both.code) == (1, 1, 2)
    assert "which counts pictures; give the pictures per second" in without.sentences[0]
    assert right["measures"][0]["bias"]["estimate"] == pytest.approx(0.0, abs=0.01)
    assert "moments meet" in few[0]


def test_a_shifted_clock_is_moved(
    capsys: pytest.CaptureFixture[str], ours: Path, theirs: Path, page: Path
) -> None:
    words = (ours, theirs, "--column", "head_forward_deg=90-CVA", "--out", page)
    moved, _ = in_json(capsys, "compare", *words, "--offset-s", "60")
    apart = call(capsys, "compare", *words, "--offset-s", "9000")

    assert moved["measures"][0]["sem"] > 1.5
    assert apart.code == 1
    assert "--offset-s moves theirs" in apart.sentences[0]


def test_two_tables_of_ours_need_no_columns(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, ours: Path, page: Path
) -> None:
    sparse = left(tmp_path / "sparse", front_session(), rate_s=5)
    found, _ = in_json(capsys, "compare", ours, sparse / "measurements.csv", "--out", page)
    again, _ = in_json(
        capsys, "compare", ours / "session.json", sparse / "measurements.csv", "--out", page
    )

    assert found == again
    assert len(found["measures"]) > 5
    assert all(one["bias"]["estimate"] == 0 for one in found["measures"])


@pytest.mark.parametrize(
    ("column", "word"),
    [
        (None, "Expected --column OURS=THEIRS"),
        ("head_forward_deg", "expected OURS=THEIRS"),
        ("head_forward_deg=Angle", 'found "head_forward_deg=Angle"'),
        ("head=CVA", "theirs: CVA"),
        ("head_forward_deg=90-Angle", "ours: head_forward_deg, protraction_cm"),
    ],
)
def test_columns_that_are_not_there_are_answered_with_those_that_are(
    capsys: pytest.CaptureFixture[str], ours: Path, theirs: Path, column: str | None, word: str
) -> None:
    words = [] if column is None else ["--column", column]
    ended = call(capsys, "compare", ours, theirs, *words)

    assert ended.code == 2
    assert word in ended.sentences[0]
    assert "theirs: CVA" in ended.sentences[0]


def test_two_recordings_are_before_and_after(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, ours: Path, page: Path
) -> None:
    after = left(tmp_path / "later", nearer(front_session(seed=9), 6.0))
    found, _ = in_json(capsys, "compare", ours, after, "--out", page)
    ended = call(capsys, "compare", ours, after, "--out", page)
    forward = next(one for one in found["measures"] if one["name"] == "head_forward_deg")

    assert found["kind"] == "change"
    assert forward["difference"] == pytest.approx(-6.0, abs=0.5)
    assert forward["low"] < -6.0 < forward["high"]
    assert forward["observed_min"] == pytest.approx([22.5, 22.5], abs=0.2)
    assert not forward["paired"]
    assert ended.out.startswith("After: ")
    assert "; 22 and 22 minutes observed." in ended.out.splitlines()[0]
    assert "Upright was another posture" in ended.err
    assert "Before and after" in page.read_text("utf-8")


def test_one_recording_measured_twice_is_compared_moment_by_moment(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, ours: Path, page: Path
) -> None:
    again = replace(nearer(front_session(), 1.0), source=front_session().source)
    found, _ = in_json(capsys, "compare", ours, left(tmp_path / "again", again), "--out", page)
    forward = next(one for one in found["measures"] if one["name"] == "head_forward_deg")

    assert forward["paired"]
    assert (forward["low"], forward["high"]) == pytest.approx((-1.0, -1.0), abs=1e-3)
    assert "each moment is compared with itself" in page.read_text("utf-8")


def test_another_side_is_doubted(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, ours: Path, page: Path
) -> None:
    side = left(tmp_path / "side", side_session())
    found, _ = in_json(
        capsys, "compare", ours / "session.json", side / "landmarks.npz", "--out", page
    )

    assert any("seen from another side" in doubt for doubt in found["doubts"])
    assert "seen from another side" in page.read_text("utf-8")


def test_nothing_in_common_is_said(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, ours: Path, page: Path
) -> None:
    def blind(session: Session) -> Session:
        series = {name: values if name == "time_s" else np.full_like(values, np.nan)
                  for name, values in session.series.items()}  # fmt: skip
        return replace(session, series=series, dose={}, dose_time_s=(), summary={})

    other = left(tmp_path / "blind", blind(front_session()))
    ended = call(capsys, "compare", ours, other, "--out", page)

    assert ended.code == 0
    assert "nothing can be compared" in ended.out


def _emptied(path: Path) -> None:
    path.write_text(f"{','.join(header())}\n")


@pytest.mark.parametrize(
    ("name", "damage", "says"),
    [
        ("measurements.csv", Path.unlink, "measurements.csv"),
        ("session.json", Path.unlink, "session.json"),
        ("session.json", lambda path: path.write_text("{"), "analyse landmarks.npz again"),
        ("measurements.csv", lambda path: path.write_text("a\n1\n"), "analyse landmarks.npz again"),
        ("measurements.csv", _emptied, "found pictures or nothing"),
    ],
)
def test_results_that_are_not_whole_are_named(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    ours: Path,
    name: str,
    damage: Callable[[Path], object],
    says: str,
) -> None:
    other = left(tmp_path / "other", front_session())
    damage(other / name)
    ended = call(capsys, "compare", ours, other)

    assert ended.code == 1
    assert says in ended.sentences[0]


def test_a_single_moment_is_compared_without_an_interval(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, ours: Path, page: Path
) -> None:
    once = left(tmp_path / "once", front_session(duration_s=1.0))
    found, _ = in_json(capsys, "compare", ours, once, "--out", page)
    said = call(capsys, "compare", ours, once, "--out", page).out

    assert all(one["low"] is None for one in found["measures"])
    assert "too little was observed" in said
