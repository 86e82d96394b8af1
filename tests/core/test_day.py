from dataclasses import replace

import pytest

from posture.day import figures, joined
from posture.types import Estimate, Presence
from tests.builders_measurements import (
    BOTH,
    FORWARD,
    GONE,
    LOOKING_DOWN,
    NEAR,
    UNSEEN,
    UPRIGHT,
    picture,
)
from tests.figures import day, day_of


def test_the_share_of_a_bent_neck_counts_what_was_seen() -> None:
    shares = figures(day((LOOKING_DOWN, 6), (UPRIGHT, 2), (UNSEEN, 10)))

    assert shares["neck_bent_share"] == pytest.approx(0.75, abs=0.01)
    assert shares["neck_bent_often"] == 1.0
    assert figures(day((UNSEEN, 5)))["neck_bent_share"] is None


def test_a_doubtful_bend_counts_by_its_probability() -> None:
    doubtful = replace(UPRIGHT, head_pitch_change_deg=Estimate(20.0, 0.0, 6.0))

    assert figures(day((doubtful, 10)))["neck_bent_share"] == pytest.approx(0.6, abs=0.11)


@pytest.mark.parametrize(
    ("minutes", "group"), [((2.0, 8.0), "low"), ((4.5, 5.5), "moderate"), ((6.0, 4.0), "high")]
)
def test_raised_shoulders_count_as_sustained_from_four_minutes_on(
    minutes: tuple[float, float], group: str
) -> None:
    raised, down = minutes
    found = figures(day((BOTH, raised), (UPRIGHT, down), hz=0.5))

    assert found["sustained_group"] == group
    assert found["sustained_share"] == pytest.approx(raised / 10 if raised > 4 else 0, abs=0.02)


def test_short_pauses_do_not_end_a_bout_and_breaks_last_half_a_minute() -> None:
    bout = (FORWARD, 3.0), (UPRIGHT, 0.1), (FORWARD, 3.0)
    found = day(*bout, (GONE, 0.3), (UPRIGHT, 1.0), (GONE, 2.0), hz=1.0)

    assert found["longest_bout_s"] == pytest.approx(366, abs=5)
    assert (found["breaks"], found["long_bouts"]) == (1.0, 1.0)


def test_standing_up_is_a_break() -> None:
    standing = replace(UPRIGHT, presence=Presence.STANDING)

    assert day((UPRIGHT, 5), (standing, 2), (UPRIGHT, 5))["breaks"] == 1.0


def test_distances_fall_into_bins() -> None:
    found = day((NEAR, 3), (UPRIGHT, 5))

    assert found["distance_40_to_50_cm_s"] == pytest.approx(180)
    assert found["distance_50_to_75_cm_s"] == pytest.approx(300)


def test_sessions_join_into_a_day() -> None:
    first, second = day((LOOKING_DOWN, 5)), day((UPRIGHT, 5), (GONE, 3))
    whole = joined([first, second])

    assert whole["neck_bent_s"] == first["neck_bent_s"] + second["neck_bent_s"]
    assert whole["longest_bout_s"] == first["longest_bout_s"]
    assert figures(whole)["neck_bent_share"] == pytest.approx(0.5, abs=0.01)


def test_pictures_are_no_day() -> None:
    found = day_of([picture(LOOKING_DOWN)])

    assert found["neck_seen_s"] == 0.0
    assert figures({}) == {}
