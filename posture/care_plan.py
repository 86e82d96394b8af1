"""Muscle to plan: which steps of self-care there are for it, and which of them are open today."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from posture.care import Care
from posture.care_records import TIERS, Break, Comfort, Exercise, Kind, Level, Open, Phase, Tier
from posture.knowledge import Muscle
from posture.naming import muscle_named
from posture.records import Claim, Grade

WIDESPREAD = "widespread"
RUB = "rub"
PRESSING = ("massage", "pressure")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do: the timer runs ``rounds`` times through the phases."""

    id: str
    kind: Kind
    title: str
    how: str
    phases: tuple[Phase, ...]
    rounds: int = 1
    tool: str | None = None
    dose: str | None = None
    easier: str | None = None
    stop: str
    stops_at: Open
    sources: tuple[str, ...]
    grade: Grade

    @property
    def seconds(self) -> float:
        """How long the timer runs."""
        return self.rounds * sum(phase.seconds for phase in self.phases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that self-care offers for one muscle, or for aching without one spot.

    ``no_pressure`` says why nobody should press there on their own, ``instead`` what to do.
    """

    id: str
    name: str
    anatomical: str | None
    levels: tuple[Level, ...]
    steps: tuple[Step, ...]
    breaks: tuple[Break, ...]
    comforts: tuple[Comfort, ...]
    no_pressure: str | None = None
    instead: str | None = None
    about: str | None = None


def muscle_names(care: Care) -> tuple[str, ...]:
    """Return what a plan can be made for."""
    return (*(one.part_of for one in care.knowledge.parts()), WIDESPREAD)


def plan_for(name: str, care: Care) -> Plan:
    """Return the plan of a muscle, named as `muscle_named` understands, or of widespread aching.

    Examples
    --------
    >>> from posture.care import load_care
    >>> [step.id for step in plan_for("Upper-Trapezius", load_care()).steps][:2]
    ['rub', 'ball_wall_trapezius']
    """
    if name.strip().lower() == WIDESPREAD:
        return _widespread(care)
    return _of_muscle(muscle_named(name, care.knowledge.parts()), care)


def open_at(stops_at: Open, tier: Tier) -> bool:
    """Tell whether what stops at one tier is still open while another is reached.

    Examples
    --------
    >>> open_at(Tier.WEEK, Tier.ASK), open_at(Tier.WEEK, Tier.WEEK)
    (True, False)
    """
    return TIERS.index(tier) < TIERS.index(stops_at)


def pressing(plan: Plan, level: Level | None) -> tuple[Step, ...]:
    """Return the ways of self-massage that a level allows; one of them is chosen."""
    steps = (step for step in plan.steps if step.kind in PRESSING)
    return tuple(step for step in steps if level is None or level.tools or step.id == RUB)


def today(
    plan: Plan, way: Step | None, tier: Tier, care: Care, *, halved: bool
) -> tuple[Step, ...]:
    """Return the steps of today: the chosen self-massage, then the exercises, as far as open."""
    exercises = tuple(step for step in plan.steps if step.kind not in PRESSING)
    if tier in (Tier.WEEK, Tier.NOW):
        exercises = _quiet(care)
    steps = (*(() if way is None else (way,)), *exercises)
    found = tuple(step for step in steps if open_at(step.stops_at, tier))
    return tuple(map(half, found)) if halved else found


def half(step: Step) -> Step:
    """Return the step with half the dose: fewer rounds, or shorter where there is only one.

    The slow phases of pressing are left as they are: pressure that rises faster is not less.
    """
    if step.rounds > 1:
        return replace(step, rounds=math.ceil(step.rounds / 2))
    if step.kind == "pressure":
        return step
    short = (Phase(seconds=phase.seconds / 2, say=phase.say) for phase in step.phases)
    return replace(step, phases=tuple(short))


def exercise_step(exercise: Exercise) -> Step:
    """Return the step of an exercise."""
    return Step(
        id=exercise.id,
        kind=exercise.kind,
        title=exercise.name,
        how=exercise.how,
        phases=exercise.phases,
        rounds=exercise.rounds,
        dose=exercise.dose,
        easier=exercise.easier,
        stop=exercise.stop,
        stops_at=exercise.stops_at,
        sources=exercise.sources,
        grade=exercise.grade,
    )


def _of_muscle(muscle: Muscle, care: Care) -> Plan:
    guide = care.care.guide[muscle.part_of]
    rub = (_rub(care),) if guide.rub else ()
    steps = (*rub, *_techniques(muscle, care), *_exercises(guide.exercises, care))
    return Plan(
        id=muscle.part_of,
        name=muscle.plain_name,
        anatomical=muscle.anatomical,
        levels=care.care.level if muscle.massage.allowed else (),
        steps=steps,
        breaks=care.breaks_for(muscle.weights),
        comforts=care.care.comfort,
        no_pressure=muscle.massage.none,
        instead=muscle.massage.instead,
    )


def _widespread(care: Care) -> Plan:
    aching = care.care.widespread
    return Plan(
        id=WIDESPREAD,
        name=aching.name,
        anatomical=None,
        levels=(),
        steps=(_rub(care), *_exercises(aching.exercises, care)),
        breaks=care.exercises.break_,
        comforts=care.care.comfort,
        about=aching.text,
    )


def _exercises(ids: Iterable[str], care: Care) -> Iterator[Step]:
    return (exercise_step(care.exercise(one)) for one in ids)


def _quiet(care: Care) -> tuple[Step, ...]:
    """Return what goes on while a doctor is awaited: stand and walk, breathe."""
    walk = next(one for one in care.exercises.break_ if not one.channels)
    about = walk.phases[0].say
    step = Step(
        id=walk.id,
        kind="move",
        title=walk.title,
        how=about,
        phases=walk.phases,
        stop=care.flags.stop_rule[0].text,
        stops_at=walk.stops_at,
        sources=walk.sources,
        grade=walk.grade,
    )
    return (step, exercise_step(care.exercise("breathing")))


def _rub(care: Care) -> Step:
    rub = care.care.rub
    return _press(RUB, "massage", "fingers", rub.name, (rub.how, rub.avoid), rub.phases)


def _techniques(muscle: Muscle, care: Care) -> Iterator[Step]:
    for one in muscle.massage.techniques:
        way, timing = care.knowledge.technique[one], care.care.timing[one]
        claims = (way.how, way.avoid)
        yield _press(one, timing.kind, way.tool, way.name, claims, timing.phases)


def _press(
    step_id: str,
    kind: Kind,
    tool: str,
    name: str,
    claims: tuple[Claim, Claim],
    phases: tuple[Phase, ...],
) -> Step:
    how, avoid = claims
    return Step(
        id=step_id,
        kind=kind,
        tool=tool,
        title=name[0].upper() + name[1:],
        how=how.text,
        phases=phases,
        stop=avoid.text,
        stops_at=Tier.ASK,
        sources=tuple(dict.fromkeys((*how.sources, *avoid.sources))),
        grade=how.grade,
    )
