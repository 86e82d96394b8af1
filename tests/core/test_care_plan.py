"""Plans: who may be pressed, what is open when, and what half a dose is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.care import load_care
from posture.care_plan import (
    PRESSING,
    RUB,
    WIDESPREAD,
    half,
    muscle_names,
    open_at,
    plan_for,
    pressing,
    today,
)
from posture.care_records import TIERS, Tier
from posture.errors import ConfigError
from posture.knowledge import load_knowledge

CARE = load_care()
NAMES = muscle_names(CARE)
MUSCLES = [name for name in NAMES if name != WIDESPREAD]
LEVELS = [None, *CARE.care.level]


@pytest.mark.parametrize("name", NAMES)
def test_there_is_a_plan_for_every_muscle_and_for_aching_all_over(name: str) -> None:
    plan = plan_for(name, CARE)

    assert plan.id == name
    assert plan.steps
    assert {"heat", "relaxation", "sleep"} == {comfort.id for comfort in plan.comforts}


@pytest.mark.parametrize("muscle", load_knowledge().muscles, ids=lambda one: one.id)
def test_a_plan_presses_only_where_the_muscle_may_be_pressed(muscle: object) -> None:
    found = next(one for one in load_knowledge().muscles if one is muscle)
    plan = plan_for(found.id, CARE)
    ways = {step.id for step in plan.steps if step.kind in PRESSING}

    assert ways - {RUB} == set(found.massage.techniques)
    assert (ways == set()) == (not found.massage.allowed)
    assert (plan.no_pressure is None) == found.massage.allowed


@pytest.mark.parametrize("name", ["scalenes", "sternocleidomastoid"])
def test_front_and_side_of_the_neck_are_never_pressed(name: str) -> None:
    plan = plan_for(name, CARE)

    assert not [step for step in plan.steps if step.kind in PRESSING]
    assert plan.levels == ()
    assert plan.no_pressure is not None
    assert "carotid" in plan.no_pressure


def test_the_armpit_is_left_to_a_therapist() -> None:
    plan = plan_for("subscapularis", CARE)

    assert plan.no_pressure is not None
    assert "therapist" in plan.no_pressure
    assert [step.id for step in plan.steps] == ["doorway", "outward_turn"]


@pytest.mark.parametrize("name", ["suboccipitals", "cervical_extensors", "levator_scapulae"])
def test_no_ball_and_no_cane_comes_near_the_back_of_the_neck(name: str) -> None:
    tools = {step.tool for step in plan_for(name, CARE).steps if step.kind in PRESSING}

    assert "fingers" in tools
    assert not tools & {"ball", "cane"}


@pytest.mark.parametrize("name", ["infraspinatus", "upper_trapezius"])
def test_a_ball_against_the_wall_is_offered_for_the_shoulder(name: str) -> None:
    tools = {step.tool for step in plan_for(name, CARE).steps}

    assert {"fingers", "ball", "cane"} <= tools


def test_every_tool_of_the_article_is_offered_somewhere() -> None:
    tools = {step.tool for name in MUSCLES for step in plan_for(name, CARE).steps}

    assert tools - {None} == {"fingers", "ball", "cane", "board"}


def test_neck_and_shoulder_have_stretches_and_strengthening() -> None:
    kinds = {step.kind for name in MUSCLES for step in plan_for(name, CARE).steps}

    assert {"stretch", "strengthen", "breathe"} <= kinds


@pytest.mark.parametrize(
    "name", ["Upper-Trapezius", "upper_trapezius_left", " upper trapezius ", "upper_trapezius"]
)
def test_a_muscle_is_found_however_it_is_written(name: str) -> None:
    assert plan_for(name, CARE).id == "upper_trapezius"


def test_an_unknown_muscle_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"expected a muscle, but found .hip"):
        plan_for("hip", CARE)


@given(st.sampled_from(NAMES), st.sampled_from(TIERS), st.sampled_from(LEVELS), st.booleans())
def test_nothing_is_open_that_its_tier_turns_off(
    name: str, tier: Tier, level: object, halved: bool
) -> None:
    plan = plan_for(name, CARE)
    chosen = next((one for one in CARE.care.level if one is level), None)
    way = next(iter(pressing(plan, chosen)), None)
    steps = today(plan, way, tier, CARE, halved=halved)

    assert all(open_at(step.stops_at, tier) for step in steps)
    if tier is not Tier.CLEAR:
        assert not [step for step in steps if step.kind in PRESSING]


@given(st.sampled_from(NAMES))
def test_while_a_doctor_is_awaited_only_walking_and_breathing_are_left(name: str) -> None:
    plan = plan_for(name, CARE)
    way = next(iter(pressing(plan, None)), None)

    week = today(plan, way, Tier.WEEK, CARE, halved=False)
    now = today(plan, way, Tier.NOW, CARE, halved=False)

    assert [step.id for step in week] == ["walk", "breathing"]
    assert now == ()


def test_what_must_be_asked_first_leaves_the_gentle_exercises() -> None:
    open_then = {one.id for one in CARE.exercises.exercise if open_at(one.stops_at, Tier.ASK)}

    gentle = {"chin_tuck", "scapular_setting", "doorway", "outward_turn", "breathing"}
    assert open_then == gentle


@given(st.sampled_from(NAMES))
def test_half_the_dose_is_less_but_never_faster_pressure(name: str) -> None:
    for step in plan_for(name, CARE).steps:
        halved = half(step)

        if step.kind == "pressure":
            assert halved == step
        else:
            assert step.seconds / 2 <= halved.seconds < step.seconds


def test_the_first_two_levels_only_rub() -> None:
    minor, moderate, stubborn = CARE.care.level
    plan = plan_for("upper_trapezius", CARE)

    assert [way.id for way in pressing(plan, minor)] == [RUB]
    assert [way.id for way in pressing(plan, moderate)] == [RUB]
    assert len(pressing(plan, stubborn)) > 2


def test_a_plan_offers_the_breaks_of_what_loads_the_muscle() -> None:
    assert "shrug" in {one.id for one in plan_for("upper_trapezius", CARE).breaks}
    assert "shrug" not in {one.id for one in plan_for("suboccipitals", CARE).breaks}


def test_every_plan_ends_with_what_to_do_when_it_does_not_settle() -> None:
    assert any("come back" in line for line in CARE.care.closing.lines)
    assert "six weeks" in CARE.care.closing.lines[-1]
    assert any("with a therapist together" in line for line in CARE.care.closing.lines)
