"""From when to when a posture was held; what nobody knows is never left out."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from posture.stretches import Stretch, Stretches, told

GAP_S = 2.0
SEEN = [{"seated"}, {"seated", "neutral"}, {"away"}, {"seated", "head_forward"}, {"unknown"}]
moments = st.lists(st.tuples(st.floats(0.05, 3.0), st.sampled_from(SEEN)), min_size=1, max_size=30)


def gathered(*found: tuple[float, set[str]], end_s: float) -> tuple[Stretch, ...]:
    stretches = Stretches(GAP_S)
    for time_s, labels in found:
        stretches.update(time_s, labels)
    return stretches.until(end_s)


@given(moments, st.floats(0.0, 5.0))
def test_every_second_of_a_recording_is_told_once(
    steps: list[tuple[float, set[str]]], rest_s: float
) -> None:
    stretches, time_s = Stretches(GAP_S), 0.0
    for step_s, labels in steps:
        stretches.update(time_s, labels)
        time_s += step_s
    found = stretches.until(time_s + rest_s)

    assert found[0].start_s == 0.0
    assert found[-1].end_s == time_s + rest_s
    assert all(one.end_s == other.start_s for one, other in pairwise(found))


def test_a_posture_holds_until_the_moment_that_says_otherwise() -> None:
    found = gathered(
        (0.0, {"seated", "neutral"}),
        (1.0, {"seated", "head_forward"}),
        (2.0, {"seated", "head_forward"}),
        (3.0, {"seated", "neutral"}),
        end_s=4.0,
    )

    assert found == (
        Stretch("neutral", 0.0, 1.0),
        Stretch("head_forward", 1.0, 3.0),
        Stretch("neutral", 3.0, 4.0),
    )


def test_two_postures_at_once_are_two_stretches() -> None:
    both = {"seated", "head_forward", "too_close"}

    assert {one.label for one in gathered((0.0, both), end_s=1.0)} == {"head_forward", "too_close"}


def test_a_silence_is_unknown_and_never_the_posture_before_it() -> None:
    held = {"seated", "head_forward"}

    assert gathered((0.0, held), (1.0, held), (9.0, held), end_s=20.0) == (
        Stretch("head_forward", 0.0, 1.0),
        Stretch("unknown", 1.0, 9.0),
        Stretch("unknown", 9.0, 20.0),
    )


def test_without_any_moment_there_is_nothing_to_tell() -> None:
    assert Stretches(GAP_S).until(5.0) == ()


def test_somebody_of_whom_no_posture_is_known_is_not_good() -> None:
    assert told({"seated"}) == told({"standing"}) == told(()) == {"unknown"}
