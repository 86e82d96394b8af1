from hypothesis import given
from hypothesis import strategies as st

from posture.config import PresenceConfig
from posture.presence import PresenceTracker
from posture.types import Presence

LIMIT_S = 15.0


def presences(pictures: list[tuple[float, bool, bool]]) -> list[Presence]:
    tracker = PresenceTracker(PresenceConfig(away_after_s=LIMIT_S))
    return [tracker.update(time_s, seen, usable) for time_s, seen, usable in pictures]


@given(
    st.lists(st.tuples(st.booleans(), st.booleans()), max_size=60),
    st.sampled_from([0.5, 1.0, 5.0, 14.0]),
)
def test_away_needs_long_enough_without_anybody(
    flags: list[tuple[bool, bool]], step_s: float
) -> None:
    pictures = [(i * step_s, seen, usable) for i, (seen, usable) in enumerate(flags)]
    for now, presence in enumerate(presences(pictures)):
        seen_before = [i for i in range(now + 1) if flags[i][0]]
        empty_s = (now - (seen_before[-1] + 1 if seen_before else 0)) * step_s

        assert (presence is Presence.SEATED) == flags[now][0]
        assert presence is not Presence.AWAY or empty_s >= LIMIT_S


def test_somebody_who_leaves_is_away_after_the_limit() -> None:
    left = [(float(t), t < 10, True) for t in range(40)]

    assert presences(left).index(Presence.AWAY) == 25


def test_a_look_under_the_desk_is_not_away() -> None:
    looked = [(float(t), not 10 <= t < 24, True) for t in range(40)]

    assert Presence.AWAY not in presences(looked)


def test_darkness_is_never_away() -> None:
    dark = [(float(t), False, False) for t in range(1000)]

    assert set(presences(dark)) == {Presence.UNKNOWN}


def test_darkness_stops_the_clock_but_does_not_turn_it_back() -> None:
    pictures = [(float(t), False, not 10 <= t < 30) for t in range(60)]
    found = presences(pictures)

    assert found.index(Presence.AWAY) == 36  # nine seconds before the dark, six after it
    assert set(found[10:30]) == {Presence.UNKNOWN}


def test_an_empty_chair_stays_empty_through_a_dark_moment() -> None:
    pictures = [(float(t), False, t != 30) for t in range(40)]
    found = presences(pictures)

    assert (found[29], found[30], found[31]) == (Presence.AWAY, Presence.UNKNOWN, Presence.AWAY)


def test_a_long_silence_says_nothing_about_the_chair() -> None:
    assert presences([(0.0, False, True), (3600.0, False, True)])[-1] is Presence.UNKNOWN


def test_coming_back_counts_at_once_and_starts_the_clock_anew() -> None:
    pictures = [(float(t), t == 20, True) for t in range(40)]
    found = presences(pictures)

    assert found[19:22] == [Presence.AWAY, Presence.SEATED, Presence.UNKNOWN]
    assert found[36] is Presence.AWAY
    assert found[35] is Presence.UNKNOWN
