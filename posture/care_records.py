"""Data files to records of self-care: questions, exercises, breaks, timings, comfort, rulings."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from posture.knowledge import Channel
from posture.records import Claim, Grade, Keys, Record, Text

Kind = Literal["massage", "pressure", "stretch", "strengthen", "move", "breathe"]
BREAK_S = 45.0


class Tier(StrEnum):
    """What the questions came to; the order of `TIERS` is from harmless to urgent."""

    CLEAR = "clear"
    ASK = "ask"  # a doctor, pharmacist or midwife before pressure and heat
    WEEK = "week"  # a doctor this week
    NOW = "now"  # emergency, or a doctor today


TIERS = tuple(Tier)
Open = Literal[Tier.ASK, Tier.WEEK, Tier.NOW]


class Sourced(Record):
    """An entry whose whole text rests on sources, and how far they carry."""

    sources: Keys
    grade: Grade


class Phase(Record):
    """A stretch of time, and what to do in it."""

    seconds: Annotated[float, Field(gt=0)]
    say: Text


Phases = Annotated[tuple[Phase, ...], Field(min_length=1)]
Claims = Annotated[tuple[Claim, ...], Field(min_length=1)]


class Card(Sourced):
    """A title and some lines."""

    title: Text
    lines: Annotated[tuple[Text, ...], Field(min_length=1)]


class Comfort(Card):
    """Something that does good without pressing; ``stops_at`` is the tier that turns it off."""

    id: str
    stops_at: Open


class TierText(Record):
    """How a tier is named, and what goes on while it is open."""

    title: Text
    still: Text


class Screen(Record):
    """One list of questions with one answer, and what to do after a yes."""

    id: str
    tier: Open
    title: Text
    do: Annotated[tuple[Text, ...], Field(min_length=1)]
    question: Claims


class Words(Sourced):
    """What is said around the questions."""

    intro: Text
    once_more: Text
    unsure: Text
    nobody_cleared: Text
    open_now: Text
    agreed: Text


class Flags(Record):
    """The questions before any self-care, when to stop, and what is never advised."""

    words: Words
    tier: Mapping[Open, TierText]
    screen: tuple[Screen, ...]
    stop_rule: Claims
    never: Claims


class Exercise(Sourced):
    """One exercise; the timer runs ``rounds`` times through the phases, which is one set."""

    id: str
    kind: Kind
    name: Text
    works: Text
    how: Text
    rounds: Annotated[int, Field(ge=1)]
    phases: Phases
    dose: Text
    easier: Text
    stop: Text
    stops_at: Open


class Break(Sourced):
    """A short active break after one kind of exposure."""

    id: str
    title: Text
    channels: tuple[Channel, ...]
    phases: Phases
    stops_at: Open

    @model_validator(mode="after")
    def _is_short(self) -> Self:
        total_s = sum(phase.seconds for phase in self.phases)
        if total_s != BREAK_S:
            raise ValueError(f"{self.id} lasts {total_s:g} s, expected {BREAK_S:g}")
        return self


class Exercises(Record):
    """All exercises and breaks, how often, and what is known of such programmes."""

    programme: Claims
    exercise: tuple[Exercise, ...]
    evidence: Claims
    break_: tuple[Break, ...] = Field(alias="break")


class Course(Sourced):
    """When to ask again, when to stop and when to see somebody; pain on the scale 0–10."""

    pain_ceiling: int
    above_start: int
    ask_again_from: int
    ask_again_rise: int
    settle_weeks: int


class Level(Claim):
    """How stubborn a spot is, and how often it is rubbed then."""

    id: str
    title: Text
    days: int
    sessions: int | None = None
    strokes: tuple[int, int] | None = None
    tools: bool  # whether slow pressure and tools come in, or only rubbing


class Rub(Record):
    """Rubbing with the fingers, for every muscle that the hand reaches."""

    name: Text
    how: Claim
    avoid: Claim
    phases: Phases


class Timing(Record):
    """What the timer does for one way of self-massage."""

    kind: Literal["massage", "pressure"]
    phases: Phases


class Guide(Record):
    """What goes with one muscle."""

    rub: bool = False
    exercises: Annotated[tuple[str, ...], Field(min_length=1)]


class Widespread(Claim):
    """Aching all over, without one spot."""

    name: Text
    exercises: tuple[str, ...]


class RangeCheck(Card):
    """How the comfortable turn and tilt of the head are measured, and which change counts."""

    neutral_s: float
    repeats: int
    hold_s: float
    min_turn_deg: float
    see_up_to_deg: float
    max_shoulder_tilt_deg: float
    shoulders_follow: float
    max_pitch_drift_deg: float
    body_sem_deg: float
    change_turn_deg: float
    change_tilt_deg: float
    gap_deg: float


class Ruling(Sourced):
    """What is done with a claim of the article that the project began with."""

    claim: Text
    ruling: Literal["attributed", "some_people", "never", "red_flag"]
    words: Text | None = None


class SelfCare(Record):
    """Course, levels, timings, comfort, the turn-and-tilt check, the therapist, the rulings."""

    statement: Claim
    course: Course
    level: tuple[Level, ...]
    rub: Rub
    timing: Mapping[str, Timing]
    guide: Mapping[str, Guide]
    widespread: Widespread
    comfort: tuple[Comfort, ...]
    closing: Card
    therapist: Card
    range_: RangeCheck = Field(alias="range")
    ruling: tuple[Ruling, ...]
