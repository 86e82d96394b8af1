"""`posture export`: what is written is read back by the programs that it is for, or as they do."""

import csv
import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas
import pytest
from pyarrow import parquet
from trc import TRCData

from posture.outputs.summary import session_mapping
from posture.outputs.tables import MeasurementsWriter, header
from posture.tracks import BODY
from posture.types import Estimate, Joint, Landmarks, Measurement, Presence, View
from tests.builders import Sitter
from tests.builders_session import front_session, side_session
from tests.program import call
from tests.recorded import photographed, save, sitting

HIDDEN = Joint.LEFT_SHOULDER


def measurements() -> Iterator[Measurement]:
    for number in range(3):
        forward = None if number == 1 else Estimate(40.0 + number, sd_frame=2.0)
        yield Measurement(
            index=6 * number,
            time_s=number / 5,
            presence=Presence.SEATED,
            view=View.FRONT,
            head_forward_deg=forward,
            arms_raised=None if number == 1 else False,
            people=1,
        )


def somebody() -> list[Landmarks]:
    """Twelve seconds; the left shoulder is hidden in one frame, and two frames are missing."""
    seen = sitting()
    seen[7].joints_px[HIDDEN] = np.nan
    return [*seen[:20], *seen[22:]]


@pytest.fixture
def result(tmp_path: Path) -> Path:
    folder = save(tmp_path / "my desk", somebody()).parent
    with MeasurementsWriter(folder / "measurements.csv") as writer:
        for one in measurements():
            writer.add(one)
    (folder / "session.json").write_text(json.dumps(session_mapping(front_session())))
    return folder


def as_deeplabcut(path: Path) -> pandas.DataFrame:
    """Read as `movement` 0.15 does: three header rows, the first column becomes the index."""
    table = pandas.read_csv(path, header=[0, 1, 2])
    return table.set_index(table.columns[0]).droplevel(0, axis=1)


def described(path: Path) -> list[Mapping[str, str]]:
    found: list[Mapping[str, str]] = json.loads(path.read_text("utf-8"))
    return found


def test_deeplabcut_reads_the_points_on_an_even_grid(
    capsys: pytest.CaptureFixture[str], result: Path
) -> None:
    ended = call(capsys, "export", "dlc", result)
    table = as_deeplabcut(result / "dlc" / "my desk.csv")
    shoulder = table["left_shoulder"]

    assert ended.code == 0
    assert "fps=5" in ended.sentences[0]
    assert ended.out.splitlines()[0] == str(result / "dlc" / "my desk.csv")
    assert list(dict.fromkeys(table.columns.get_level_values(0))) == list(BODY)
    assert len(table) == 60
    expected = sitting()[30].joints_px[Joint.LEFT_SHOULDER]
    assert shoulder[["x", "y"]].loc[30].to_numpy() == pytest.approx(expected, abs=1e-3)


def test_what_was_not_seen_is_empty_and_not_likely(
    capsys: pytest.CaptureFixture[str], result: Path
) -> None:
    call(capsys, "export", "dlc", result)
    table = as_deeplabcut(result / "dlc" / "my desk.csv")

    assert table["left_shoulder"].loc[7].isna().tolist() == [True, True, False]
    assert table["left_shoulder"].loc[7, "likelihood"] == 0
    assert table["nose"].loc[20:21].notna().sum().to_dict() == {"x": 0, "y": 0, "likelihood": 2}
    assert table["left_hip"]["x"].isna().all()  # under the edge of the picture
    assert "nan" not in (result / "dlc" / "my desk.csv").read_text().lower()


def test_opensim_tables_have_millimetres_and_no_written_nan(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, result: Path
) -> None:
    call(capsys, "export", "trc", result, "--out", tmp_path / "poses")
    text = (tmp_path / "poses" / "trc" / "my desk.trc").read_text()
    rows = [line.split("\t") for line in text.splitlines()]

    assert rows[2][:5] == ["5", "5", "60", str(len(rows[3][2::3])), "mm"]
    assert {len(row) for row in rows[6:]} == {2 + 3 * int(rows[2][3])}
    place = rows[3].index("left_shoulder")
    assert rows[6 + 7][place : place + 3] == ["", "", ""]
    assert set(rows[6 + 20][2:]) == {""}
    assert not re.search("nan|n/a", text.lower())
    assert "left_hip" not in text


