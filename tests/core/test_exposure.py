import csv
import math
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posture.config import Config
from posture.errors import PostureError
from posture.exposure import ExposureModel
from posture.knowledge import load_muscles
from posture.load import (
    neck_rate,
    shrug_rate,
)
from posture.types import Estimate, Measurement, Presence, View
from tests.builders_measurements import (
    GONE,
    LOOKING_DOWN,
    SLOUCHED,
    UNSEEN,
    UPRIGHT,
    changed,
    dose,
    exact,
    exposures,
    held,
    looking_down,
    mirrored,
    one_after_the_other,
)

GOLDEN = Path(__file__).parents[1] / "golden" / "dose.csv"
MUSCLES = tuple(muscle.id for muscle in load_muscles() if muscle.always_judged)
FEWER = settings(max_examples=30, deadline=None)
SIDES = {"left": "right", "right": "left"}


@st.composite
def estimates(draw: st.DrawFn, low: float, high: float) -> Estimate | None:
    if draw(st.integers(0, 4)) == 0:
        return None
    sds = st.floats(0, 0.3 * (high - low))
    return Estimate(draw(st.floats(low, high)), draw(sds), draw(sds))


@st.composite
def measurements(draw: st.DrawFn) -> Measurement:
    return Measurement(
        index=0,
        time_s=0.0,
        presence=draw(st.sampled_from(Presence)),
        view=draw(st.sampled_from(View)),
        protraction_cm=draw(estimates(-4, 20)),
        head_pitch_change_deg=draw(estimates(-40, 90)),
        head_forward_change_deg=draw(estimates(-20, 60)),
        head_yaw_change_deg=draw(estimates(-60, 60)),
        shrug_left=draw(estimates(-0.5, 1.5)),
        shrug_right=draw(estimates(-0.5, 1.5)),
        shoulder_tilt_change_deg=draw(estimates(-20, 20)),
        screen_distance_cm=draw(estimates(20, 90)),
    )


@st.composite
def streams(draw: st.DrawFn, most: int = 20) -> list[Measurement]:
    steps = draw(st.lists(st.tuples(measurements(), st.floats(0.02, 8.0)), max_size=most))
    time_s, stream = 0.0, []
    for i, (m, step_s) in enumerate(steps):
        stream.append(replace(m, index=i, time_s=time_s))
        time_s += step_s
    return stream


def minutes_to_one(what: Measurement) -> dict[str, float]:
    """Minutes until the guide value, from the dose of one minute."""
    end = exposures(held(what, 1.0))[-1]
    return {muscle: math.inf if x == 0 else 1 / x for muscle, x in end.dose.items()}


def alternating(deg: float, loaded_min: float, rest_min: float, times: int) -> list[Measurement]:
    bout = (held(looking_down(deg), loaded_min), held(UPRIGHT, rest_min))
    return one_after_the_other(*(bout * times))


# -- properties --------------------------------------------------------------------------------


@FEWER
@given(streams())
def test_dose_is_bounded_and_never_nan(stream: list[Measurement]) -> None:
    for exposure in exposures(stream):
        shares = exposure.shares.values()

        assert all(0 <= x <= 2.0 for x in exposure.dose.values())
        assert all(math.isclose(sum(one.values()), 1.0) for one in shares)
        assert 0 <= exposure.coverage <= 1
        assert exposure.seated_min >= 0


@FEWER
@given(streams())
def test_nan_is_unseen(stream: list[Measurement]) -> None:
    nan = Estimate(math.nan, sd_frame=math.nan)
    names = ("protraction_cm", "head_pitch_change_deg", "shrug_left", "head_yaw_change_deg")
    holes = [changed(m, **dict.fromkeys(names, nan)) for m in stream]
    unseen = [changed(m, **dict.fromkeys(names)) for m in stream]

    assert exposures(holes) == exposures(unseen)


@FEWER
@given(streams(), st.integers(0, 20))
def test_a_split_stream_is_the_whole_stream(stream: list[Measurement], cut: int) -> None:
    model = ExposureModel(load_muscles(), Config().exposure)
    first = [model.update(m) for m in stream[:cut]]
    second = [model.update(m) for m in stream[cut:]]

    assert first + second == exposures(stream)


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


@FEWER
@given(streams(), st.data())
def test_more_of_anything_is_never_less_dose(
    stream: list[Measurement], data: st.DataObject
) -> None:
    names = ("head_forward_change_deg", "protraction_cm", "shrug_left", "shrug_right")
    name, more = data.draw(st.sampled_from(names)), data.draw(st.floats(0, 10))

    def raised(m: Measurement) -> Measurement:
        old = getattr(m, name)
        if old is None:
            return m
        return changed(m, **{name: replace(old, value=old.value + more)})

    before, after = exposures(stream), exposures([raised(m) for m in stream])

    for low, high in zip(before, after, strict=True):
        assert all(high.dose[muscle] >= low.dose[muscle] - 1e-12 for muscle in MUSCLES)


