import math
import random
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posture.alerts import KINDS, AlertPolicy
from posture.config import AlertConfig, Config
from posture.knowledge import load_knowledge
from posture.types import Alert, Estimate, Exposure, Level, Measurement, Presence
from tests.builders_measurements import (
    BOTH,
    FORWARD,
    GONE,
    LEFT,
    LOOKING_DOWN,
    NEAR,
    SLOUCHED,
    UNEVEN,
    UNSEEN,
    UPRIGHT,
    alerts,
    assessments,
    changed,
    exact,
    held,
    looking_down,
    mirrored,
    one_after_the_other,
)

FEWER = settings(max_examples=20, deadline=None)

POSTURES = (UPRIGHT, FORWARD, LOOKING_DOWN, BOTH, LEFT, mirrored(LEFT), UNEVEN, NEAR, GONE, UNSEEN)


def day(choices: list[tuple[int, float]]) -> list[Measurement]:
    return one_after_the_other(*(held(POSTURES[i], minutes, hz=0.5) for i, minutes in choices))


days = st.lists(
    st.tuples(st.integers(0, len(POSTURES) - 1), st.sampled_from([0.1, 0.5, 2.0, 11.0])),
    min_size=1,
    max_size=8,
).map(day)


def kinds(found: list[Alert]) -> list[str]:
    return [alert.kind for alert in found]


# -- properties --------------------------------------------------------------------------------


@FEWER
@given(days)
def test_prompts_are_rare(stream: list[Measurement]) -> None:
    found = alerts(stream)
    times = [alert.time_s for alert in found]
    for kind in KINDS:
        own = [alert.time_s for alert in found if alert.kind == kind]

        assert all(b - a >= 600 for a, b in pairwise(own))
    assert all(b - a >= 300 for a, b in pairwise(times))
    assert all(sum(0 <= t - start < 3600 for t in times) <= 4 for start in times)
    assert len([t for t in times if t < 24 * 3600]) <= 6


@FEWER
@given(days)
def test_nothing_is_said_about_what_is_not_seen(stream: list[Measurement]) -> None:
    for a in assessments(stream):
        if a.measurement.presence in (Presence.AWAY, Presence.UNKNOWN):
            assert not a.alerts
        for alert in a.alerts:
            assert alert.kind == "muscle_load" or alert.kind in a.states
            assert math.isfinite(alert.value)
            assert a.exposure is not None
            assert a.exposure.coverage >= 0.6


@FEWER
@given(days)
def test_a_mirror_swaps_left_and_right(stream: list[Measurement]) -> None:
    swap = {"shrug_left": "shrug_right", "shrug_right": "shrug_left"}
    seen = list(assessments(stream))
    swapped = list(assessments([mirrored(m) for m in stream]))
    for here, there in zip(seen, swapped, strict=True):
        assert {swap.get(state, state) for state in here.states} == there.states
        assert [(swap.get(a.kind, a.kind), a.level, a.value) for a in here.alerts] == [
            (a.kind, a.level, a.value) for a in there.alerts
        ]


@FEWER
@given(days, st.floats(0, 1))
def test_a_split_stream_is_the_whole_stream(stream: list[Measurement], share: float) -> None:
    exposures = [a.exposure for a in assessments(stream)]
    policy = AlertPolicy(AlertConfig(), load_knowledge())
    pairs = [(m, e) for m, e in zip(stream, exposures, strict=True) if e is not None]
    cut = int(share * len(pairs))
    said = [policy.update(m, e) for m, e in pairs[:cut]] + [
        policy.update(m, e) for m, e in pairs[cut:]
    ]

    assert [alert for now in said for alert in now] == alerts(stream)


def test_unseen_body_never_alerts() -> None:
    sitting = replace(UNSEEN, presence=Presence.SEATED)

    assert alerts(held(UNSEEN, 120)) == []
    assert alerts(held(sitting, 120)) == []


def test_nan_never_alerts() -> None:
    nan = Estimate(math.nan, sd_frame=math.nan)
    names = [name for name in Measurement.__slots__ if "Estimate" in _type(name)]

    assert names
    assert alerts(held(changed(UPRIGHT, **dict.fromkeys(names, nan)), 60)) == []


