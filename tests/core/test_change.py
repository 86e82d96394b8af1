"""Before and after: what changed, how sure that is, and what speaks against comparing."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from posture.change import (
    Change,
    Observed,
    Period,
    are_one_recording,
    changes,
    dose_changes,
    doubts,
)
from posture.comparable import Setup
from posture.types import Floats
from tests.chances import observed

ALIKE = Setup(camera="0", view="front", baseline="desk")


def period(
    name: str,
    measures: Mapping[str, Observed],
    *,
    setup: Setup = ALIKE,
    doses: Mapping[str, Observed] | None = None,
    recording: str | None = None,
) -> Period:
    return Period(
        name=name,
        setup=setup,
        measures=measures,
        doses={} if doses is None else doses,
        recording=recording,
    )


def one(before: Observed, after: Observed, *, setup: Setup = ALIKE) -> Change:
    (found,) = changes(period("a", {"x": before}), period("b", {"x": after}, setup=setup))
    return found


def width(found: Change) -> float:
    assert found.difference.low is not None
    assert found.difference.high is not None
    return found.difference.high - found.difference.low


def test_a_change_is_found_with_the_minutes_that_were_observed() -> None:
    found = one(observed(45, 1), observed(40, 2))

    assert found.difference.estimate == pytest.approx(-5, abs=1)
    assert found.is_clear
    assert found.observed_min == pytest.approx((600, 600))
    assert not found.paired


def test_before_and_after_turn_the_sign() -> None:
    before, after = observed(45, 1), observed(40, 2)

    there, back = one(before, after), one(after, before)

    assert there.difference.estimate == pytest.approx(-back.difference.estimate)
    assert there.difference.low == pytest.approx(-(back.difference.high or 0.0))


def test_minutes_count_by_what_was_seen_of_them() -> None:
    seen = observed(45, 1)
    half = replace(seen, weight_s=np.where(np.arange(600) < 300, 60.0, 0.0))
    first = Observed(seen.time_s[:300], seen.value[:300], seen.weight_s[:300])

    assert one(half, seen).before == pytest.approx(float(first.value.mean()))
    assert one(half, seen).observed_min == pytest.approx((300, 600))


def test_a_measure_unseen_on_one_side_is_left_out() -> None:
    seen = observed(45, 1)
    blind = replace(seen, value=np.full(600, np.nan))

    assert changes(period("a", {"x": seen}), period("b", {"x": blind})) == ()
    assert changes(period("a", {"x": seen}), period("b", {"y": seen})) == ()


def test_another_camera_widens_by_the_error_that_stays() -> None:
    before, after = observed(45, 1), observed(40, 2)
    same = one(before, after)
    other = one(before, after, setup=replace(ALIKE, camera="1"))

    assert width(other) > 2 * 1.96 * np.hypot(2, 2)
    assert width(other) > width(same)
    assert other.difference.estimate == same.difference.estimate


def test_two_measurements_of_one_recording_are_compared_moment_by_moment() -> None:
    before = observed(45, 1)
    after = replace(before, value=before.value - 2.0)
    (found,) = changes(
        period("a", {"x": before}, recording="r"), period("b", {"x": after}, recording="r")
    )
    apart = one(before, after)

    assert found.paired
    assert found.difference.estimate == pytest.approx(-2.0)
    assert width(found) == pytest.approx(0.0, abs=1e-9)
    assert width(apart) > 1.0


def test_moments_that_never_meet_are_no_pair() -> None:
    before = observed(45, 1)
    later = replace(before, time_s=before.time_s + 1e6)

    assert changes(
        period("a", {"x": before}, recording="r"), period("b", {"x": later}, recording="r")
    ) == ()  # fmt: skip


def test_recordings_that_are_not_known_are_not_one() -> None:
    assert not are_one_recording(period("a", {}), period("b", {}))
    assert are_one_recording(period("a", {}, recording="r"), period("b", {}, recording="r"))


def test_doses_change_like_measures() -> None:
    (found,) = _doses(observed(0.6, 3), observed(0.2, 4), ALIKE)
    alike = one(observed(0.6, 3), observed(0.2, 4))

    assert width(found) == pytest.approx(width(alike))


@pytest.mark.parametrize(
    "other", [replace(ALIKE, camera="1"), replace(ALIKE, view="side"), replace(ALIKE, baseline="x")]
)
def test_with_another_camera_or_profile_nobody_can_tell_whether_a_dose_changed(
    other: Setup,
) -> None:
    same, apart = (_doses(observed(6, 3), observed(2, 4), setup)[0] for setup in (ALIKE, other))

    assert same.is_clear
    assert not apart.is_clear
    assert not apart.alike
    assert (apart.before, apart.after) == (same.before, same.after)
    assert apart.difference.low is None
    assert apart.difference.high is None


def _doses(before: Observed, after: Observed, setup: Setup) -> tuple[Change, ...]:
    return dose_changes(
        period("a", {}, doses={"trapezius": before}),
        period("b", {}, doses={"trapezius": after}, setup=setup),
    )


def test_little_observed_has_no_interval_and_is_said() -> None:
    brief = Observed(np.arange(0.0, 240.0, 60.0), np.array([1.0, 2.0, 0.0, 4.0]), np.full(4, 10.0))
    found = one(brief, observed(40, 2), setup=replace(ALIKE, camera="1"))

    assert found.difference.low is None
    assert not found.is_clear
    assert doubts(period("a", {"x": brief}), period("b", {"x": observed(40, 2)})) == (
        "Observed before: only 1 min, which is a moment and no habit.",
    )
    assert len(doubts(period("a", {}), period("b", {}))) == 2


def test_seconds_observed_are_those_with_a_value() -> None:
    value: Floats = np.array([1.0, np.nan, 2.0])

    assert Observed(np.arange(3.0), value, np.array([10.0, 20.0, 30.0])).observed_s == 40.0
