"""Pain, answers and sessions of the past to what is asked and allowed next.

Pain is the user's own number, 0–10. Nothing here says what the pain comes from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from posture.care_diary import MOST_PAIN, DiaryEntry
from posture.care_records import Course, Level, Tier

_NEXT_MORNING = timedelta(hours=36)


class Result(StrEnum):
    """What a round of questions came to. Which line was meant is neither asked nor kept."""

    CLEAR = "clear"
    AGREED = "agreed"  # a yes, and a clinician who knows of it said yes as well
    ASK = "ask"
    WEEK = "week"
    NOW = "now"

    @property
    def tier(self) -> Tier:
        """What it closes."""
        return Tier.CLEAR if self is Result.AGREED else Tier(self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class CoachSession:
    """One session of the coach: pain before and after (``None`` when not said), stopped or not."""

    at: datetime
    muscle: str
    level: str | None
    before: int
    after: int | None
    stopped: bool

    @property
    def rise(self) -> int:
        """How much higher the pain was afterwards; 0 when that was not said."""
        return 0 if self.after is None else self.after - self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What is kept of earlier times, oldest first."""

    result: Result | None  # of the last questions, None when never asked
    asked_at: datetime | None
    agreed_at: datetime | None  # when a clinician's yes was last noted
    sessions: Sequence[CoachSession]
    pains: Sequence[DiaryEntry]


def must_ask_all(past: Past, course: Course) -> bool:
    """Tell whether all questions come, and not only whether anything is new.

    All come at the first time, after a yes, after pain of 7 or more, a rise of 2 or more, or a
    session that was stopped.
    """
    if past.result is None or past.result.tier is not Tier.CLEAR:
        return True
    last = past.sessions[-1] if past.sessions else None
    if last is not None and _asked_before(past, last) and (last.stopped or last.rise > 0):
        return True
    pains = [one.pain for one in past.pains[-2:]]
    return len(pains) > 0 and alarming(pains[-1], pains[0], course)


def must_be_gentle(past: Past) -> bool:
    """Tell whether prompts offer no exercise, only to stand, walk and look away.

    So while a doctor should look first, and after a session that was stopped because it hurt more,
    until the questions were asked again. The third list of questions is about self-massage alone
    and closes no break.
    """
    if past.result in (Result.NOW, Result.WEEK):
        return True
    last = past.sessions[-1] if past.sessions else None
    return last is not None and last.stopped and _asked_before(past, last)


def _asked_before(past: Past, session: CoachSession) -> bool:
    return past.asked_at is None or past.asked_at <= session.at


def alarming(pain: int, earlier: int | None, course: Course) -> bool:
    """Tell whether the pain of today asks for all questions: 7 or more, or 2 more than before."""
    rise = 0 if earlier is None else pain - earlier
    return pain >= course.ask_again_from or rise >= course.ask_again_rise


def ceiling(before: int, course: Course) -> int:
    """Return the pain above which an exercise is stopped.

    Examples
    --------
    >>> from posture.care import load_care
    >>> course = load_care().care.course
    >>> ceiling(1, course), ceiling(5, course)
    (3, 6)
    """
    if before < course.pain_ceiling:
        return course.pain_ceiling
    return min(MOST_PAIN, before + course.above_start)


def is_halved(past: Past, pain: int, now: datetime) -> bool:
    """Tell whether the dose is halved: the last session is not yet back to where it began."""
    if not past.sessions:
        return False
    last = past.sessions[-1]
    return now - last.at <= _NEXT_MORNING and pain > last.before


def done_lately(past: Past, muscle: str, level: Level, now: datetime) -> int:
    """Return how many sessions of the level the muscle has had within the level's days."""
    since = now - timedelta(days=level.days)
    return sum(
        one.muscle == muscle and one.level == level.id and one.at > since for one in past.sessions
    )


def is_unsettled(past: Past, muscle: str, pain: int, now: datetime, course: Course) -> bool:
    """Tell whether it is no better after so many weeks; a clinician's yes begins a new course."""
    ours = [one for one in _since_agreed(past) if one.muscle == muscle]
    if not ours or now - ours[0].at < timedelta(weeks=course.settle_weeks):
        return False
    return pain > 0 and pain >= ours[0].before


def keeps_rising(past: Past) -> bool:
    """Tell whether it was worse after two sessions running or for three days, which ends a plan."""
    sessions = _since_agreed(past)
    if not sessions:
        return False
    last = sessions[-1]
    worse = [one.rise > 0 for one in sessions[-2:]]
    days = {one.at.date(): one.pain for one in past.pains if one.at.date() > last.at.date()}
    later = [pain > last.before for pain in list(days.values())[-3:]]
    return worse == [True, True] or later == [True, True, True]


def _since_agreed(past: Past) -> list[CoachSession]:
    return [one for one in past.sessions if past.agreed_at is None or one.at >= past.agreed_at]
