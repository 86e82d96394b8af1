from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.scores import rosa_monitor, rula_neck, rula_neck_and_trunk, rula_trunk, session_scores
from tests.builders_measurements import UNSEEN, UPRIGHT, exact, recorded


@pytest.mark.parametrize(
    ("deg", "score"), [(0, 1), (10, 1), (10.1, 2), (20, 2), (20.1, 3), (60, 3), (-4, 1), (-6, 4)]
)
def test_the_neck_is_scored_as_on_the_worksheet(deg: float, score: int) -> None:
    assert rula_neck(deg) == score
    assert rula_neck(deg, turned=True, bent=True) == score + 2


@pytest.mark.parametrize(("neck", "trunk", "score"), [(1, 1, 1), (2, 1, 2), (3, 3, 4), (6, 6, 9)])
def test_neck_and_trunk_meet_in_table_b(neck: int, trunk: int, score: int) -> None:
    assert rula_neck_and_trunk(neck, trunk, static=False) == score


@given(st.integers(1, 6), st.integers(1, 5))
def test_a_worse_trunk_never_lowers_the_score(neck: int, trunk: int) -> None:
    low, high = (rula_neck_and_trunk(neck, one, static=False) for one in (trunk, trunk + 1))

    assert low <= high


def test_a_supported_back_only_counts_upright() -> None:
    assert [rula_trunk(deg, supported=True) for deg in (0, 20, 30, 70)] == [1, 1, 3, 4]


def test_the_monitor_is_scored_by_head_distance_turn_and_hours() -> None:
    well = rosa_monitor(flexion_deg=0, distance_cm=60, turned_deg=0, seated_min=120)
    worst = rosa_monitor(flexion_deg=-10, distance_cm=90, turned_deg=-40, seated_min=400)
    unseen = rosa_monitor(flexion_deg=0, distance_cm=None, turned_deg=None, seated_min=120)

    assert (well, worst, unseen) == (1, 6, 1)


def test_a_session_is_scored_only_as_far_as_it_was_seen() -> None:
    nodding = replace(UPRIGHT, neck_flexion_deg=exact(15.0))

    assert session_scores(recorded((nodding, 2))) == {
        "rula_neck": 2,
        "rosa_monitor": 1,
    }
    leaning = replace(nodding, trunk_lean_deg=exact(25.0))
    assert session_scores(recorded((leaning, 11)))["rula_neck_and_trunk"] == 5
    assert session_scores(recorded((UNSEEN, 2))) == {}


def test_pictures_have_no_scores() -> None:
    nodding = replace(UPRIGHT, neck_flexion_deg=exact(15.0))

    assert session_scores(replace(recorded((nodding, 2)), minutes={})) == {}
