"""Questions, plans and checks to the terminal."""

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from posture.care import Care
from posture.care_plan import Plan, Step
from posture.care_range import Ranges, Reach
from posture.care_records import Break, Card, Screen, Tier


def heading(text: str, style: str = "bold") -> RenderableType:
    """Return a heading with a line before it."""
    return Padding(Text(text, style=style), (1, 0, 0, 0))


def bullets(lines: Iterable[str], sign: str = "•") -> RenderableType:
    """Return lines with a sign before each, wrapped under themselves."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=1)
    grid.add_column()
    for line in lines:
        grid.add_row(sign, Text(line))
    return Padding(grid, (0, 0, 0, 2))


def card(one: Card) -> RenderableType:
    """Return a title and its lines."""
    return Group(heading(one.title), bullets(one.lines))


def question_screen(screen: Screen) -> RenderableType:
    """Return one list of questions, urgent ones in red."""
    style = "bold red" if screen.tier is Tier.NOW else "bold yellow"
    return Group(
        heading(screen.title, style),
        Text("if any of these is so:"),
        bullets(question.text for question in screen.question),
    )


def remedy(screen: Screen, care: Care) -> RenderableType:
    """Return what to do after a yes, and what goes on meanwhile."""
    style = "bold red" if screen.tier is Tier.NOW else "bold yellow"
    return Group(
        heading(screen.title, style),
        bullets(screen.do, "→"),
        Padding(Text(care.flags.tier[screen.tier].still), (1, 0, 0, 0)),
    )


def sheet(plan: Plan, care: Care) -> RenderableType:
    """Return the whole plan to read: what must be asked first, then every step."""
    return Group(*_first(plan, care), *_plan(plan, care), *_last(care))


def _first(plan: Plan, care: Care) -> Iterator[RenderableType]:
    anatomical = "" if plan.anatomical is None else f" ({plan.anatomical})"
    yield Text(f"Self-care: {plan.name}{anatomical}", style="bold")
    yield Text(care.care.statement.text)
    yield heading("First the questions")
    yield Text(f"{care.flags.words.intro} {care.flags.words.unsure}")
    for screen in care.flags.screen:
        yield question_screen(screen)
        yield bullets(screen.do, "→")
    yield Padding(Text(care.flags.words.nobody_cleared), (1, 0, 0, 0))
    yield heading("When to stop", "bold red")
    yield bullets(rule.text for rule in care.flags.stop_rule)


def _plan(plan: Plan, care: Care) -> Iterator[RenderableType]:
    if plan.about is not None:
        yield Padding(Text(plan.about), (1, 0, 0, 0))
    yield from warning(plan)
    if plan.levels:
        yield heading("How much")
        yield bullets(f"{level.title}: {level.text}" for level in plan.levels)
    for step in plan.steps:
        yield step_text(step)
    yield heading("How often")
    yield bullets(claim.text for claim in care.exercises.programme)
    if plan.breaks:
        yield heading("Breaks of 45 s that fit")
        yield bullets(_break_line(one) for one in plan.breaks)
    yield from map(card, plan.comforts)
    yield heading("What is known of it")
    yield bullets(claim.text for claim in (*care.knowledge.about.effect, *care.exercises.evidence))


def _last(care: Care) -> Iterator[RenderableType]:
    yield card(care.care.closing)
    yield card(care.care.therapist)
    yield heading("Never")
    yield bullets(claim.text for claim in care.flags.never)
    yield heading("How sure is this")
    yield bullets(claim.text for claim in care.knowledge.about.honesty)


def warning(plan: Plan) -> Iterator[RenderableType]:
    """Yield why nobody should press there on their own, and what to do instead."""
    if plan.no_pressure is not None:
        yield heading("No pressure here", "bold red")
        yield Text(plan.no_pressure)
    if plan.instead is not None:
        yield Text(f"Instead: {plan.instead}")


def step_text(step: Step) -> RenderableType:
    """Return a step to read, with its dose, its easier form and when to stop."""
    timed = f"{step.seconds:.0f} s" if step.rounds == 1 else f"{step.rounds} rounds"
    lines = [("How much", step.dose), ("Easier", step.easier), ("Mind", step.stop)]
    timing = " ".join(f"{phase.seconds:g} s: {phase.say}" for phase in step.phases)
    return Group(
        heading(f"{step.title} [{step.kind}, {timed}; evidence {step.grade}]"),
        Text(step.how),
        Text(timing, style="cyan"),
        *(Text(f"{name}: {text}") for name, text in lines if text is not None),
    )


def _break_line(one: Break) -> str:
    return f"{one.title}: " + " ".join(f"{phase.seconds:g} s {phase.say}" for phase in one.phases)


def range_lines(found: Ranges) -> Iterator[str]:
    """Yield one line for turn and tilt: each side with its sd, or that it was not seen."""
    for movement, sides in found.items():
        left, right = sides["left"], sides["right"]
        yield f"{movement}: left {_reach(left)}, right {_reach(right)}"


def _reach(reach: Reach | None) -> str:
    if reach is None:
        return "not seen"
    if reach.at_least:
        return f"{reach.deg:.0f}° or more"
    return f"{reach.deg:.0f}° ± {reach.sd:.0f}°"
