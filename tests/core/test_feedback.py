import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.config import AlertConfig, Band
from posture.feedback import BANDS, adjusted
from posture.states import POSTURE_STATES

KINDS = st.lists(st.sampled_from([*POSTURE_STATES, "muscle_load", "long_sitting"]), max_size=40)


@given(KINDS)
def test_false_alarms_make_alerts_rarer_and_never_silence_them(kinds: list[str]) -> None:
    before, after = AlertConfig(), adjusted(AlertConfig(), kinds)
    for name in {name for names in BANDS.values() for name in names}:
        was, now = getattr(before, name), getattr(after, name)
        ratio = now.enter / was.enter

        assert 0.9 <= ratio <= 1.0 if was.enter < was.leave else 1.0 <= ratio <= 1.33
        assert (now.enter < now.leave) == (was.enter < was.leave)


@given(KINDS)
def test_everything_but_where_postures_begin_stays(kinds: list[str]) -> None:
    bands = {name for names in BANDS.values() for name in names}
    before, after = AlertConfig(), adjusted(AlertConfig(), kinds)

    assert before.model_dump(exclude=bands) == after.model_dump(exclude=bands)


def test_a_false_alarm_moves_its_own_posture_only() -> None:
    after = adjusted(AlertConfig(), ["uneven_shoulders"])

    assert after.uneven_deg == Band(enter=3.24, leave=2.16)
    assert after.head_forward_deg == AlertConfig().head_forward_deg


def test_a_posture_that_begins_at_any_sight_of_it_cannot_be_adjusted() -> None:
    assert adjusted(AlertConfig(), ["arms_overhead"] * 5) == AlertConfig()
    assert set(POSTURE_STATES) - BANDS.keys() == {"arms_overhead"}


@pytest.mark.parametrize("kind", sorted(BANDS))
def test_more_false_alarms_never_make_an_alert_more_frequent(kind: str) -> None:
    name = BANDS[kind][0]
    enters = [getattr(adjusted(AlertConfig(), [kind] * n), name).enter for n in range(8)]
    falling = AlertConfig().too_close_cm.enter == enters[0]

    assert enters == sorted(enters, reverse=falling)
