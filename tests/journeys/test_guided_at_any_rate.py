"""A guided calibration gives the same profile however often it looks."""

import pytest

from posture.guidance import Step
from posture.profile import Profile
from tests.guided import PLAY, follow, guide, played


def made(one: object) -> Profile:
    assert isinstance(one, Profile)
    return one


@pytest.mark.parametrize("hz", [2.0, 7.0, 30.0])
def test_the_profile_does_not_depend_on_the_frame_rate(hz: float) -> None:
    usual, other = guide(), guide()
    follow(usual, played(PLAY))
    said = follow(other, played(PLAY, hz=hz))
    a, b = made(usual.profile), made(other.profile)

    assert said[-1].step is Step.DONE
    for name in a.upright:
        assert b.value(name) == pytest.approx(a.value(name))
    for side, stat in a.full_shrug_cm.items():
        assert b.full_shrug_cm[side].value == pytest.approx(stat.value)
    assert b.notes == a.notes
