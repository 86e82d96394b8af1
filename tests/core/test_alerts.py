import math
import random
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posture.alerts import KINDS, AlertPolicy
from posture.config import AlertConfig, Band, Config
from posture.knowledge import load_knowledge
from posture.messages import load_messages
from posture.states import POSTURE_STATES
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

        assert all(b - a >= 1200 for a, b in pairwise(own))
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
            assert alert.kind not in POSTURE_STATES or alert.kind in a.states
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
    policy = AlertPolicy(AlertConfig(), load_knowledge(), load_messages())
    pairs = [(m, e) for m, e in zip(stream, exposures, strict=True) if e is not None]
    cut = int(share * len(pairs))
    parts = [policy.update(m, e) for m, e in pairs[:cut]] + [
        policy.update(m, e) for m, e in pairs[cut:]
    ]

    assert [alert for now in parts for alert in now] == alerts(stream)


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


def test_somebody_upright_with_noisy_measures_hears_only_of_sitting_all_day() -> None:
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

    found = alerts([noisy(m) for m in held(UPRIGHT, 8 * 60, hz=0.5)])

    assert {*kinds(found)} <= {"long_sitting", "motionless"}


# -- when something is said ----------------------------------------------------------------------

SOON = AlertConfig(hold_s=60.0, hold_most_s=60.0)
ONLY_POSTURES = SOON.model_copy(update={"long_sitting_min": 1e6, "motionless_min": 1e6})
BREAK = (GONE, 5.0)


def said(*parts: tuple[Measurement, float], config: AlertConfig = SOON) -> list[Alert]:
    stretches = (held(what, minutes) for what, minutes in parts)
    return alerts(one_after_the_other(*stretches), Config(alerts=config))


def test_the_first_posture_of_a_day_is_named_after_a_minute_the_next_after_seven() -> None:
    found = said((UPRIGHT, 5), (FORWARD, 15), (UPRIGHT, 10), (LEFT, 15), config=AlertConfig())

    assert kinds(found) == ["head_forward", "shrug_left"]
    assert found[0].time_s == (5 + 1) * 60
    assert found[0].level is Level.NOTE
    assert found[1].time_s == (5 + 15 + 10 + 7) * 60


def test_a_posture_is_named_after_four_minutes_when_a_prompt_can_be_spared() -> None:
    config = AlertConfig(motionless_min=1e6, long_sitting_min=1e6, followed_within_s=1.0)
    found = said((FORWARD, 2), (UPRIGHT, 200), (FORWARD, 15), config=config)

    assert found[1].time_s == (2 + 200 + 4) * 60


def test_short_pauses_do_not_end_what_is_held() -> None:
    bout = [held(FORWARD, 0.4), held(UPRIGHT, 13 / 60)] * 4
    long_pauses = [held(FORWARD, 0.4), held(UPRIGHT, 18 / 60)] * 4
    config = Config(alerts=SOON)

    assert kinds(alerts(one_after_the_other(held(UPRIGHT, 2), *bout), config)) == ["head_forward"]
    assert alerts(one_after_the_other(held(UPRIGHT, 2), *long_pauses), config) == []


def test_the_first_minute_is_quiet() -> None:
    config = AlertConfig(first_hold_s=5.0)

    assert [a.time_s for a in said((FORWARD, 3), config=config)] == [60.0]


def test_the_first_minute_after_coming_back_is_quiet() -> None:
    config = AlertConfig(first_hold_s=5.0, min_coverage=0.0)
    found = said((UPRIGHT, 5), BREAK, (FORWARD, 5), config=config)

    assert [a.time_s for a in found] == [600.0 + 60.0 - 1.0]


def test_quiet_hours_are_quiet() -> None:
    stream = one_after_the_other(held(UPRIGHT, 5), held(FORWARD, 15))
    config = Config(alerts=AlertConfig(quiet_hours="12:00-13:00"))
    for hour, minute, count in ((12, 20, 0), (11, 55, 0), (11, 45, 1), (13, 0, 1)):
        begun = datetime(2026, 5, 4, hour, minute, tzinfo=UTC)
        moments = list(assessments(stream, config, started_at=begun))

        assert sum(len(a.alerts) for a in moments) == count
        assert any(a.states for a in moments)
    assert len(alerts(stream, config)) == 1  # without a clock there are none


def test_little_coverage_is_silence() -> None:
    blind = replace(UNSEEN, presence=Presence.SEATED)
    found = said((blind, 5), (FORWARD, 4))

    assert kinds(found) == ["head_forward"]
    assert found[0].time_s == pytest.approx(300 + 180, abs=1)


