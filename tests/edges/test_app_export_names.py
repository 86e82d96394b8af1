"""Exports of recordings that have the same name keep apart, or are refused."""

import json
from pathlib import Path

import pytest
from pyarrow import parquet

from posture.outputs.summary import session_mapping
from posture.outputs.tables import MeasurementsWriter
from posture.types import Measurement, Presence, View
from tests.builders_session import front_session
from tests.program import call
from tests.recorded import save, sitting

SEATED = Measurement(index=0, time_s=0.0, presence=Presence.SEATED, view=View.FRONT, people=1)


def of_days(folder: Path, *days: str) -> list[Path]:
    """Make results of the same name, of people who sit differently long."""
    for number, day in enumerate(days):
        place = save(folder / day / "desk", sitting(2 + number)).parent
        (place / "session.json").write_text(json.dumps(session_mapping(front_session())))
        with MeasurementsWriter(place / "measurements.csv") as writer:
            writer.add(SEATED)
    return [folder / day / "desk" for day in days]


@pytest.mark.parametrize(("form", "end"), [("dlc", "csv"), ("trc", "trc"), ("parquet", "parquet")])
def test_results_of_the_same_name_get_files_of_their_own(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, form: str, end: str
) -> None:
    days = of_days(tmp_path, "mon", "tue")
    twice = days[1] / "landmarks.npz"
    ended = call(capsys, "export", form, *days, twice, "--out", tmp_path / "all")
    tables = sorted((tmp_path / "all" / form).glob(f"*.{end}"), key=lambda path: path.stem)

    assert ended.code == 0
    assert [path.stem for path in tables] == ["desk", "desk-2"]
    assert tables[0].read_bytes() != tables[1].read_bytes()
    if form == "parquet":
        found = [parquet.read_table(path)["recording"][0].as_py() for path in tables]
        assert found == ["desk", "desk-2"]


def test_participants_of_the_same_label_are_refused_before_anything_is_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    days = of_days(tmp_path, "mon", "tue")
    (tmp_path / "mon" / "desk").rename(tmp_path / "mon" / "Desk 1")
    (tmp_path / "tue" / "desk").rename(tmp_path / "tue" / "desk-1")
    words = (tmp_path / "mon" / "Desk 1", tmp_path / "tue" / "desk-1", "--out", tmp_path / "all")
    refused = call(capsys, "export", "bids", *words)
    there = (tmp_path / "all").exists()
    days = of_days(tmp_path / "more", "wed", "thu")
    apart = call(capsys, "export", "bids", *days, "--out", tmp_path / "all")

    assert refused.code == 2
    assert "expected a label of its own for each participant, found 'desk1' for" in refused.err
    assert not there
    assert apart.code == 0
    assert {path.name for path in (tmp_path / "all" / "bids").iterdir()} == {
        "sub-desk",
        "sub-desk2",
    }
