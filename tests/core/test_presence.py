import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.config import MeasureConfig, PresenceConfig
from posture.features import Features, features
from posture.pipeline import follow
from posture.presence import PresenceTracker, at_desk
from posture.profile import calibrate
from posture.types import Empty, Presence
from tests.builders import LENS, Sitter

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


def see(sitter: Sitter) -> Features:
    return features(sitter.landmarks(), LENS, MeasureConfig())


UPRIGHT = calibrate([see(Sitter())], LENS)


@given(distance_cm=st.floats(35, 260))
def test_a_face_beyond_twice_the_upright_distance_is_nobody_at_this_desk(
    distance_cm: float,
) -> None:
    now = see(Sitter(distance_cm=distance_cm))
    found = at_desk(now, UPRIGHT)

    if distance_cm < 125:  # upright is 65 cm
        assert found is now
    if distance_cm > 135:
        assert found.reasons == {Empty.NO_PERSON}
    assert at_desk(now, None) is now


@pytest.mark.parametrize(("distance_cm", "presence"), [(65.0, "seated"), (200.0, "away")])
def test_a_guest_in_the_background_does_not_sit_on_the_empty_chair(
    distance_cm: float, presence: str
) -> None:
    guest = Sitter(distance_cm=distance_cm)
    *_, last = follow([guest.landmarks(time_s=float(t)) for t in range(20)], UPRIGHT, lens=LENS)

    assert last.measurement.presence == presence
    assert not last.states
