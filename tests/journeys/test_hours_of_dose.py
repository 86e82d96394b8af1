"""The dose of hours, in the numbers that the model is built on."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posture.load import (
    neck_rate,
    shrug_rate,
)
from posture.types import Measurement
from tests.builders_measurements import (
    GONE,
    LOOKING_DOWN,
    UNSEEN,
    UPRIGHT,
    changed,
    dose,
    exact,
    exposures,
    held,
    looking_down,
    one_after_the_other,
)

FEWER = settings(max_examples=30)


def alternating(deg: float, loaded_min: float, rest_min: float, times: int) -> list[Measurement]:
    bout = (held(looking_down(deg), loaded_min, hz=1.0), held(UPRIGHT, rest_min, hz=1.0))
    return one_after_the_other(*(bout * times))


@FEWER
@given(
    st.floats(0, 60),
    st.floats(0, 6),
    st.floats(0, 1),
    st.sampled_from([2.0, 5.0, 12.5, 30.0]),
)
def test_dose_does_not_depend_on_the_frame_rate(
    deg: float, cm: float, shrug: float, hz: float
) -> None:
    what = replace(looking_down(deg), protraction_cm=exact(cm), shrug_left=exact(shrug))

    def end(rate_hz: float) -> dict[str, float]:
        parts = (held(m, 0.2, hz=rate_hz) for m in (what, UPRIGHT, GONE, what))
        return dict(exposures(one_after_the_other(*parts))[-1].dose)

    assert end(hz) == pytest.approx(end(1.0), abs=1e-9)


def test_the_neck_reaches_the_guide_value_as_iso_11226_has_it() -> None:
    for deg, seconds in ((25, 480), (35, 410), (45, 340), (65, 200), (85, 60), (120, 60)):
        curve = dose(held(looking_down(deg), 10, hz=1.0))

        assert curve[seconds] == pytest.approx(1.0, abs=1e-9)


def test_breaks_of_ten_minutes_do_not_make_up_for_quarters_of_an_hour() -> None:
    curve = dose(alternating(15, 15, 10, 6))

    assert max(curve) == pytest.approx(1.52, abs=0.005)
    assert next(i for i, x in enumerate(curve) if x >= 1) / 60 == pytest.approx(35.8, abs=0.05)


def test_a_light_bend_with_breaks_ends_just_above_the_guide_value() -> None:
    assert max(dose(alternating(10, 10, 5, 12))) == pytest.approx(1.15, abs=0.005)


HALF, FULL = ({"shrug_left": exact(x), "shrug_right": exact(x)} for x in (0.5, 1.0))


def test_sitting_is_counted_until_the_chair_is_left() -> None:
    stream = one_after_the_other(held(UPRIGHT, 20), held(UNSEEN, 3), held(UPRIGHT, 10))
    gone = one_after_the_other(stream, held(GONE, 1), held(UPRIGHT, 2))

    assert exposures(stream)[-1].seated_min == pytest.approx(30)
    assert exposures(gone)[-1].seated_min == pytest.approx(2)


def test_the_dose_stops_at_its_cap_and_keeps_its_shares() -> None:
    end = exposures(held(changed(LOOKING_DOWN, **HALF), 60))[-1]

    assert end.dose["levator_scapulae_left"] == 2.0
    assert end.shares["levator_scapulae_left"] == pytest.approx(
        {"neck_flexion": neck_rate(25) / (neck_rate(25) + shrug_rate(0.5)), "shrug": 0.3504},
        abs=1e-4,
    )
