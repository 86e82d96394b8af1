"""What became of a prompt: seen to be followed, seen not to be, or not seen."""

import numpy as np
import pytest

from posture.heeded import heed, judged_s
from posture.types import Floats
from posture.weeks import Minutes
from tests.builders_days import minutes_of

SAID_AT = 40  # minute
HEAD = "head_forward_deg"


def day(held: str, plan: str | None = None) -> tuple[Minutes, Floats, Floats]:
    """Return minutes in which a posture is held where ``held`` has an x, unseen where a dot."""
    value = np.array([np.nan if letter == "." else 40.0 for letter in held])
    minutes = minutes_of(plan or "s" * len(held), value={HEAD: value})
    part = np.array([60.0 * (letter == "x") for letter in held])
    return minutes, part, judged_s(minutes, [HEAD])


def said_s(minutes: Minutes) -> float:
    return float(minutes.time_s[SAID_AT]) + 20.0


def test_a_posture_that_is_let_go_within_three_minutes_was_followed() -> None:
    minutes, part, whole = day("x" * 42 + "o" * 38)
    found = heed(said_s(minutes), minutes, part, whole, state=True)

    assert found.followed is True
    assert found.before == 1
    assert found.after == pytest.approx(1 / 30)


def test_a_posture_that_goes_on_was_not_followed() -> None:
    minutes, part, whole = day("x" * 80)
    found = heed(said_s(minutes), minutes, part, whole, state=True)

    assert (found.followed, found.before, found.after) == (False, 1, 1)


def test_what_was_not_seen_is_neither_followed_nor_not() -> None:
    minutes, part, whole = day("x" * 41 + "." * 39)
    found = heed(said_s(minutes), minutes, part, whole, state=True)

    assert found.followed is None
    assert found.after is None
    assert found.before == 1


def test_leaving_the_chair_lets_a_posture_go() -> None:
    minutes, part, whole = day("x" * 41 + "." * 39, "s" * 41 + "a" * 39)

    assert heed(said_s(minutes), minutes, part, whole, state=True).followed is True


@pytest.mark.parametrize(
    ("after", "followed"),
    [("s" * 5 + "a" * 3 + "s" * 20, True), ("s" * 20, False), ("u" * 20, None)],
)
def test_a_break_is_followed_within_ten_minutes(after: str, followed: bool | None) -> None:
    minutes = minutes_of("s" * 41 + after)
    sat = minutes.presence_s["seated"]
    found = heed(said_s(minutes), minutes, sat, sat + minutes.out_s, state=False)

    assert found.followed is followed
    assert found.before == 1


def test_a_posture_that_needs_no_measure_is_judged_while_seated() -> None:
    minutes = minutes_of("sas")

    assert judged_s(minutes, []).tolist() == [60, 0, 60]
    assert judged_s(minutes, ["arms"]).tolist() == [0, 0, 0]
