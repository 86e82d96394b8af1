"""A running watch asks how the neck was today, and not while nothing may be said."""

from datetime import datetime, timedelta
from pathlib import Path

from posture.app.day_question import DayQuestion, question
from posture.config import DiaryConfig

EVENING = datetime(2026, 5, 4, 17, 30).astimezone()


def test_the_question_waits_while_nothing_may_be_said(tmp_path: Path) -> None:
    asking = DayQuestion(DiaryConfig(ask_at="17:30"), tmp_path / "history.sqlite3")
    moments = [EVENING + timedelta(minutes=minute) for minute in range(20)]
    asking.update(EVENING - timedelta(minutes=1), 7200.0)

    assert [asking.update(one, 60.0, hushed=True) for one in moments[:10]] == [None] * 10
    assert [asking.update(one, 60.0) for one in moments[10:]] == [question(), *[None] * 9]