def _type(name: str) -> str:
    return str(Measurement.__dataclass_fields__[name].type)


def test_somebody_upright_with_noisy_measures_hears_nothing_all_day() -> None:
    noise = random.Random(3)

    def noisy(m: Measurement) -> Measurement:
        return replace(
            m,
            protraction_cm=Estimate(noise.gauss(0.3, 0.5), 0.5, 0.7),
            head_pitch_change_deg=Estimate(noise.gauss(1.0, 2.0), 2.0, 3.0),
            shrug_left=Estimate(noise.gauss(0.0, 0.08), 0.08, 0.1),
            shrug_right=Estimate(noise.gauss(0.05, 0.08), 0.08, 0.1),
            shoulder_tilt_change_deg=Estimate(noise.gauss(0.5, 0.8), 0.8, 0.5),
            screen_distance_cm=Estimate(noise.gauss(58.0, 2.0), 2.0, 3.0),
        )

    assert alerts([noisy(m) for m in held(UPRIGHT, 8 * 60, hz=0.5)]) == []


# -- when something is said ----------------------------------------------------------------------


def test_a_held_posture_is_named_once_after_a_minute() -> None:
    found = alerts(one_after_the_other(held(UPRIGHT, 5), held(FORWARD, 15)))

    assert kinds(found) == ["head_forward"]
    assert found[0].time_s == 5 * 60 + 60
    assert found[0].level is Level.NOTE


def test_short_pauses_do_not_end_what_is_held() -> None:
    bout = [held(FORWARD, 0.4), held(UPRIGHT, 4 / 60)] * 4
    long_pauses = [held(FORWARD, 0.4), held(UPRIGHT, 8 / 60)] * 4

    assert kinds(alerts(one_after_the_other(held(UPRIGHT, 2), *bout))) == ["head_forward"]
    assert alerts(one_after_the_other(held(UPRIGHT, 2), *long_pauses)) == []


def test_the_first_minute_is_quiet() -> None:
    config = Config(alerts=AlertConfig(hold_s=5.0))

    assert [a.time_s for a in alerts(held(FORWARD, 3), config)] == [60.0]


def test_the_first_minute_after_coming_back_is_quiet() -> None:
    config = Config(alerts=AlertConfig(hold_s=5.0, min_coverage=0.0))
    stream = one_after_the_other(held(UPRIGHT, 5), held(GONE, 5), held(FORWARD, 5))

    assert [a.time_s for a in alerts(stream, config)] == [600.0 + 60.0 - 1.0]


def test_little_coverage_is_silence() -> None:
    blind = replace(UNSEEN, presence=Presence.SEATED)
    stream = one_after_the_other(held(blind, 5), held(FORWARD, 4))
    found = alerts(stream)

    assert kinds(found) == ["head_forward"]
    assert found[0].time_s == pytest.approx(300 + 180, abs=1)


def test_only_one_thing_is_said_at_a_time() -> None:
    both = replace(NEAR, protraction_cm=exact(4.0))
    found = alerts(one_after_the_other(held(UPRIGHT, 2), held(both, 7)))

    assert kinds(found) == ["head_forward", "too_close"]  # first what loaded a muscle most
    assert found[1].time_s - found[0].time_s == 300


def test_one_prompt_stands_for_everything_with_the_same_cause() -> None:
    found = alerts(one_after_the_other(held(UPRIGHT, 2), held(SLOUCHED, 8)))
    down = replace(SLOUCHED, head_pitch_change_deg=exact(18.0))

    assert kinds(found) == ["head_forward"]
    assert len(alerts(one_after_the_other(held(UPRIGHT, 2), held(down, 8)))) == 1


def test_a_posture_of_a_muscle_beyond_its_guide_value_is_a_warning() -> None:
    config = Config(alerts=AlertConfig(cooldown_min=0.0, pause_min=0.0))
    stream = one_after_the_other(held(LOOKING_DOWN, 9), held(UPRIGHT, 0.5), held(LOOKING_DOWN, 2))
    found = [alert for alert in alerts(stream, config) if alert.kind == "looking_down"]

    assert [alert.level for alert in found] == [Level.NOTE, Level.WARN]


