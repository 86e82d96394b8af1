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
from posture.types import Estimate, Measurement, Presence, View
from tests.builders_measurements import (
    SLOUCHED,
    UPRIGHT,
    changed,
    exact,
    exposures,
    held,
    looking_down,
    mirrored,
)

GOLDEN = Path(__file__).parents[1] / "golden" / "dose.csv"
MUSCLES = tuple(muscle.id for muscle in load_muscles() if muscle.always_judged)
FEWER = settings(max_examples=10)
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


def test_pictures_have_no_dose() -> None:
    model = ExposureModel(load_muscles(), Config().exposure)
    with pytest.raises(PostureError, match=r"desk\.jpg has none"):
        model.update(replace(UPRIGHT, time_s=None, name="desk.jpg"))
