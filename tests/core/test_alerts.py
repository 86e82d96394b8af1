from dataclasses import replace

import pytest

from posture.alerts import AlertPolicy
from posture.config import AlertConfig, Config
from posture.knowledge import load_knowledge
from posture.messages import load_messages
from posture.types import Exposure, Level
from tests.builders_measurements import (
    FORWARD,
    LEFT,
    UPRIGHT,
    alerts,
    exact,
    held,
    looking_down,
    mirrored,
    one_after_the_other,
    said,
)

# -- properties --------------------------------------------------------------------------------


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
