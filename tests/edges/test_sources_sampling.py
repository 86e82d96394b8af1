from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.errors import ConfigError
from posture.sources.sampling import MediaClock, Sampler

rates_hz = st.floats(0.05, 200)
gaps_ms = st.lists(st.integers(1, 5000), min_size=1, max_size=200)


def taken_s(times_s: list[float], rate_hz: float | None) -> list[float]:
    sampler = Sampler(rate_hz)
    return [time_s for time_s in times_s if sampler.takes(time_s)]


def rising_s(gaps: list[int]) -> list[float]:
    times_ms = [0]
    for gap_ms in gaps:
        times_ms.append(times_ms[-1] + gap_ms)
    return [time_ms / 1000 for time_ms in times_ms]


@given(gaps_ms, rates_hz)
def test_samples_are_the_first_at_or_after_each_tick(gaps: list[int], rate_hz: float) -> None:
    times_s = rising_s(gaps)
    samples_s = taken_s(times_s, rate_hz)

    for time_s in samples_s:
        tick_s = int((time_s + 1e-6) * rate_hz) / rate_hz
        between = [t for t in times_s if tick_s - 1e-6 <= t < time_s - 2e-6]
        assert not between


@given(gaps_ms, rates_hz)
def test_samples_rise_and_lie_a_period_apart_but_for_a_frame(
    gaps: list[int], rate_hz: float
) -> None:
    times_s = rising_s(gaps)
    samples_s = taken_s(times_s, rate_hz)
    longest_s = max(b - a for a, b in pairwise(times_s))

    assert samples_s[0] == 0.0
    for earlier_s, later_s in pairwise(samples_s):
        assert later_s > earlier_s
        assert later_s - earlier_s >= 1 / rate_hz - longest_s - 1e-5


@given(gaps_ms, rates_hz)
def test_no_tick_with_a_frame_goes_without_a_sample(gaps: list[int], rate_hz: float) -> None:
    times_s = rising_s(gaps)
    ticks = {int((time_s + 1e-6) * rate_hz) for time_s in times_s}

    assert len(taken_s(times_s, rate_hz)) == len(ticks)


@given(st.integers(1, 60), st.integers(1, 60))
def test_source_slower_than_the_rate_is_taken_whole(source_hz: int, faster_hz: int) -> None:
    times_s = [number / source_hz for number in range(100)]

    assert taken_s(times_s, source_hz + faster_hz) == times_s


def test_rate_of_the_source_takes_every_frame() -> None:
    times_s = [number / 30 for number in range(1000)]

    assert taken_s(times_s, 30) == times_s
    assert taken_s(times_s, None) == times_s


@pytest.mark.parametrize("rate_hz", [0.0, -1.0, float("nan"), float("inf")])
def test_impossible_rate_is_a_sentence(rate_hz: float) -> None:
    with pytest.raises(ConfigError, match="expected more than 0 Hz, found"):
        Sampler(rate_hz)


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(1, 10**6), max_size=50))
def test_clock_counts_from_the_first_frame(origin: int, gaps: list[int]) -> None:
    clock = MediaClock(Fraction(1, 90000), rate_hz=Fraction(30))
    stamps = [origin]
    for gap in gaps:
        stamps.append(stamps[-1] + gap)

    assert [clock.rise(stamp) for stamp in stamps] == [(stamp - origin) / 90000 for stamp in stamps]


@given(st.lists(st.one_of(st.none(), st.integers(-1000, 1000)), min_size=1))
def test_time_only_ever_rises(stamps: list[int | None]) -> None:
    clock = MediaClock(Fraction(1, 100), rate_hz=None)
    times_s = [time_s for stamp in stamps if (time_s := clock.rise(stamp)) is not None]

    assert times_s[0] == 0.0
    assert times_s == sorted(set(times_s))


def test_frames_without_stamps_follow_at_the_average_rate() -> None:
    clock = MediaClock(None, rate_hz=Fraction(20))

    assert [clock.rise(None) for _ in range(4)] == [0.0, 0.05, 0.1, 0.15]
