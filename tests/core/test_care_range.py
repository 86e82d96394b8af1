"""Turn and tilt of the head from a series of measurements: range ± sd, and when nothing is said."""

import math
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.care import load_care
from posture.care_range import Change, Movement, Reach, change, ranges, uneven
from posture.types import Estimate, Measurement, Presence, View

CHECK = load_care().care.range_
RATE_HZ = 10
SIDES = {"left": 1, "right": -1}
DEGREES = st.floats(15, 55)


def moment(
    number: int,
    turn: float | None = 0.0,
    tilt: float = 0.0,
    pitch: float = 0.0,
    shoulders: float | None = 0.0,
) -> Measurement:
    return Measurement(
        index=number,
        time_s=number / RATE_HZ,
        presence=Presence.SEATED,
        view=View.FRONT,
        head_yaw_deg=None if turn is None else Estimate(turn, sd_frame=4.0),
        head_roll_deg=Estimate(-tilt, sd_frame=2.0),
        head_pitch_deg=Estimate(pitch, sd_frame=1.0),
        shoulder_tilt_deg=None if shoulders is None else Estimate(shoulders, sd_frame=1.0),
    )


def wave(deg: float) -> list[float]:
    """Two seconds out, one there, two back."""
    out = [deg * step / (2 * RATE_HZ) for step in range(2 * RATE_HZ)]
    return [*out, *[deg] * RATE_HZ, *reversed(out)]


def turning(*peaks: float, straight: float = 0.0, **also: float) -> list[Measurement]:
    turns = [0.0] * (4 * RATE_HZ) + [angle for peak in peaks for angle in wave(peak)]
    return [
        moment(number, straight + turn, pitch=also.get("pitch", 0.0) if turn else 0.0)
        for number, turn in enumerate(turns)
    ]


@given(left=DEGREES, right=DEGREES, straight=st.floats(-10, 10))
def test_the_range_is_counted_from_where_the_head_looked_at_the_start(
    left: float, right: float, straight: float
) -> None:
    found = ranges(turning(*[left, -right] * 3, straight=straight), CHECK)[Movement.TURN]

    for side, deg in (("left", left), ("right", right)):
        reach = found[side]  # type: ignore[index]  # the two sides
        assert reach is not None
        assert reach.deg == pytest.approx(deg, abs=0.01)
        assert reach.repeats == 3


def test_the_sd_joins_camera_and_body() -> None:
    reach = ranges(turning(40, 40, 40), CHECK)[Movement.TURN]["left"]

    assert reach is not None
    assert reach.sd == pytest.approx(math.hypot(4.0, CHECK.body_sem_deg))


def test_the_median_of_the_last_three_counts_and_the_warm_up_does_not() -> None:
    reach = ranges(turning(20, 40, 41, 45), CHECK)[Movement.TURN]["left"]

    assert reach is not None
    assert reach.deg == pytest.approx(41)


def test_a_recording_that_ends_while_the_head_is_turned_counts_that_too() -> None:
    turns = [0.0] * (4 * RATE_HZ) + wave(40)[: 3 * RATE_HZ]
    seen = [moment(n, turn) for n, turn in enumerate(turns)]
    reach = ranges(seen, CHECK)[Movement.TURN]["left"]

    assert reach is not None
    assert reach.deg == pytest.approx(40)


def test_a_tilt_to_the_left_is_the_left_ear_to_the_left_shoulder() -> None:
    tilts = [0.0] * (4 * RATE_HZ) + wave(30) + wave(30)
    seen = [moment(number, tilt=tilt) for number, tilt in enumerate(tilts)]
    found = ranges(seen, CHECK)

    assert seen[65].head_roll_deg == Estimate(-30, sd_frame=2.0)  # roll +: left ear up
    assert found[Movement.TILT]["right"] is None
    assert found[Movement.TILT]["left"] is not None
    assert found[Movement.TURN] == {"left": None, "right": None}


def test_a_turn_that_comes_with_a_tilt_is_not_taken_for_one() -> None:
    tilts = [0.0] * (4 * RATE_HZ) + wave(30)
    seen = [moment(number, turn=tilt / 2, tilt=tilt) for number, tilt in enumerate(tilts)]

    assert ranges(seen, CHECK)[Movement.TURN]["left"] is None