def test_what_is_held_at_the_same_time_is_said_in_one_message() -> None:
    both = replace(NEAR, protraction_cm=exact(4.0))
    found = said((UPRIGHT, 2), (both, 7))

    assert kinds(found) == ["head_forward"]  # first what loaded a muscle most
    assert "(also: close to the screen)" in found[0].message


def test_a_second_posture_waits_for_a_pause() -> None:
    later = said((UPRIGHT, 2), (FORWARD, 2), (LEFT, 8))

    assert kinds(later) == ["head_forward", "shrug_left"]
    assert later[1].time_s - later[0].time_s == 300


def test_one_prompt_stands_for_everything_with_the_same_cause() -> None:
    down = replace(SLOUCHED, head_pitch_change_deg=exact(18.0))

    assert kinds(said((UPRIGHT, 2), (SLOUCHED, 8))) == ["head_forward"]
    assert len(said((UPRIGHT, 2), (down, 8))) == 1


def test_a_posture_of_a_muscle_beyond_its_guide_value_is_a_warning() -> None:
    unheard = AlertConfig(first_hold_s=540.0, dose=Band(enter=0.9, leave=0.8))
    quiet = unheard.model_copy(update={"quiet_first_s": 541.0})
    note = said((LOOKING_DOWN, 3), config=SOON)[0]
    late = [a for a in said((LOOKING_DOWN, 12), config=quiet) if a.kind == "looking_down"]

    assert note.level is Level.NOTE
    assert [a.level for a in late] == [Level.WARN]


def test_what_was_named_is_said_again_only_when_the_day_has_prompts_left() -> None:
    early = said((LOOKING_DOWN, 25))
    late = said((UPRIGHT, 300), (LOOKING_DOWN, 25), config=ONLY_POSTURES)

    assert kinds(early) == ["looking_down"]
    assert [(a.kind, a.level) for a in late] == [
        ("looking_down", Level.NOTE),
        ("muscle_load", Level.WARN),
    ]


def test_a_muscle_loaded_bit_by_bit_is_named_at_its_guide_value() -> None:
    bit = [held(LOOKING_DOWN, 2), held(UPRIGHT, 0.5)] * 7
    found = alerts(one_after_the_other(*bit), Config(alerts=AlertConfig(first_hold_s=240.0)))

    assert [(a.kind, a.level, a.muscle) for a in found] == [
        ("muscle_load", Level.WARN, "cervical_extensors")
    ]


def test_a_muscle_that_recovers_is_not_named() -> None:
    config = AlertConfig(quiet_first_s=600.0)

    assert said((LOOKING_DOWN, 9.5), (UPRIGHT, 5), config=config) == []


def test_no_more_than_the_day_allows() -> None:
    bout = [held(FORWARD, 2, hz=0.25), held(UPRIGHT, 28, hz=0.25)]
    found = alerts(one_after_the_other(*(bout * 60)), Config(alerts=SOON))
    times = [alert.time_s for alert in found]

    assert len(times) > 6
    assert max(sum(0 <= t - start < 24 * 3600 for t in times) for start in times) <= 6


def test_a_night_begins_a_new_day() -> None:
    def bouts(start_h: float) -> list[Measurement]:
        day = [held(FORWARD, 2, hz=0.25), held(UPRIGHT, 28, hz=0.25)] * 10
        return one_after_the_other(*day, start_s=start_h * 3600)

    only_head = Config(alerts=ONLY_POSTURES)
    night = held(replace(GONE, time_s=0.0), 10, hz=0.25)
    stream = [*bouts(0), *(replace(m, time_s=(m.time_s or 0) + 5 * 3600) for m in night)]
    found = alerts([*stream, *bouts(10)], only_head)

    assert len([a for a in found if a.time_s > 10 * 3600]) == len(
        [a for a in found if a.time_s < 5 * 3600]
    )


def test_an_hour_without_prompts_can_be_asked_for() -> None:
    assert said((SLOUCHED, 60), config=AlertConfig(max_per_hour=0)) == []


# -- habits --------------------------------------------------------------------------------------


def test_advice_that_was_followed_is_not_given_twice_on_a_day() -> None:
    followed = [(FORWARD, 2.0), (UPRIGHT, 28.0)] * 8
    found = [a.message.rpartition("value. ")[2] for a in said(*followed, config=ONLY_POSTURES)]

    assert len(found) == 5  # as many as there are actions
    assert len(set(found)) == 5


def test_advice_that_was_ignored_stays_the_same() -> None:
    stubborn = [(FORWARD, 20.0), (GONE, 50.0)] * 2
    found = [a.message.rpartition("value. ")[2] for a in said(*stubborn) if "head" in a.kind]

    assert len(found) == 2
    assert len(set(found)) == 1


