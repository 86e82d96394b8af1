import numpy as np
import pytest

from posture.config import WatchConfig
from posture.pace import Pace
from posture.stillness import Plane
from posture.types import Estimate, Measurement, Presence, View

PLANE: Plane = np.full((36, 64), 90, np.uint8)
CAMERA_HZ = 10.0


def busy_plane(number: int) -> Plane:
    """Somebody who gesticulates: another picture each time."""
    return np.random.default_rng(number).integers(0, 255, PLANE.shape).astype(np.uint8)


def sitting(time_s: float, protraction_cm: float | None = 0.0) -> Measurement:
    known = None if protraction_cm is None else Estimate(protraction_cm, sd_frame=0.3)
    return Measurement(
        index=0,
        time_s=time_s,
        presence=Presence.SEATED,
        view=View.FRONT,
        protraction_cm=known,
    )


def looks(seconds: float, planes: str, *, moves_at_s: float = 1e9) -> list[float]:
    """Return when a picture was looked at."""
    pace, found = Pace(WatchConfig()), []
    for number in range(int(seconds * CAMERA_HZ)):
        time_s = number / CAMERA_HZ
        plane = PLANE if planes == "still" else busy_plane(number)
        if pace.is_due(time_s, plane):
            found.append(time_s)
            pace.update(sitting(time_s, 0.0 if time_s < moves_at_s else 3.0))
    return found


def test_a_still_picture_is_looked_at_once_a_second() -> None:
    assert len(looks(60, "still")) == pytest.approx(60, abs=2)


def test_who_moves_and_keeps_the_posture_is_looked_at_a_little_more_often() -> None:
    assert len(looks(60, "busy")) == pytest.approx(90, abs=4)


def test_a_changing_posture_is_looked_at_five_times_a_second_and_then_seldom_again() -> None:
    found = looks(60, "busy", moves_at_s=30.0)
    soon = [time_s for time_s in found if 30.6 <= time_s < 32.0]
    late = [time_s for time_s in found if time_s >= 40.0]

    assert len(soon) == pytest.approx(7, abs=1)
    assert len(late) == pytest.approx(30, abs=3)


def test_a_movement_is_looked_at_within_a_second() -> None:
    pace, planes = Pace(WatchConfig()), [PLANE] * 35 + [busy_plane(1)] * 10
    found = [i / CAMERA_HZ for i, plane in enumerate(planes) if pace.is_due(i / CAMERA_HZ, plane)]

    assert any(3.5 <= time_s <= 4.0 for time_s in found)


def test_what_is_unseen_is_no_change() -> None:
    pace, found = Pace(WatchConfig()), []
    for number in range(100):
        time_s = number / CAMERA_HZ
        if pace.is_due(time_s, PLANE):
            found.append(time_s)
            pace.update(sitting(time_s, None if number % 20 else 0.0))

    assert len(found) == pytest.approx(10, abs=1)


def test_more_pictures_are_wanted_while_the_posture_changes() -> None:
    pace = Pace(WatchConfig())
    for time_s, cm in ((0.0, 0.0), (1.0, 0.0)):
        pace.is_due(time_s, PLANE)
        pace.update(sitting(time_s, cm))
    calm_hz = pace.wanted_hz(1.1)
    pace.update(sitting(2.0, 4.0))

    assert (calm_hz, pace.wanted_hz(2.1), pace.wanted_hz(9.0)) == (2.0, 5.0, 2.0)
