"""The user's own words about pain to entries of the diary."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MOST_PAIN = 10


class Tag(StrEnum):
    """What may lie behind a day, by the user's own word; an association, never a cause."""

    SLEEP = "sleep"
    STRESS = "stress"
    INJURY = "injury"
    ILLNESS = "illness"


@dataclass(frozen=True, slots=True, kw_only=True)
class DiaryEntry:
    """How much it hurt, when, and what went with it."""

    at: datetime
    pain: int
    tags: tuple[Tag, ...] = ()
    note: str | None = None
    muscle: str | None = None  # before or after a session of the coach
    moment: str = "diary"  # diary, before or after