def _other_side(muscle: str) -> str:
    name, _, side = muscle.rpartition("_")
    return f"{name}_{SIDES[side]}" if side in SIDES else muscle


@FEWER
@given(streams())
def test_a_mirror_swaps_left_and_right(stream: list[Measurement]) -> None:
    seen, swapped = exposures(stream), exposures([mirrored(m) for m in stream])

    for here, there in zip(seen, swapped, strict=True):
        swapped_back = {_other_side(muscle): x for muscle, x in there.dose.items()}

        assert dict(here.dose) == pytest.approx(swapped_back, abs=1e-12)


@FEWER
@given(streams(most=10), st.floats(0.1, 5.0), st.integers(1, 30))
def test_unknown_changes_nothing(stream: list[Measurement], step_s: float, count: int) -> None:
    start_s = stream[-1].time_s if stream and stream[-1].time_s is not None else 0.0
    unknown = [
        replace(SLOUCHED, presence=Presence.UNKNOWN, time_s=start_s + i * step_s)
        for i in range(count)
    ]
    before, after = exposures([*stream, unknown[0]])[-1], exposures([*stream, *unknown])[-1]

    assert after.dose == before.dose
    assert after.shares == before.shares
    assert after.seated_min == before.seated_min


# -- the dose model in numbers ------------------------------------------------------------------


def test_the_neck_reaches_the_guide_value_as_iso_11226_has_it() -> None:
    for deg, seconds in ((25, 480), (35, 410), (45, 340), (65, 200), (85, 60), (120, 60)):
        curve = dose(held(looking_down(deg), 10))

        assert curve[seconds] == pytest.approx(1.0, abs=1e-9)


def test_breaks_of_ten_minutes_do_not_make_up_for_quarters_of_an_hour() -> None:
    curve = dose(alternating(15, 15, 10, 6))

    assert max(curve) == pytest.approx(1.52, abs=0.005)
    assert next(i for i, x in enumerate(curve) if x >= 1) / 60 == pytest.approx(35.8, abs=0.05)


def test_a_light_bend_with_breaks_ends_just_above_the_guide_value() -> None:
    assert max(dose(alternating(10, 10, 5, 12))) == pytest.approx(1.15, abs=0.005)


def test_a_head_four_centimetres_forward_for_eleven_minutes() -> None:
    forward = replace(UPRIGHT, protraction_cm=exact(4.0))
    end = exposures(held(forward, 11))[-1].dose

    assert round(100 * end["cervical_extensors"]) == 61
    assert round(100 * end["upper_trapezius_left"]) == 31


def eq(deg: float) -> float:
    """Protraction that is worth so many degrees."""
    return 16 * math.sin(math.radians(deg))


FORWARD = replace(UPRIGHT, protraction_cm=exact(eq(15)))
HALF, FULL = ({"shrug_left": exact(x), "shrug_right": exact(x)} for x in (0.5, 1.0))
NEVER = math.inf


@pytest.mark.parametrize(
    ("what", "minutes"),
    [
        (replace(UPRIGHT, protraction_cm=exact(eq(10))), (51, 25, 34, 51, 102, 102)),
        (FORWARD, (35, 17, 23, 35, 69, 69)),
        (looking_down(25), (16, 8.0, 10.7, 16, 32, 32)),
        (replace(FORWARD, head_pitch_change_deg=exact(-10)), (6.5, 8.3, 23, 35, 9.2, 13)),
        (changed(UPRIGHT, **HALF), (NEVER, NEVER, 20, 15, NEVER, 30)),
        (changed(UPRIGHT, **FULL), (NEVER, NEVER, 5.3, 4.0, NEVER, 8.0)),
        (replace(FORWARD, screen_distance_cm=exact(42)), (24, 17, 23, 19, 69, 69)),
        (changed(FORWARD, **HALF), (35, 17, 10.6, 10.4, 69, 21)),
    ],
)
def test_minutes_to_the_guide_value(what: Measurement, minutes: tuple[float, ...]) -> None:
    found = minutes_to_one(what)
    names = [muscle for muscle in MUSCLES if not muscle.endswith("_right")]

    for name, expected_min in zip(names, minutes, strict=True):
        digits = 0.05 if expected_min % 1 or expected_min < 9 else 0.5
        assert found[name] == pytest.approx(expected_min, abs=digits + 1e-9)


def test_the_doses_of_an_hour_equal_those_of_an_independent_script() -> None:
    with GOLDEN.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row, exposure in zip(rows, exposures([_golden(row) for row in rows]), strict=True):
        wanted = {muscle: float(row[muscle]) for muscle in MUSCLES}

        assert dict(exposure.dose) == pytest.approx(wanted, abs=1e-6)


