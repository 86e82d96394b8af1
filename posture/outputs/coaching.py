"""Plan and check of self-care to JSON: the plan with everything that must be read before it."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from posture.care import Care
from posture.care_plan import Plan, Step
from posture.care_range import Ranges
from posture.care_records import Break, Phase
from posture.knowledge import named_sources
from posture.records import Claim

VERSION = 1


def plan_mapping(plan: Plan, care: Care) -> dict[str, Any]:
    """Return the whole plan, ready for JSON; the keys are listed in docs/commands.md."""
    mapping: dict[str, Any] = {
        "version": VERSION,
        "muscle": plan.id,
        "name": plan.name,
        "anatomical": plan.anatomical,
        "statement": care.care.statement.text,
        "about": plan.about,
        "questions": _questions(care),
        "stop_rules": _texts(care.flags.stop_rule),
        "never": _texts(care.flags.never),
        "no_pressure": plan.no_pressure,
        "instead": plan.instead,
        "levels": [level.model_dump(mode="json") for level in plan.levels],
        "steps": [_step(step) for step in plan.steps],
        "programme": _texts(care.exercises.programme),
        "breaks": [_break(one) for one in plan.breaks],
        "comforts": [comfort.model_dump(mode="json") for comfort in plan.comforts],
        "closing": list(care.care.closing.lines),
        "therapist": list(care.care.therapist.lines),
        "effect": _texts((*care.knowledge.about.effect, *care.exercises.evidence)),
        "honesty": _texts(care.knowledge.about.honesty),
    }
    return {**mapping, "sources": _references(plan, care)}


def ranges_mapping(found: Ranges) -> dict[str, Any]:
    """Return turn and tilt, ready for JSON."""
    return {
        str(movement): {
            side: None if reach is None else asdict(reach) for side, reach in sides.items()
        }
        for movement, sides in found.items()
    }


def _questions(care: Care) -> list[dict[str, Any]]:
    return [
        {
            "tier": str(screen.tier),
            "title": screen.title,
            "questions": _texts(screen.question),
            "do": list(screen.do),
            "still": care.flags.tier[screen.tier].still,
        }
        for screen in care.flags.screen
    ]


def _texts(claims: Iterable[Claim]) -> list[str]:
    return [claim.text for claim in claims]


def _step(step: Step) -> dict[str, Any]:
    return {
        "id": step.id,
        "kind": step.kind,
        "tool": step.tool,
        "title": step.title,
        "how": step.how,
        "seconds": step.seconds,
        "rounds": step.rounds,
        "phases": _phases(step.phases),
        "dose": step.dose,
        "easier": step.easier,
        "stop": step.stop,
        "stops_at": str(step.stops_at),
        "sources": list(step.sources),
        "grade": step.grade,
    }


def _break(one: Break) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "phases": _phases(one.phases),
        "stops_at": str(one.stops_at),
        "sources": list(one.sources),
        "grade": one.grade,
    }


def _phases(phases: Iterable[Phase]) -> list[dict[str, Any]]:
    return [{"seconds": phase.seconds, "say": phase.say} for phase in phases]


def _references(plan: Plan, care: Care) -> Mapping[str, str]:
    about = care.knowledge.about
    cards = (plan.levels, plan.breaks, plan.comforts, care.care.closing, care.care.therapist)
    named = {
        *named_sources((care.flags, care.exercises.evidence, about.effect, about.honesty, *cards))
    }
    named |= {key for step in plan.steps for key in step.sources}
    return {key: care.knowledge.source[key].reference for key in sorted(named)}
