"""Durations carry their unit, and a moment that is named is the next one of that name."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.durations import parse_duration, parse_first_day, parse_until
from posture.errors import ConfigError

PARTS = st.tuples(st.integers(0, 3), st.integers(0, 48), st.integers(0, 99), st.integers(0, 99))
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
MOMENTS = st.integers(0, 366 * 86400).map(lambda s: datetime(2026, 1, 1, tzinfo=UTC) + s * SECOND)


@given(parts=PARTS, gap=st.sampled_from(["", " "]))
def test_a_duration_is_the_sum_of_its_parts(parts: tuple[int, ...], gap: str) -> None:
    text = gap.join(f"{n}{unit}" for n, unit in zip(parts, "dhms", strict=True) if n > 0)
    if not text:
        return
    days, hours, minutes, seconds = parts

    assert parse_duration(text) == timedelta(
        days=days, hours=hours, minutes=minutes, seconds=seconds
    )
    assert parse_duration(text.upper()) == parse_duration(text)


@given(number=st.integers(0, 10**9))
def test_a_bare_number_is_refused_with_both_readings(number: int) -> None:
    with pytest.raises(ConfigError, match=rf"could mean {number} s or {number} min"):
        parse_duration(str(number))


@pytest.mark.parametrize(
    "text", ["", "m", "0m", "-5m", "5 minutes", "1m2h", "1.5h", "soon", "9" * 40 + "d", "400d"]
)
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match=r"expected a"):
        parse_duration(text)


@given(now=MOMENTS, hour=st.integers(0, 23), minute=st.integers(0, 59))
def test_a_time_of_day_is_the_next_one(now: datetime, hour: int, minute: int) -> None:
    end = parse_until(f"until {hour}:{minute:02d}", now)

    assert now < end <= now + DAY
    assert (end.hour, end.minute, end.second) == (hour, minute, 0)


@given(now=MOMENTS)
def test_tomorrow_begins_at_four(now: datetime) -> None:
    end = parse_until("until-tomorrow", now)

    assert now < end <= now + DAY
    assert (end.hour, end.minute) == (4, 0)
    assert parse_until("until tomorrow", now) == end


@given(now=MOMENTS)
def test_a_duration_counts_from_now(now: datetime) -> None:
    assert parse_until("1h20m", now) == now + timedelta(minutes=80)


@pytest.mark.parametrize("text", ["until", "until 25:00", "until 14", "until next week", "14:00"])
def test_moments_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(ConfigError, match=r"expected a"):
        parse_until(text, datetime(2026, 3, 2, tzinfo=UTC))


def test_days_are_those_of_the_calendar_and_today_is_the_last() -> None:
    noon = datetime.fromisoformat("2026-03-09T12:00:00+01:00")

    assert parse_first_day("7d", noon).isoformat() == "2026-03-03T00:00:00+01:00"
    assert parse_first_day("2026-03-01", noon).isoformat() == "2026-03-01T00:00:00+01:00"
    assert parse_first_day("2h", noon).isoformat() == "2026-03-09T10:00:00+01:00"
