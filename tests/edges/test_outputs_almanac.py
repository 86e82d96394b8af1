"""A period is read as it was written, whatever it holds, and nothing from outside of it."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.minutes import Minute
from posture.outputs.almanac import Almanac, Period
from posture.outputs.logbook import Logbook
from posture.types import MEASURES
from tests.builders_days import kept
from tests.builders_watch import FORWARD, NOW, minute, minutes

DAY = timedelta(days=1)


def read(path: Path) -> Period:
    with Almanac(path) as almanac:
        return almanac.period(NOW - DAY, NOW + timedelta(days=400))


@given(rows=st.lists(minutes(), min_size=1, max_size=6, unique_by=lambda one: one.at))
def test_minutes_come_back_in_the_order_of_their_time(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Minute]
) -> None:
    found = read(kept(tmp_path_factory.getbasetemp() / "any.sqlite3", rows)).minutes
    ordered = sorted(rows, key=lambda one: one.at)

    assert found.time_s.tolist() == [one.at.timestamp() for one in ordered]
    for place, one in enumerate(ordered):
        for name in MEASURES:
            mean = one.measures.get(name)
            assert found.seen_s[name][place] == one.observed_s.get(name, 0.0)
            assert mean is None or found.value[name][place] == mean.value
            assert mean is not None or np.isnan(found.value[name][place])
        for presence, seconds in found.presence_s.items():
            assert seconds[place] == one.seconds.get(presence, 0.0)
        for state, held in found.held_s.items():
            assert held[place] == one.seconds.get(state, 0.0)


@given(rows=st.lists(minutes(), min_size=1, max_size=6, unique_by=lambda one: one.at))
def test_the_dose_of_an_hour_is_its_highest(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Minute]
) -> None:
    rows.sort(key=lambda one: one.at)  # as a watch writes them
    doses = read(kept(tmp_path_factory.getbasetemp() / "doses.sqlite3", rows)).doses
    for place, hour in enumerate(doses.hour):
        own = [one for one in rows if one.at.timestamp() // 3600 == hour]
        for muscle, peak in doses.peak.items():
            there = [one.dose[muscle] for one in own if muscle in one.dose]
            assert (max(there) == peak[place]) if there else np.isnan(peak[place])
            over = sum(dose >= 1 for dose in there)
            assert np.isnan(doses.over_min[muscle][place]) or doses.over_min[muscle][place] == over


def test_only_what_lies_within_the_period_is_read(tmp_path: Path) -> None:
    path = kept(tmp_path / "history.sqlite3", [minute(0), minute(1440), minute(2880)])
    with Logbook(path) as logbook:
        for day in range(3):
            logbook.add_alert(1, NOW + day * DAY, FORWARD)
    with Almanac(path) as almanac:
        found = almanac.period(NOW + DAY, NOW + 2 * DAY)
        never = almanac.period(NOW + 9 * DAY, NOW + 10 * DAY)

    assert found.minutes.time_s.tolist() == [(NOW + DAY).timestamp()]
    assert [one.at for one in found.said] == [NOW + DAY]
    assert len(never.minutes.time_s) == 0
    assert never.sessions == ()


def test_time_is_that_of_the_wall_where_the_watch_stood(tmp_path: Path) -> None:
    with Logbook(tmp_path / "history.sqlite3") as logbook:
        east = NOW.astimezone().tzinfo
        session = logbook.begin("0", NOW.astimezone(east))
        logbook.add_minute(session, minute(0))
        offset = NOW.astimezone(east).utcoffset()
    assert offset is not None
    found = read(tmp_path / "history.sqlite3")

    assert found.minutes.time_s.tolist() == [(NOW + offset).timestamp()]


def test_two_cameras_that_saw_the_same_hour_give_the_higher_dose(tmp_path: Path) -> None:
    with Logbook(tmp_path / "history.sqlite3") as logbook:
        for source in ("0", "1"):
            logbook.add_minute(logbook.begin(source, NOW), minute(0))
    doses = read(tmp_path / "history.sqlite3").doses

    assert len(doses.hour) == 1
    assert doses.highest[0] == max(minute(0).dose.values())
