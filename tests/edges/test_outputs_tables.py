"""The tables say exactly what was measured, and appear only when they are complete."""

import csv
import errno
import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.alerts import KINDS
from posture.errors import StoreError
from posture.outputs.dictionary import columns, data_dictionary, terms
from posture.outputs.files import atomic, atomic_binary
from posture.outputs.tables import (
    MeasurementsWriter,
    header,
    row,
    write_alerts,
    write_columns,
)
from posture.types import MEASURES, Alert, Empty, Estimate, Level, Measurement, Presence, View
from tests.contract import HEADER

DICTIONARY = Path(__file__).parents[2] / "docs" / "data-dictionary.md"
UNSEEN = Measurement(index=7, time_s=1.4, presence=Presence.UNKNOWN, view=View.UNKNOWN)


def cells(measurement: Measurement) -> dict[str, str]:
    return dict(zip(header(), row(measurement), strict=True))


def interrupted(path: Path) -> None:
    with MeasurementsWriter(path) as writer:
        writer.add(UNSEEN)
        raise KeyboardInterrupt


def run_full(path: Path) -> None:
    with atomic_binary(path) as handle:
        handle.write(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")


def test_header_is_that_of_the_contract() -> None:
    assert ",".join(header()) == HEADER


def test_every_measure_has_a_column_with_its_standard_deviation() -> None:
    assert tuple(c.name for c in columns() if c.measure) == MEASURES


def test_unseen_measurement_has_only_empty_numbers() -> None:
    found = cells(UNSEEN)
    named = ("frame", "time_s", "presence", "view", "people", "held")

    assert [found[name] for name in named] == ["7", "1.400", "unknown", "unknown", "0", "0"]
    assert {found[name] for name in header() if name not in named} == {""}


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_number_that_is_none_stays_empty(value: float) -> None:
    broken = replace(
        UNSEEN,
        head_forward_deg=Estimate(value, sd_frame=1.0),
        protraction_cm=Estimate(1.0, sd_frame=value),
        upper_arm_left_deg=value,
    )

    assert row(broken) == row(UNSEEN)


@given(
    st.sampled_from(MEASURES),
    st.floats(-500, 500),
    st.floats(1e-6, 100),
)
def test_value_and_deviation_survive_the_table(name: str, value: float, sd: float) -> None:
    seen: dict[str, Any] = {name: Estimate(value, sd_frame=sd)}
    found = cells(replace(UNSEEN, **seen))
    decimals = 3 if name.startswith("shrug") else 2

    assert abs(float(found[name]) - value) <= 0.5 * 10**-decimals + 1e-9
    assert len(found[name].partition(".")[2]) == decimals
    assert float(found[f"{name}_sd"]) == pytest.approx(sd, rel=0.05)
    assert not found[name].startswith("-0.00") or float(found[name]) != 0


def test_picture_is_named_and_has_no_time() -> None:
    found = cells(replace(UNSEEN, index=3, time_s=None, name="desk, 3.jpg"))

    assert (found["frame"], found["time_s"]) == ("desk, 3.jpg", "")


def test_arms_and_held_are_ones_and_zeros() -> None:
    found = cells(replace(UNSEEN, arms_raised=False, held=True))

    assert (found["arms_raised"], found["held"]) == ("0", "1")


@given(st.sets(st.sampled_from(list(Empty))))
def test_reasons_come_in_one_order(reasons: set[Empty]) -> None:
    text = cells(replace(UNSEEN, empty_because=frozenset(reasons)))["empty_because"]

    assert text == ";".join(reason for reason in Empty if reason in reasons)


def test_table_appears_only_when_it_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "new" / "measurements.csv"
    with MeasurementsWriter(path) as writer:
        for index in range(3):
            writer.add(replace(UNSEEN, index=index))
        assert not path.exists()

    assert path.read_text("utf-8").splitlines()[1].startswith("0,1.400,unknown,unknown,,")
    assert [entry.name for entry in path.parent.iterdir()] == ["measurements.csv"]


def test_failure_half_way_leaves_the_earlier_table(tmp_path: Path) -> None:
    path = tmp_path / "measurements.csv"
    path.write_text("earlier")

    with pytest.raises(KeyboardInterrupt):
        interrupted(path)

    assert path.read_text() == "earlier"
    assert [entry.name for entry in tmp_path.iterdir()] == ["measurements.csv"]


def test_alerts_come_back_from_their_table(tmp_path: Path) -> None:
    alert = Alert(
        time_s=61.25,
        kind="too_close",
        level=Level.WARN,
        muscle=None,
        value=43.219,
        limit=50.0,
        unit="cm",
        message='Move back, "an arm\'s length".',
    )
    write_alerts(tmp_path / "alerts.csv", [alert])
    with (tmp_path / "alerts.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.reader(handle))

    assert rows[0] == ["time_s", "kind", "level", "muscle", "value", "limit", "unit", "message"]
    assert rows[1] == ["61.250", "too_close", "warn", "", "43.22", "50.00", "cm", alert.message]


def test_columns_file_describes_every_column(tmp_path: Path) -> None:
    write_columns(tmp_path / "columns.json")
    described = json.loads((tmp_path / "columns.json").read_text("utf-8"))

    assert [entry["name"] for entry in described] == list(header())
    assert all(entry["meaning"] for entry in described)
    assert {entry["unit"] for entry in described if entry["name"].endswith("_deg_sd")} == {"deg"}


def test_dictionary_knows_every_reason_and_every_alert() -> None:
    assert list(terms("empty_because")) == [reason.value for reason in Empty]
    assert set(terms("alert_kind")) == set(KINDS)
    assert {need for term in terms("alert_kind").values() for need in term.needs} <= set(MEASURES)


def test_dictionary_page_is_up_to_date() -> None:
    # anew: python -c "from posture.outputs.dictionary import *; print(data_dictionary(), end='')"
    assert DICTIONARY.read_text("utf-8") == data_dictionary()


def test_file_that_lies_in_the_way_of_a_folder_is_named_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "results").write_text("a file")

    with pytest.raises(StoreError, match=r"results/clip/alerts\.csv.*choose another place"):
        write_alerts(tmp_path / "results" / "clip" / "alerts.csv", [])


def test_full_disk_is_said_and_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "landmarks.npz"

    with pytest.raises(StoreError, match=r"landmarks\.npz: the disk is full; free some space"):
        run_full(path)
    assert list(tmp_path.iterdir()) == []


def test_folder_in_the_place_of_the_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "report.html").mkdir()

    with (
        pytest.raises(StoreError, match="a folder has that name"),
        atomic(tmp_path / "report.html"),
    ):
        pass
    assert [entry.name for entry in tmp_path.iterdir()] == ["report.html"]


def test_name_that_is_no_text_is_still_written(tmp_path: Path) -> None:
    with MeasurementsWriter(tmp_path / "measurements.csv") as writer:
        writer.add(replace(UNSEEN, name="caf\udce9.png"))

    assert "caf\\udce9.png" in (tmp_path / "measurements.csv").read_text("utf-8")