def test_a_reader_of_trc_finds_the_markers_where_they_were(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    seen = sitting(4.0)
    folder = save(tmp_path / "whole", seen).parent
    (folder / "session.json").write_text(json.dumps(session_mapping(front_session())))
    call(capsys, "export", "trc", folder, "--mm-per-px", "0.5")
    data: Any = TRCData()
    data.load(str(folder / "trc" / "whole.trc"))
    u, v = seen[5].joints_px[Joint.NOSE]

    assert (data["NumFrames"], data["Units"], data["DataRate"]) == (20, "mm", 5.0)
    assert data["Time"][5] == pytest.approx(seen[5].time_s)
    assert data["nose"][5] == pytest.approx([0.5 * u, 0.5 * (720 - v), 0.0], abs=0.01)


def test_without_a_scale_places_are_pixels_and_that_is_said(
    capsys: pytest.CaptureFixture[str], result: Path
) -> None:
    (result / "session.json").write_text(json.dumps(session_mapping(side_session())))
    ended = call(capsys, "export", "trc", result)
    (result / "session.json").unlink()
    alone = call(capsys, "export", "bids", result / "landmarks.npz")

    assert alone.code == 0
    assert alone.sentences == ended.sentences
    assert "--mm-per-px" in ended.sentences[0]
    assert (result / "trc" / "my desk.trc").read_text().splitlines()[2].split("\t")[4] == "px"
    assert described(result / "trc" / "my desk.columns.json")[2]["unit"] == "px"


def test_bids_has_as_many_columns_as_channels(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, result: Path
) -> None:
    ended = call(capsys, "export", "bids", result, "--subject", "01", "--out", tmp_path)
    stem = tmp_path / "bids" / "sub-01" / "motion" / "sub-01_task-desk_tracksys-posture_"
    samples = [
        line.split("\t") for line in Path(f"{stem}motion.tsv").read_text("utf-8").splitlines()
    ]
    with Path(f"{stem}channels.tsv").open(encoding="utf-8") as handle:
        channels = list(csv.DictReader(handle, delimiter="\t"))
    about = json.loads(Path(f"{stem}motion.json").read_text("utf-8"))

    assert ended.out.split() == [f"{stem}{end}" for end in ("motion.tsv", "motion.json",
                                                            "channels.tsv")]  # fmt: skip
    assert {len(row) for row in samples} == {len(channels)} == {about["MotionChannelCount"]}
    assert len(samples) == 58
    assert [row[0] for row in samples[:2]] == ["0.000000", "0.200000"]
    assert {one["type"] for one in channels} == {"LATENCY", "POS"}
    assert {one["units"] for one in channels} == {"s", "m"}
    assert all(one["description"] for one in channels)
    assert samples[7][1 + 2 * HIDDEN : 3 + 2 * HIDDEN] == ["n/a", "n/a"]
    assert about["SamplingFrequency"] == 5.0
    assert about["TaskName"] == "desk"


def test_labels_that_bids_does_not_know_are_refused_with_one_that_it_does(
    capsys: pytest.CaptureFixture[str], result: Path
) -> None:
    ended = call(capsys, "export", "bids", result, "--subject", "p-01")
    several = call(capsys, "export", "bids", result, result, "--subject", "01")
    call(capsys, "export", "bids", result)

    assert (ended.code, several.code) == (2, 2)
    assert 'write "p01"' in ended.sentences[0]
    assert (result / "bids" / "sub-mydesk").is_dir()


def test_parquet_has_types_nulls_and_the_name_of_the_recording(
    capsys: pytest.CaptureFixture[str], result: Path
) -> None:
    call(capsys, "export", "parquet", result)
    table = parquet.read_table(result / "parquet" / "my desk.parquet")
    names = [one["name"] for one in described(result / "parquet" / "my desk.columns.json")]

    assert table.column_names == names == ["recording", *header()]
    assert table["recording"].to_pylist() == ["my desk"] * 3
    assert table["frame"].to_pylist() == [0, 6, 12]
    assert table["head_forward_deg"].to_pylist() == [40.0, None, 42.0]
    assert table["arms_raised"].to_pylist() == [False, None, False]
    assert str(table.schema.field("presence").type) == "string"


def test_pictures_have_names_instead_of_frames(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = save(tmp_path / "pictures", photographed("a.png", "b.png")).parent
    with MeasurementsWriter(folder / "measurements.csv") as writer:
        for name in ("a.png", "b.png"):
            one = next(measurements())
            writer.add(Measurement(index=0, time_s=None, presence=one.presence, view=one.view,
                                   name=name))  # fmt: skip
    written = call(capsys, "export", "parquet", folder)
    points = call(capsys, "export", "dlc", folder)
    table = parquet.read_table(folder / "parquet" / "pictures.parquet")

    assert (written.code, points.code) == (0, 1)
    assert table["frame"].to_pylist() == ["a.png", "b.png"]
    assert "found pictures" in points.sentences[0]


@pytest.mark.parametrize("form", ["dlc", "trc", "parquet"])
def test_every_table_has_its_dictionary_with_unit_and_meaning(
    capsys: pytest.CaptureFixture[str], result: Path, form: str
) -> None:
    call(capsys, "export", form, result)
    entries = described(result / form / "my desk.columns.json")

    assert all(one["meaning"] for one in entries)
    assert {"name", "unit", "sign", "meaning"} <= entries[0].keys()
    assert len({one["name"] for one in entries}) == len(entries)


def test_a_face_leaves_only_when_it_is_asked_for(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = save(tmp_path / "she", [Sitter().landmarks(time_s=n / 5) for n in range(9)]).parent
    (folder / "session.json").write_text(json.dumps(session_mapping(front_session())))
    words = re.compile("face|iris")
    for form in ("dlc", "trc", "bids"):
        call(capsys, "export", form, folder)
    without = [path for path in folder.rglob("*") if path.suffix in {".csv", ".trc", ".tsv"}]
    assert len(without) == 4
    assert not any(words.search(path.read_text()) for path in without)

    for form in ("dlc", "trc", "bids"):
        call(capsys, "export", form, folder, "--with-face")

    named = [path for path in without if not path.name.endswith("motion.tsv")]
    assert all(words.search(path.read_text()) for path in named)


def test_landmarks_can_be_named_themselves_and_one_failure_stops_no_other(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, result: Path
) -> None:
    ended = call(capsys, "export", "dlc", tmp_path / "nothing", tmp_path, result / "landmarks.npz")

    assert ended.code == 1
    assert "found nothing there" in ended.sentences[0]
    assert "landmarks.npz" in ended.sentences[1]
    assert (result / "dlc" / "my desk.csv").exists()


def test_landmarks_that_were_renamed_keep_their_new_name(
    capsys: pytest.CaptureFixture[str], result: Path
) -> None:
    (result / "landmarks.npz").rename(result / "p01.npz")

    assert call(capsys, "export", "dlc", result / "p01.npz").code == 0
    assert (result / "dlc" / "p01.csv").exists()


def test_a_folder_without_results_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    ended = call(capsys, "export", "parquet", tmp_path)

    assert ended.code == 1
    assert "measurements.csv: expected results" in ended.sentences[0]


@pytest.mark.parametrize(
    "text", ["a,b\n1,2\n", "\n", f"{','.join(header())}\n1,soon{',' * (len(header()) - 2)}\n"]
)
def test_a_table_of_somebody_else_is_refused(
    capsys: pytest.CaptureFixture[str], result: Path, text: str
) -> None:
    (result / "measurements.csv").write_text(text)
    ended = call(capsys, "export", "parquet", result)

    assert ended.code == 1
    assert "landmarks.npz again" in ended.sentences[0]
    assert not list((result / "parquet").glob("*"))


def test_without_pyarrow_a_sentence_says_what_to_install(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, result: Path
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    ended = call(capsys, "export", "parquet", result)

    assert ended.code == 1
    assert "pip install 'posture-checker[parquet]'" in ended.sentences[0]
