from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.config import AlertConfig, Band
from posture.feedback import BANDS, KEPT_DAYS, MOST, Denials, Moved, adjusted, false_alarms
from posture.states import POSTURE_STATES
from posture.types import Alert
from tests.builders_watch import FORWARD, NOW

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


# -- what each of them changed --------------------------------------------------------------------

DAY = timedelta(days=1)


def alarm(kind: str) -> Alert:
    return replace(FORWARD, kind=kind, message=f"You hold {kind}.")


@given(KINDS)
def test_the_changes_of_all_false_alarms_join_to_what_is_in_force(kinds: list[str]) -> None:
    rows = false_alarms(
        [(NOW + n * DAY / 100, alarm(k)) for n, k in enumerate(kinds)], AlertConfig()
    )
    last = {moved.setting: moved.after for row in rows for moved in row.moved}
    now = adjusted(AlertConfig(), kinds)

    assert [row.kind for row in rows] == kinds
    assert all(getattr(now, name).enter == after for name, after in last.items())


def test_a_row_says_when_which_kind_what_was_said_and_what_changed() -> None:
    (row,) = false_alarms([(NOW, alarm("head_forward"))], AlertConfig())

    assert (row.at, row.kind, row.said) == (NOW, "head_forward", "You hold head_forward.")
    assert row.until == NOW + KEPT_DAYS * DAY
    assert row.moved == (
        Moved(setting="head_forward_deg", before=5.0, after=5.4, unit="deg"),
        Moved(setting="protraction_cm", before=1.75, after=1.89, unit="cm"),
    )


def test_a_shrug_is_a_share_of_the_own_one() -> None:
    (row,) = false_alarms([(NOW, alarm("shrug_left"))], AlertConfig())

    assert row.moved == (Moved(setting="shrug", before=0.25, after=0.27, unit="own shrug"),)


def test_beyond_the_safe_bounds_nothing_changes_and_what_is_old_no_longer_counts() -> None:
    said = [(NOW + n * DAY, alarm("too_close")) for n in range(MOST + 2)]
    late = (NOW + (KEPT_DAYS + 40) * DAY, alarm("too_close"))
    *bounded, again = false_alarms([late, *said], AlertConfig())

    assert [len(row.moved) for row in bounded] == [1] * MOST + [0, 0]
    assert again.moved == bounded[0].moved


@given(KINDS)
def test_a_running_watch_comes_to_the_same_one_by_one(kinds: list[str]) -> None:
    denials = Denials(AlertConfig(), kinds[:3])
    for kind in kinds[3:]:
        assert denials.deny(kind) == denials.config

    assert denials.config == adjusted(AlertConfig(), kinds)


def test_what_has_no_threshold_of_its_own_changes_nothing() -> None:
    assert false_alarms([(NOW, alarm("muscle_load"))], AlertConfig())[0].moved == ()
