"""Minutes: all time is accounted for, once, however the stream is cut or sampled."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.config import ExposureConfig
from posture.errors import PostureError
from posture.minutes import Minute, MinuteBuilder
from posture.types import Assessment, Estimate, Measurement, Presence, View
from tests.builders_measurements import (
    GONE,
    SLOUCHED,
    UNSEEN,
    UPRIGHT,
    assessments,
    held,
    one_after_the_other,
    picture,
    summed_up,
)

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
MAX_GAP_S = ExposureConfig().max_gap_s
PEOPLE = st.sampled_from([UPRIGHT, SLOUCHED, UNSEEN, GONE])
STARTS = st.integers(0, 3599).map(lambda s: NINE + timedelta(seconds=s))


@st.composite
def streams(draw: st.DrawFn) -> list[Measurement]:
    """Pictures in rising order, now and then with a silence of minutes to hours."""
    steps = st.floats(0.1, 4) | st.floats(0.1, 90) | st.floats(60, 9000)
    time_s, stream = 0.0, []
    for index, step_s in enumerate(draw(st.lists(steps, min_size=1, max_size=40))):
        time_s += step_s
        stream.append(replace(draw(PEOPLE), index=index, time_s=time_s))
    return stream


def minutes(stream: Iterable[Assessment], started_at: datetime = NINE) -> list[Minute]:
    builder = MinuteBuilder(started_at, ExposureConfig())
    return [*(one for a in stream for one in builder.update(a)), *builder.flush()]


def presence_s(rows: Iterable[Minute]) -> Counter[str]:
    """Return the seconds of each presence over all rows."""
    seconds: Counter[str] = Counter()
    for row in rows:
        seconds.update({name: s for name, s in row.seconds.items() if name in set(Presence)})
    return seconds


def totals(rows: Iterable[Minute]) -> dict[tuple[datetime, str], float]:
    """Return the seconds of each hour by label, and of each measure the mean times its seconds."""
    sums: Counter[tuple[datetime, str]] = Counter()
    for row in rows:
        hour = row.at.replace(minute=0)
        sums.update({(hour, name): s for name, s in row.seconds.items()})
        sums.update({(hour, n): one.value * row.observed_s[n] for n, one in row.measures.items()})
    return {key: round(value, 3) for key, value in sums.items() if round(value, 3) != 0}


@given(stream=streams(), start=STARTS)
def test_all_time_is_accounted_for(stream: list[Measurement], start: datetime) -> None:
    rows = minutes(assessments(stream), start)

    assert sum(presence_s(rows).values()) == pytest.approx(stream[-1].time_s, abs=1e-3)


@given(stream=streams(), start=STARTS)
def test_rows_follow_each_other_and_hold_no_more_than_there_is(
    stream: list[Measurement], start: datetime
) -> None:
    rows = minutes(assessments(stream), start)
    lasted = [timedelta(seconds=round(sum(presence_s([row]).values()), 3)) for row in rows]
    end = start

    for row, lasts in zip(rows, lasted, strict=True):
        assert abs(max(row.at, start) - end) < timedelta(milliseconds=2)
        assert (row.at.second, row.at.microsecond) == (0, 0)
        end = max(row.at, start) + lasts
        assert row.is_blind or sum(presence_s([row]).values()) <= 60.001
        assert sum(presence_s([row]).values()) <= 3600.001
        assert all(s <= 60.001 for s in row.observed_s.values())


@given(stream=streams(), start=STARTS, cut=st.integers(0, 40))
def test_a_stream_that_is_flushed_midway_sums_up_to_the_same(
    stream: list[Measurement], start: datetime, cut: int
) -> None:
    whole = minutes(assessments(stream), start)
    builder, parts = MinuteBuilder(start, ExposureConfig()), list[Minute]()
    for index, a in enumerate(assessments(stream)):
        parts += builder.update(a)
        if index == cut:
            parts += builder.flush()
    parts += builder.flush()

    assert totals(parts) == pytest.approx(totals(whole), abs=2e-3)


@given(stream=streams(), start=STARTS, since_s=st.floats(0, 9000))
def test_minutes_that_begin_later_in_a_stream_are_those_of_a_stream_that_begins_then(
    stream: list[Measurement], start: datetime, since_s: float
) -> None:
    late = MinuteBuilder(start, ExposureConfig(), since_s=since_s)
    later = (replace(m, time_s=(m.time_s or 0.0) + since_s) for m in stream)
    rows = [row for a in assessments(later) for row in late.update(a)]

    begun = minutes(assessments(stream), start + timedelta(seconds=since_s))
    assert totals([*rows, *late.flush()]) == pytest.approx(totals(begun), abs=2e-3)


@given(stream=streams(), start=STARTS)
def test_saying_that_nothing_comes_changes_nothing(
    stream: list[Measurement], start: datetime
) -> None:
    builder, parts = MinuteBuilder(start, ExposureConfig()), list[Minute]()
    time_s = 0.0
    for a in assessments(stream):
        next_s = a.measurement.time_s or 0.0
        for part in (0.2, 0.5, 0.9):
            parts += builder.unseen(time_s + part * (next_s - time_s))
        parts += builder.update(a)
        time_s = next_s
    parts += builder.flush()

    assert totals(parts) == pytest.approx(totals(minutes(assessments(stream), start)), abs=2e-3)


@given(
    parts=st.lists(st.tuples(PEOPLE, st.sampled_from([0.5, 1.0])), min_size=1, max_size=2),
    hz=st.sampled_from([0.5, 2.0]),
)
def test_the_rate_of_pictures_changes_little(
    parts: Sequence[tuple[Measurement, float]], hz: float
) -> None:
    slow, fast = (
        presence_s(minutes(assessments(one_after_the_other(*(held(*p, hz=rate) for p in parts)))))
        for rate in (1.0, hz)
    )

    for name in slow.keys() | fast.keys():
        assert fast[name] == pytest.approx(slow[name], abs=2.0 * len(parts))


@given(stream=streams())
def test_minutes_and_session_count_the_same(stream: list[Measurement]) -> None:
    stream = [replace(stream[0], time_s=0.0), *stream]
    rows, session = minutes(assessments(stream)), summed_up(assessments(stream))
    seconds: Counter[str] = Counter()
    for row in rows:
        seconds.update(row.seconds)

    assert {name: seconds[name] / 60 for name in session.minutes} == pytest.approx(
        dict(session.minutes), abs=1e-4
    )


def test_a_minute_is_the_mean_over_what_was_observed() -> None:
    seen = [
        replace(UPRIGHT, time_s=time_s, protraction_cm=measured)
        for time_s, measured in (
            (0.0, Estimate(1.0, 0.3, 0.4)),
            (3.0, Estimate(4.0, 0.6, 0.8)),
            (4.0, None),
            (5.0, Estimate(9.0, 0.3, 0.4)),
        )
    ]
    (row,) = minutes(assessments(seen))

    assert row.at == NINE
    assert row.measures["protraction_cm"].value == pytest.approx((3 * 1 + 1 * 4) / 4)
    assert row.measures["protraction_cm"].sd_frame == pytest.approx((3 * 0.3 + 1 * 0.6) / 4)
    assert row.observed_s["protraction_cm"] == pytest.approx(4.0)
    assert row.observed_s["shrug_left"] == pytest.approx(5.0)
    assert "head_roll_deg" not in row.measures
    assert row.view == View.FRONT


def test_load_is_told_while_the_head_is_seen_or_nobody_sits() -> None:
    (seen,), (hidden,), (gone,) = (minutes(assessments(held(one, 1))) for one in (
        UPRIGHT, replace(UPRIGHT, protraction_cm=None, head_forward_deg=None), GONE,
    ))  # fmt: skip

    assert seen.judged_s == pytest.approx(seen.head_s) == pytest.approx(60, abs=1)
    assert (hidden.judged_s, hidden.head_s) == (0, 0)
    assert gone.judged_s == pytest.approx(60, abs=1)


def test_the_dose_is_that_at_the_end_of_the_minute() -> None:
    moments = list(assessments(held(SLOUCHED, 3, hz=0.25)))
    rows = minutes(moments)

    for number, row in enumerate(rows):
        exposure = moments[15 * number + 14].exposure
        assert exposure is not None
        assert row.dose == exposure.dose
        assert row.dose_interval == exposure.interval
    assert rows[0].dose["cervical_extensors"] < rows[2].dose["cervical_extensors"]


def test_nine_hours_asleep_are_a_row_an_hour_and_no_dose() -> None:
    late = [replace(m, time_s=(m.time_s or 0) + 9 * 3600) for m in held(UPRIGHT, 1)]
    rows = minutes(assessments([*held(SLOUCHED, 1), *late]), NINE + timedelta(minutes=30))

    blind = [row for row in rows if row.is_blind]
    assert [row.at.hour for row in blind] == list(range(9, 19))
    assert presence_s(rows) == pytest.approx({"seated": 120.0, "unknown": 9 * 3600 - 60.0})
    assert len(rows) == len(blind) + 2


def test_an_empty_chair_is_kept_by_the_minute() -> None:
    rows = minutes(assessments(held(GONE, 30)))

    assert len(rows) == 30
    assert all(row.seconds == {"away": pytest.approx(60.0)} for row in rows)


def test_a_camera_that_never_opens_is_unknown_time() -> None:
    builder = MinuteBuilder(NINE, ExposureConfig())
    rows = [one for second in range(1, 151) for one in builder.unseen(float(second))]

    assert rows == []
    (row,) = builder.flush()
    assert row.at == NINE
    assert row.seconds == {"unknown": pytest.approx(150.0)}
    assert (row.dose, row.coverage, row.view) == ({}, None, View.UNKNOWN)
    assert builder.flush() == ()


def test_a_short_silence_counts_as_what_was_seen_before() -> None:
    builder = MinuteBuilder(NINE, ExposureConfig())
    first, second = assessments(
        [replace(UPRIGHT, time_s=0.0), replace(UPRIGHT, time_s=MAX_GAP_S - 0.5)]
    )

    assert builder.update(first) == ()
    assert builder.unseen(MAX_GAP_S - 1) == ()
    assert builder.update(second) == ()
    (row,) = builder.flush()
    assert presence_s([row]) == {"seated": pytest.approx(MAX_GAP_S - 0.5)}


def test_a_clock_that_steps_back_counts_nothing_twice() -> None:
    moments = list(assessments(held(UPRIGHT, 1)))
    rows = minutes([*moments, *moments[30:], replace_time(moments[-1], 70.0)])

    assert sum(presence_s(rows).values()) == pytest.approx(70.0)


def replace_time(a: Assessment, time_s: float) -> Assessment:
    return replace(a, measurement=replace(a.measurement, time_s=time_s))


def test_pictures_have_no_minutes() -> None:
    with pytest.raises(PostureError, match="pictures have none"):
        MinuteBuilder(NINE, ExposureConfig()).update(picture(UPRIGHT))
