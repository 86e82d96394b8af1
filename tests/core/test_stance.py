from dataclasses import replace

import pytest

from posture.config import MeasureConfig
from posture.features import Features, features
from posture.profile import calibrate
from posture.stance import Stance
from tests.builders import LENS, Sitter

SEATED = features(Sitter().landmarks(), LENS, MeasureConfig())
WIDTH_PX = SEATED.shoulder_width_px or 0.0
STANDING = replace(SEATED, shoulders_v_px=(SEATED.shoulders_v_px or 0.0) - 0.8 * WIDTH_PX)


def stands(*parts: tuple[Features, float]) -> bool:
    stance, found, time_s = Stance(), False, 0.0
    seated, standing = calibrate([SEATED], LENS), calibrate([STANDING], LENS)
    for now, seconds in parts:
        for _ in range(round(seconds)):
            found = stance.update(time_s, now, seated, standing)
            time_s += 1.0
    return found


def test_who_gets_up_stands_and_who_sits_down_sits() -> None:
    assert not stands((SEATED, 20))
    assert stands((SEATED, 20), (STANDING, 7))
    assert not stands((STANDING, 20), (SEATED, 7))


def test_who_stretches_for_a_moment_still_sits() -> None:
    assert not stands((SEATED, 20), (STANDING, 3), (SEATED, 2))
    assert not stands((SEATED, 20), (STANDING, 3), (SEATED, 1), (STANDING, 3))


def test_between_the_two_nothing_changes() -> None:
    between = replace(SEATED, shoulders_v_px=(SEATED.shoulders_v_px or 0.0) - 0.4 * WIDTH_PX)

    assert stands((STANDING, 20), (between, 60))
    assert not stands((SEATED, 20), (between, 60))


@pytest.mark.parametrize(
    "unseen",
    [Features(), replace(SEATED, shoulders_u_px=None), replace(SEATED, shoulder_width_px=None)],
)
def test_who_is_not_seen_stays_as_before(unseen: Features) -> None:
    assert stands((STANDING, 20), (unseen, 60))
    assert not stands((SEATED, 20), (unseen, 60))


def test_a_profile_that_never_saw_shoulders_tells_nothing() -> None:
    stance = Stance()
    for bare in (replace(SEATED, shoulders_v_px=None), replace(SEATED, shoulder_width_px=None)):
        blind = calibrate([bare], LENS)

        assert not any(stance.update(float(t), STANDING, blind, blind) for t in range(20))
