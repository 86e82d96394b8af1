"""What is said over hours and days of measurements."""

import math
import random
from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from posture.alerts import KINDS, AlertPolicy
from posture.config import AlertConfig
from posture.knowledge import load_knowledge
from posture.messages import load_messages
from posture.states import POSTURE_STATES
from posture.types import Estimate, Measurement, Presence
from tests.builders_measurements import (
    BOTH,
    FORWARD,
    GONE,
    LEFT,
    LOOKING_DOWN,
    NEAR,
    UNEVEN,
    UNSEEN,
    UPRIGHT,
    alerts,
    assessments,
    changed,
    held,
    kinds,
    mirrored,
    one_after_the_other,
)

FEWER = settings(max_examples=20)

POSTURES = (UPRIGHT, FORWARD, LOOKING_DOWN, BOTH, LEFT, mirrored(LEFT), UNEVEN, NEAR, GONE, UNSEEN)


def day(choices: list[tuple[int, float]]) -> list[Measurement]:
    return one_after_the_other(*(held(POSTURES[i], minutes, hz=0.5) for i, minutes in choices))


days = st.lists(
    st.tuples(st.integers(0, len(POSTURES) - 1), st.sampled_from([0.1, 0.5, 2.0, 11.0])),
    min_size=1,
    max_size=8,
).map(day)


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