def test_prompts_thin_out_where_they_are_followed() -> None:
    config = AlertConfig(max_per_day=100, pause_min=0.0, long_sitting_min=1e6, motionless_min=1e6)
    bouts = [(UPRIGHT, 30.0), (FORWARD, 3.5), (UPRIGHT, 30.0), (FORWARD, 5.0)]

    assert len(said(*bouts, config=config)) == 1  # the next would come after 5.6 minutes
    ignored = config.model_copy(update={"followed_within_s": 1.0})
    assert len(said(*bouts, config=ignored)) == 2


def test_leaving_the_chair_follows_a_prompt() -> None:
    found = said((UPRIGHT, 2), (FORWARD, 2), BREAK, (UPRIGHT, 20), (FORWARD, 2))

    assert kinds(found) == ["head_forward", "head_forward"]
    assert found[0].message != found[1].message


# -- sitting -------------------------------------------------------------------------------------

RESTLESS = [replace(UPRIGHT, screen_distance_cm=exact(cm)) for cm in (60.0, 70.0)]


def restless(minutes: float) -> list[tuple[Measurement, float]]:
    return [(RESTLESS[i % 2], 10.0) for i in range(int(minutes / 10))]


def test_long_sitting_is_named_after_55_minutes_when_the_day_has_room() -> None:
    morning = said(*restless(170))
    (alert,) = said(*restless(60), BREAK, *restless(50), BREAK, *restless(60))

    assert kinds(morning) == ["long_sitting"]
    assert morning[0].time_s == pytest.approx(160 * 60, abs=1)  # two prompts are left over
    assert alert.kind == "long_sitting"
    assert alert.value == pytest.approx(55.0, abs=0.1)
    assert (alert.limit, alert.unit) == (55.0, "min")
    assert alert.message.startswith("You have been sitting for 55 min. Stand up")


def test_standing_is_not_long_sitting() -> None:
    standing = replace(UPRIGHT, presence=Presence.STANDING)

    assert said((standing, 200)) == []


def test_a_change_of_position_resets_sitting_motionless() -> None:
    config = AlertConfig(long_sitting_min=1e6)

    assert kinds(said((UPRIGHT, 170), config=config))[0] == "motionless"
    assert said(*restless(170), config=config) == []


def test_turning_the_head_is_no_change_of_position() -> None:
    config = AlertConfig(long_sitting_min=1e6)
    turning = [(replace(UPRIGHT, head_yaw_deg=exact(yaw)), 5.0) for yaw in (0.0, 12.0)] * 17

    assert kinds(said(*turning, config=config))[0] == "motionless"


def test_unseen_time_is_not_motionless() -> None:
    config = AlertConfig(long_sitting_min=1e6, min_coverage=0.0)
    blinks = [(UPRIGHT, 20.0), (UNSEEN, 15.0)] * 6
    first = said(*blinks, config=config)[0]

    assert first.time_s / 60 == pytest.approx(175, abs=2)
    assert first.value == pytest.approx(100, abs=2)
    assert said((UNSEEN, 170), config=config) == []


# -- what is said --------------------------------------------------------------------------------


def test_a_message_says_how_long_which_muscle_its_share_and_one_action() -> None:
    forward = replace(UPRIGHT, protraction_cm=exact(4.0))
    config = Config(alerts=AlertConfig(first_hold_s=11 * 60.0))
    (alert,) = alerts(one_after_the_other(held(forward, 11)), config)

    assert alert.message == (
        "Your head has been forward for 11 min: back-of-neck muscles at 61 % of our guide value. "
        "Glide your head back over your shoulders; larger text helps to keep it there."
    )
    assert alert.active_break == "head_forward"
    assert (alert.muscle, alert.value, alert.limit, alert.unit) == (
        "cervical_extensors",
        4.0,
        1.75,
        "cm",
    )


def test_a_muscle_message_names_its_main_cause() -> None:
    config = Config(alerts=AlertConfig(first_hold_s=3600.0))
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
        (alert,) = said((what, 2))

        assert alert.kind == f"shrug_{side}"
        assert alert.muscle == f"upper_trapezius_{side}"
        assert f"your {side} shoulder" in alert.message.lower()
        assert f": {side} top-of-shoulder muscle at" in alert.message


def test_a_policy_without_a_dose_still_names_a_muscle() -> None:
    policy = AlertPolicy(AlertConfig(), load_knowledge(), load_messages())
    found = [
        alert
        for m in held(FORWARD, 8)
        for alert in policy.update(
            m,
            Exposure(
                time_s=m.time_s or 0.0,
                dose={},
                interval={},
                shares={},
                seated_min=0.0,
                coverage=1.0,
            ),
        )
    ]

    assert [alert.muscle for alert in found] == ["cervical_extensors"]