def test_beyond_60_degrees_only_at_least_is_said() -> None:
    reach = ranges(turning(75, 74, 76), CHECK)[Movement.TURN]["left"]

    assert reach is not None
    assert (reach.deg, reach.at_least) == (60.0, True)


def test_a_face_that_is_lost_on_the_way_gives_at_least() -> None:
    turns: list[float | None] = [0.0] * (4 * RATE_HZ)
    turns += [angle if angle < 45 else None for angle in wave(55)]
    reach = ranges([moment(n, turn) for n, turn in enumerate(turns)], CHECK)[Movement.TURN]["left"]

    assert reach is not None
    assert reach.at_least
    assert reach.deg < 45


@pytest.mark.parametrize("fault", ["shoulders", "pitch"])
def test_a_repeat_with_help_from_shoulders_or_chin_is_left_out(fault: str) -> None:
    def series(wrong: float) -> list[Measurement]:
        turns = [0.0] * (4 * RATE_HZ) + wave(40)
        return [moment(n, turn, **{fault: wrong if turn else 0.0}) for n, turn in enumerate(turns)]

    assert ranges(series(2.0), CHECK)[Movement.TURN]["left"] is not None
    assert ranges(series(20.0), CHECK)[Movement.TURN]["left"] is None


def test_shoulders_out_of_the_picture_do_not_forbid_the_check() -> None:
    turns = [0.0] * (4 * RATE_HZ) + wave(40)
    seen = [moment(n, turn, shoulders=None) for n, turn in enumerate(turns)]

    assert ranges(seen, CHECK)[Movement.TURN]["left"] is not None


@pytest.mark.parametrize("seen", [[], [moment(n) for n in range(80)], turning(5, -5)])
def test_without_a_movement_there_is_no_number(seen: Sequence[Measurement]) -> None:
    nothing = {"left": None, "right": None}

    assert ranges(seen, CHECK) == {Movement.TURN: nothing, Movement.TILT: nothing}


def test_a_head_that_was_never_seen_straight_gives_no_number() -> None:
    unseen: list[float | None] = [None] * (4 * RATE_HZ)
    seen = [moment(n, turn) for n, turn in enumerate([*unseen, *wave(40)])]

    assert ranges(seen, CHECK)[Movement.TURN] == {"left": None, "right": None}


@given(st.floats(0, 60), st.floats(0, 60))
def test_less_than_15_degrees_is_about_the_same(before: float, after: float) -> None:
    found = change(Reach(deg=before, sd=5, repeats=3), Reach(deg=after, sd=5, repeats=3), 15.0)

    if abs(after - before) < 15:
        assert found is Change.SAME
    else:
        assert found is (Change.MORE if after > before else Change.LESS)


@pytest.mark.parametrize("other", [None, Reach(deg=60, sd=5, repeats=3, at_least=True)])
def test_what_was_not_fully_seen_is_not_compared(other: Reach | None) -> None:
    full = Reach(deg=30, sd=5, repeats=3)

    assert change(full, other, 15.0) is Change.UNKNOWN
    assert change(other, full, 15.0) is Change.UNKNOWN


def test_a_difference_of_15_degrees_between_the_sides_is_noted() -> None:
    low, high = Reach(deg=30, sd=5, repeats=3), Reach(deg=46, sd=5, repeats=3)

    assert uneven({"left": low, "right": high}, CHECK)
    assert not uneven({"left": low, "right": low}, CHECK)
    assert not uneven({"left": low, "right": None}, CHECK)


def test_the_thresholds_are_those_of_the_protocol() -> None:
    """Section 3 of the reference."""
    words = " ".join(CHECK.lines)

    assert (CHECK.change_turn_deg, CHECK.change_tilt_deg, CHECK.gap_deg) == (15.0, 12.0, 15.0)
    assert (CHECK.see_up_to_deg, CHECK.body_sem_deg, CHECK.repeats) == (60.0, 3.0, 3)
    assert (CHECK.max_shoulder_tilt_deg, CHECK.max_pitch_drift_deg) == (3.0, 10.0)
    assert "No pushing, no hand" in words
    assert "clears nobody" in words
