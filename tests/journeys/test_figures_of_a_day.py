"""The figures of a day, whatever the rate."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posture.types import Measurement
from tests.builders_measurements import (
    BOTH,
    LOOKING_DOWN,
    UPRIGHT,
)
from tests.figures import PARTS, day

stretches = st.lists(
    st.tuples(st.sampled_from(PARTS), st.sampled_from([0.2, 1.0, 5.0])), min_size=1, max_size=5
)


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
