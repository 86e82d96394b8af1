"""The figures of a day, whatever the rate."""

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posture.config import ExposureConfig
from posture.day import Day, DayBuilder
from posture.types import Assessment, Measurement
from tests.builders_measurements import (
    BOTH,
    FORWARD,
    GONE,
    LOOKING_DOWN,
    NEAR,
    UNSEEN,
    UPRIGHT,
    assessments,
    held,
    one_after_the_other,
)

PARTS = (UPRIGHT, FORWARD, LOOKING_DOWN, BOTH, NEAR, GONE, UNSEEN)
stretches = st.lists(
    st.tuples(st.sampled_from(PARTS), st.sampled_from([0.2, 1.0, 5.0])), min_size=1, max_size=5
)


def day_of(moments: Iterable[Assessment]) -> Day:
    builder = DayBuilder(ExposureConfig())
    for moment in moments:
        builder.update(moment)
    return builder.build()


def day(*parts: tuple[Measurement, float], hz: float = 1.0) -> Day:
    stream = one_after_the_other(*(held(what, minutes, hz=hz) for what, minutes in parts))
    return day_of(assessments(stream))


@settings(max_examples=15)
@given(stretches)
def test_no_part_is_more_than_what_was_seen(parts: list[tuple[Measurement, float]]) -> None:
    found, whole_s = day(*parts), 60 * sum(minutes for _, minutes in parts)

    assert 0 <= found["neck_bent_s"] <= found["neck_seen_s"] <= whole_s + 1e-6
    assert 0 <= found["longest_bout_s"] <= whole_s + 1e-6
    assert sum(s for name, s in found.items() if name.startswith("distance")) <= whole_s + 1e-6


def test_a_day_does_not_depend_on_the_frame_rate() -> None:
    parts = ((LOOKING_DOWN, 5.0), (BOTH, 5.0), (UPRIGHT, 2.0))

    slow, fast = day(*parts, hz=0.5), day(*parts, hz=5.0)
    assert slow == pytest.approx(fast, abs=6)
