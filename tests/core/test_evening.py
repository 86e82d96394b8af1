"""The question of the day: only where wished for, once, late enough, and not after an entry."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.care_diary import MOST_PAIN
from posture.config import DiaryConfig, parse_config
from posture.errors import ConfigError
from posture.evening import Evening, pain_of

WISHED = DiaryConfig(ask_at="17:30")
DAY = datetime(2026, 5, 4, tzinfo=UTC)
ENOUGH_S = 2 * 3600.0


def asked(config: DiaryConfig, *, observed_s: float, last: datetime | None) -> list[datetime]:
    """Return when the question came, on two days that are looked at every ten minutes."""
    evening = Evening(config)
    moments = [DAY + timedelta(minutes=10 * n) for n in range(2 * 144)]
    return [now for now in moments if evening.update(now, observed_s=observed_s, last_entry=last)]


def test_nobody_is_asked_who_did_not_wish_it() -> None:
    assert asked(DiaryConfig(), observed_s=ENOUGH_S, last=None) == []


def test_the_question_comes_once_a_day_at_its_time() -> None:
    at = DAY.replace(hour=17, minute=30)

    assert asked(WISHED, observed_s=ENOUGH_S, last=None) == [at, at + timedelta(days=1)]


def test_a_day_with_an_entry_is_not_asked_for() -> None:
    (only,) = asked(WISHED, observed_s=ENOUGH_S, last=DAY.replace(hour=9))

    assert only.date() == (DAY + timedelta(days=1)).date()


@given(st.floats(0, 3599))
def test_a_day_that_was_hardly_seen_is_not_asked_for(observed_s: float) -> None:
    assert asked(WISHED, observed_s=observed_s, last=None) == []


def test_every_pain_has_one_key_and_no_other_key_is_a_pain() -> None:
    keys = [chr(code) for code in range(0x250)]
    pains = [pain for key in keys if (pain := pain_of(key)) is not None]

    assert sorted(pains) == list(range(MOST_PAIN + 1))
    assert pain_of("") is None


@pytest.mark.parametrize("time", ["25:00", "5:30", "17.30", "evening"])
def test_a_time_that_no_clock_shows_is_refused(time: str) -> None:
    with pytest.raises(ConfigError, match=r"diary\.ask_at"):
        parse_config({"diary": {"ask_at": time}})