def test_a_muscle_at_its_guide_value_is_named_once_until_it_has_recovered() -> None:
    stream = one_after_the_other(held(LOOKING_DOWN, 9), held(UPRIGHT, 1), held(LOOKING_DOWN, 1))
    recovered = one_after_the_other(stream, held(UPRIGHT, 9), held(LOOKING_DOWN, 9))

    def muscles(found: list[Alert]) -> list[str | None]:
        return [a.muscle for a in found if a.kind == "muscle_load"]

    assert muscles(alerts(stream)) == ["cervical_extensors"]
    assert muscles(alerts(recovered)) == ["cervical_extensors", "cervical_extensors"]


def test_one_muscle_stands_for_all_that_the_same_posture_loads() -> None:
    long = held(LOOKING_DOWN, 40)
    turned_shrug = one_after_the_other(long, held(replace(LEFT, shrug_left=exact(1.0)), 12))

    assert kinds(alerts(long)).count("muscle_load") == 1
    assert [a.muscle for a in alerts(turned_shrug) if a.kind == "muscle_load"] == [
        "cervical_extensors",
        "upper_trapezius_left",
    ]


def test_a_muscle_that_recovers_is_not_named() -> None:
    config = Config(alerts=AlertConfig(quiet_first_s=600.0))
    stream = one_after_the_other(held(LOOKING_DOWN, 9.5), held(UPRIGHT, 5))

    assert alerts(stream, config) == []


def test_no_more_than_the_day_allows() -> None:
    bout = [held(FORWARD, 2, hz=0.25), held(UPRIGHT, 28, hz=0.25)]
    found = alerts(one_after_the_other(*(bout * 60)))
    times = [alert.time_s for alert in found]

    assert len(times) > 6
    assert max(sum(0 <= t - start < 24 * 3600 for t in times) for start in times) == 6


def test_an_hour_without_prompts_can_be_asked_for() -> None:
    config = Config(alerts=AlertConfig(max_per_hour=0))

    assert alerts(held(SLOUCHED, 60), config) == []


# -- what is said --------------------------------------------------------------------------------


def test_a_message_says_how_long_which_muscle_its_share_and_one_action() -> None:
    forward = replace(UPRIGHT, protraction_cm=exact(4.0))
    config = Config(alerts=AlertConfig(hold_s=11 * 60.0))
    (alert,) = alerts(one_after_the_other(held(forward, 11)), config)

    assert alert.message == (
        "Your head has been forward for 11 min: back-of-neck muscles at 61 % of our guide value. "
        "Glide your head back over your shoulders; larger text helps to keep it there."
    )
    assert (alert.muscle, alert.value, alert.limit, alert.unit) == (
        "cervical_extensors",
        4.0,
        2.0,
        "cm",
    )


def test_a_muscle_message_names_its_main_cause() -> None:
    config = Config(alerts=AlertConfig(hold_s=3600.0))
    lifted = replace(looking_down(15.0), shrug_left=exact(0.5))
    (alert,) = alerts(held(lifted, 11), config)

    assert alert.message == (
        "Load on your left top-of-shoulder muscle has reached 100 % of our guide value in 10 min, "
        "mostly from a raised shoulder (70 %). Let your shoulders drop and rest your forearms."
    )
    assert alert.value == pytest.approx(1.0, abs=0.01)
    assert (alert.limit, alert.unit, alert.level) == (1.0, "guide value", Level.WARN)


def test_a_raised_shoulder_is_told_with_a_muscle_of_that_side() -> None:
    for what, side in ((LEFT, "left"), (mirrored(LEFT), "right")):
        (alert,) = alerts(held(what, 2))

        assert alert.kind == f"shrug_{side}"
        assert alert.muscle == f"upper_trapezius_{side}"
        assert f"your {side} shoulder" in alert.message.lower()
        assert f": {side} top-of-shoulder muscle at" in alert.message


def test_a_policy_without_a_dose_still_names_a_muscle() -> None:
    policy = AlertPolicy(AlertConfig(), load_knowledge())
    said = [
        alert
        for m in held(FORWARD, 2)
        for alert in policy.update(
            m,
            Exposure(time_s=m.time_s or 0.0, dose={}, shares={}, seated_min=0.0, coverage=1.0),
        )
    ]

    assert [alert.muscle for alert in said] == ["cervical_extensors"]
