"""Sitting ends with a break that was seen, or with nobody knowing."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from posture.sittings import sittings
from tests.builders_days import minutes_of


def test_a_break_parts_two_sittings_and_has_its_length() -> None:
    found = sittings(minutes_of("s" * 50 + "a" * 5 + "s" * 20))

    assert (found.seated_s / 60).tolist() == [50, 20]
    assert found.break_s[0] == 300
    assert np.isnan(found.break_s[1])
    assert found.breaks == 1


def test_standing_is_a_break_too() -> None:
    assert sittings(minutes_of("s" * 10 + "t" * 20 + "s")).break_s[0] == 1200


def test_a_short_hole_in_what_is_seen_ends_nothing_and_counts_as_nothing() -> None:
    found = sittings(minutes_of("s" * 10 + "u" * 5 + "s" * 10))

    assert (found.seated_s / 60).tolist() == [20]


def test_after_a_long_hole_nobody_knows_how_it_ended() -> None:
    for hole in ("u" * 6, "-" * 6):
        found = sittings(minutes_of("s" * 10 + hole + "s" * 10))

        assert (found.seated_s / 60).tolist() == [10, 10]
        assert found.breaks == 0


def test_a_break_after_a_hole_in_the_record_ended_no_sitting() -> None:
    found = sittings(minutes_of("s" * 10 + "-" * 60 + "a" * 5 + "s" * 10))

    assert found.breaks == 0


def test_a_day_may_begin_unseen() -> None:
    found = sittings(minutes_of("uu" + "s" * 10))

    assert (found.seated_s / 60).tolist() == [10]


def test_nothing_written_is_no_sitting() -> None:
    assert sittings(minutes_of("")).breaks == 0
    assert sittings(minutes_of("aaa")).seated_s.tolist() == []


@given(st.text("satu-", max_size=60))
def test_every_seated_second_belongs_to_one_sitting(plan: str) -> None:
    minutes = minutes_of(plan)
    found = sittings(minutes)

    assert found.seated_s.sum() == minutes.presence_s["seated"].sum()
    assert found.breaks <= plan.count("a") + plan.count("t")
    assert (np.diff(found.begin_s) > 0).all()
