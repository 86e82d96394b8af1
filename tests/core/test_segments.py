"""Stretches of a recording are summed up as if they had been recorded alone."""

import math

import pytest

from posture.config import Config, ExposureConfig
from posture.errors import ConfigError
from posture.pipeline import follow
from posture.segments import builders, parse_segments, segment
from posture.session import SessionBuilder
from posture.summed import Segment, SegmentSum
from posture.types import Assessment
from tests.builders import LENS, Sitter
from tests.staged import profile, sitting

MAX_GAP_S = 5.0


def summed(what: Segment, moments: list[Assessment]) -> SegmentSum:
    (builder,) = builders([what], MAX_GAP_S)
    for moment in moments:
        builder.update(moment)
    return builder.build()


@pytest.fixture(scope="module")
def moments() -> list[Assessment]:
    """Somebody sits with the head far forward for a minute."""
    return list(follow(sitting(60.0, 1.0, head_ahead_cm=6.0), profile(), Config(), lens=LENS))


def test_segments_that_follow_each_other_add_up_to_the_whole(moments: list[Assessment]) -> None:
    whole = summed(Segment("all", 0.0, 100.0), moments)
    parts = [summed(Segment("a", 0.0, 20.0), moments), summed(Segment("b", 20.0, 100.0), moments)]

    assert sum(part.minutes for part in parts) == pytest.approx(whole.minutes)
    assert sum(part.observed_min for part in parts) == pytest.approx(whole.observed_min)
    for muscle, gained in whole.gained.items():
        assert sum(part.gained[muscle] for part in parts) == pytest.approx(gained)


def test_only_what_lies_inside_counts() -> None:
    upright, forward = sitting(20.0, 1.0), sitting(40.0, 1.0, head_ahead_cm=6.0)[20:]
    moments = list(follow([*upright, *forward], profile(), Config(), lens=LENS))
    first = summed(Segment("first", 2.0, 18.0), moments)
    second = summed(Segment("second", 25.0, 40.0), moments)

    assert first.minutes == pytest.approx(16 / 60)
    assert first.summary["camera_distance_cm"].p10 > second.summary["camera_distance_cm"].p90 + 3.0


def test_a_segment_beyond_the_recording_claims_nothing(moments: list[Assessment]) -> None:
    beyond = summed(Segment("later", 500.0, 600.0), moments)

    assert (beyond.minutes, beyond.observed_min) == (0.0, 0.0)
    assert beyond.summary == {}
    assert beyond.gained == {}


def test_a_silence_is_part_of_a_segment_but_not_observed() -> None:
    sitter = Sitter()
    seen = [sitter.landmarks(index=i, time_s=t) for i, t in enumerate((0.0, 1.0, 2.0, 50.0, 51.0))]
    found = summed(Segment("all", 0.0, 60.0), list(follow(seen, profile(), Config(), lens=LENS)))

    assert found.minutes == pytest.approx(51 / 60)
    assert found.observed_min == pytest.approx(3 / 60)


def test_pictures_belong_to_no_segment() -> None:
    picture = Sitter().landmarks(index=0)
    found = summed(Segment("all", 0.0, 60.0), list(follow([picture], profile(), Config())))

    assert found.minutes == 0.0
    assert found.summary == {}


def test_names_may_hold_spaces_and_numbers() -> None:
    assert parse_segments(" task 2 0-12.5 ; phone 12.5-20;", origin="t.csv") == (
        Segment("task 2", 0.0, 12.5),
        Segment("phone", 12.5, 20.0),
    )


@pytest.mark.parametrize("text", ["typing", "typing 5", "typing 9-3", "0-10", "typing 3-3"])
def test_what_is_no_segment_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match=r"t.csv: expected segment"):
        parse_segments(text, origin="t.csv")


@pytest.mark.parametrize(
    ("start_s", "end_s"),
    [(-1.0, 10.0), (math.nan, 10.0), (0.0, math.inf), (0.0, math.nan), (math.inf, math.inf)],
)
def test_a_segment_begins_and_ends_in_the_recording(start_s: float, end_s: float) -> None:
    with pytest.raises(ConfigError, match="to begin at 0 s or later and to end after that, found"):
        segment("typing", start_s, end_s, origin="t.csv")


def test_a_number_too_long_for_a_float_is_no_end() -> None:
    with pytest.raises(ConfigError, match="found 0-inf; give both in seconds"):
        parse_segments(f"typing 0-{'9' * 400}", origin="t.csv")


def test_a_session_holds_the_sums_of_its_segments(moments: list[Assessment]) -> None:
    what = Segment("all", 0.0, 100.0)
    builder = SessionBuilder(ExposureConfig(), [what])
    for moment in moments:
        builder.update(moment)
    session = builder.build(source="a.mp4", started_at=None, lens=LENS, baseline={}, versions={})

    assert session.segments == (summed(what, moments),)