def _golden(row: dict[str, str]) -> Measurement:
    def cell(name: str) -> Estimate | None:
        return exact(float(row[name])) if row[name] else None

    return Measurement(
        index=0,
        time_s=float(row["time_s"]),
        presence=Presence(row["presence"]),
        view=View.FRONT,
        head_pitch_change_deg=cell("pitch"),
        protraction_cm=cell("protraction"),
        shrug_left=cell("shrug_left"),
        shrug_right=cell("shrug_right"),
        shoulder_tilt_change_deg=cell("tilt"),
        head_yaw_change_deg=cell("yaw"),
        screen_distance_cm=cell("distance"),
    )


# -- recovery, gaps and what is unseen ----------------------------------------------------------


def test_leaving_the_chair_rests_faster_than_sitting_upright() -> None:
    sitting, leaving = (
        dose(one_after_the_other(held(LOOKING_DOWN, 8), held(rest, 5))) for rest in (UPRIGHT, GONE)
    )

    assert sitting[-1] == pytest.approx(math.exp(-5 / 12))
    assert leaving[-1] == pytest.approx(math.exp(-5 / 4))


def test_a_long_gap_neither_loads_nor_rests() -> None:
    stream = held(LOOKING_DOWN, 4)
    for rest in (LOOKING_DOWN, UPRIGHT, GONE):
        late = replace(rest, time_s=4 * 60 + 5.1)

        assert dose([*stream, late])[-1] == dose(stream)[-1]


def test_what_is_unseen_does_not_recover() -> None:
    shrug = replace(UPRIGHT, shrug_left=Estimate(0.5, 0.0))
    hidden = replace(UPRIGHT, shrug_left=None)
    before, after = (
        exposures(one_after_the_other(held(shrug, 8), held(hidden, minutes)))[-1].dose
        for minutes in (0, 5)
    )

    assert after["upper_trapezius_left"] == before["upper_trapezius_left"] > 0


def test_what_is_seen_to_have_stopped_recovers_although_something_else_is_unseen() -> None:
    hidden = replace(UPRIGHT, shrug_left=None)
    before, after = (
        exposures(one_after_the_other(held(LOOKING_DOWN, 8), held(hidden, minutes)))[-1].dose
        for minutes in (0, 12)
    )

    assert after["upper_trapezius_left"] == pytest.approx(before["upper_trapezius_left"] / math.e)


def test_a_muscle_takes_the_load_that_is_seen() -> None:
    hidden = replace(LOOKING_DOWN, shrug_left=None, shrug_right=None)
    end = exposures(held(hidden, 8))[-1].dose

    assert end["upper_trapezius_left"] == pytest.approx(0.5)


def test_standing_loads_but_is_not_sitting() -> None:
    standing = replace(LOOKING_DOWN, presence=Presence.STANDING)
    end = exposures(one_after_the_other(held(LOOKING_DOWN, 4), held(standing, 4)))[-1]

    assert end.dose["cervical_extensors"] == pytest.approx(1.0)
    assert end.seated_min == 0


def test_sitting_is_counted_until_the_chair_is_left() -> None:
    stream = one_after_the_other(held(UPRIGHT, 20), held(UNSEEN, 3), held(UPRIGHT, 10))
    gone = one_after_the_other(stream, held(GONE, 1), held(UPRIGHT, 2))

    assert exposures(stream)[-1].seated_min == pytest.approx(30)
    assert exposures(gone)[-1].seated_min == pytest.approx(2)


def test_coverage_is_the_known_share_of_the_last_five_minutes() -> None:
    blind = replace(UPRIGHT, protraction_cm=None, head_pitch_change_deg=None)
    blind = replace(blind, head_forward_change_deg=None)
    stream = one_after_the_other(held(UPRIGHT, 6), held(blind, 2), held(UPRIGHT, 1))
    coverage = [exposure.coverage for exposure in exposures(stream)]

    assert (coverage[0], coverage[1]) == (0.0, 1.0)
    assert coverage[6 * 60] == pytest.approx(1.0)
    assert coverage[8 * 60] == pytest.approx(0.6)
    assert coverage[-1] == pytest.approx(0.6)


def test_a_long_gap_counts_as_uncovered() -> None:
    later = one_after_the_other(held(UPRIGHT, 1), start_s=7200.0)
    coverage = [exposure.coverage for exposure in exposures([*held(UPRIGHT, 10), *later])]

    assert coverage[601] == 0.0
    assert coverage[-1] == pytest.approx(0.2)


def test_the_dose_stops_at_its_cap_and_keeps_its_shares() -> None:
    end = exposures(held(changed(LOOKING_DOWN, **HALF), 60))[-1]

    assert end.dose["levator_scapulae_left"] == 2.0
    assert end.shares["levator_scapulae_left"] == pytest.approx(
        {"neck_flexion": neck_rate(25) / (neck_rate(25) + shrug_rate(0.5)), "shrug": 0.3504},
        abs=1e-4,
    )


def test_pictures_have_no_dose() -> None:
    model = ExposureModel(load_muscles(), Config().exposure)
    with pytest.raises(PostureError, match=r"desk\.jpg has none"):
        model.update(replace(UPRIGHT, time_s=None, name="desk.jpg"))
