"""Muscles to the screen: all of them as a table, or one in full text."""

from collections.abc import Iterator
from textwrap import fill, indent

from rich import box
from rich.table import Column, Table

from posture.anatomy import Massage
from posture.holding import holdings
from posture.knowledge import Muscle, load_knowledge, named_sources
from posture.outputs.wording import capitalised, listed
from posture.records import Claim

WIDTH = 80
_WIDTHS = {  # the longest words stay whole in 80 columns
    "muscle": 22,
    "where": 8,
    "loaded by": None,
    "seen by the camera": 11,
    "our guide value after": 13,
}


def table() -> Table:
    """Return a row for each muscle."""
    columns = (Column(name, width=width) for name, width in _WIDTHS.items())
    shown = Table(*columns, box=box.SIMPLE, show_lines=True, collapse_padding=True, pad_edge=False)
    for muscle in load_knowledge().parts():
        shown.add_row(
            f"{muscle.plain_name}\n({muscle.anatomical})",
            muscle.region,
            " ".join(claim.text for claim in muscle.desk),
            _seen(muscle),
            _guide(muscle),
        )
    shown.caption = "One muscle in full: posture muscles NAME. Exposure, never a diagnosis."
    return shown


def page(muscle: Muscle) -> str:
    """Return all that is known of a muscle as text, each statement with its sources and grade."""
    return "\n".join(_lines(muscle))


def _lines(muscle: Muscle) -> Iterator[str]:
    yield f"{capitalised(muscle.plain_name)} ({muscle.anatomical})"
    yield from _section("Where", [_said(muscle.where)])
    yield from _section("What loads it at a desk", map(_said, muscle.desk))
    yield from _section("What a camera sees of it", _camera(muscle))
    yield from _section("Our guide value is reached after", _holding(muscle))
    yield from _section("What studies found", map(_said, muscle.evidence))
    yield from _section("Where pain from it is said to be felt", [_said(muscle.referral)])
    yield from _section("Trigger points: what is said, and how much is known", _about())
    yield from _section("Before any self-massage", _doctor_first())
    yield from _section("Self-massage", _massage(muscle))
    yield from _section("Grades", [_GRADES])
    yield from _section("Sources", _sources(muscle))


_GRADES = (
    "A prospective or controlled studies, B cross-sectional or laboratory studies, C expert text "
    "or textbook only; debated: experts disagree."
)


def _section(heading: str, texts: Iterator[str] | list[str]) -> Iterator[str]:
    for place, text in enumerate(texts):
        yield from ("", heading) if place == 0 else ()
        yield indent(fill(text, WIDTH - 4, subsequent_indent="  "), "  ")


def _said(claim: Claim) -> str:
    debated = "; debated" if claim.contested else ""
    return f"{claim.text} [{_keys(claim)}; {claim.grade}{debated}]"


def _camera(muscle: Muscle) -> Iterator[str]:
    camera = muscle.camera
    if camera.sees is not None:
        yield f"Seen: {camera.sees}."
    yield f"Not seen: {camera.misses}."
    if muscle.camera.condition is not None:
        yield f"Scored only with {muscle.camera.condition}; otherwise not observable. {muscle.why}"
    elif muscle.why is not None:
        yield f"Not observable, so not scored. {muscle.why}"
    if muscle.advice is not None:
        yield f"What helps all the same: {muscle.advice}"


def _holding(muscle: Muscle) -> Iterator[str]:
    for one in holdings(muscle, load_knowledge().channel):
        yield f"{one.minutes:.0f} min of {one.posture} (weight {one.weight:g})"
    if muscle.observable:
        yield f"Weights are our decision, by anatomy; none was measured. [{_keys(muscle)}; C]"


def _keys(entry: Muscle | Claim | Massage) -> str:
    return ", ".join(entry.sources)


def _about() -> Iterator[str]:
    about = load_knowledge().about
    for claim in (about.definition, about.referral, about.active_and_latent):
        yield _said(claim)
    yield f"Said to contribute: {' '.join(_said(claim) for claim in about.contributors)}"
    signs = [sign for sign in load_knowledge().sign if not sign.red_flag]
    yield f"Signs, by the article: {listed(sign.text for sign in signs)}. [seed; C; debated]"
    for claim in about.honesty:
        yield _said(claim)


def _doctor_first() -> Iterator[str]:
    flags = [sign.text for sign in load_knowledge().sign if sign.red_flag]
    yield f"The article lists these; see a doctor first: {listed(flags)}. [seed]"
    yield _said(load_knowledge().about.doctor_first)


def _massage(muscle: Muscle) -> Iterator[str]:
    massage = muscle.massage
    if massage.none is not None:
        yield f"None. {massage.none} [{_keys(massage)}]"
        yield f"Instead: {massage.instead}"
        return
    for name in massage.techniques:
        technique = load_knowledge().technique[name]
        yield f"{capitalised(technique.name)}. {_said(technique.how)} {_said(technique.avoid)}"
    yield "Stop at dizziness, tingling, or pain that runs into arm or head."
    for claim in load_knowledge().about.effect:
        yield _said(claim)


def _sources(muscle: Muscle) -> Iterator[str]:
    knowledge = load_knowledge()
    used = [knowledge.technique[name] for name in muscle.massage.techniques]
    named = set(named_sources((muscle, knowledge.about, knowledge.sign, used)))
    for key in sorted(named):
        source = knowledge.source[key]
        yield f"{key}: {source.reference}{'' if source.read else ' (not looked up again)'}"


def _seen(muscle: Muscle) -> str:
    if muscle.camera.condition is not None:
        return f"only with {muscle.camera.condition}"
    return "yes" if muscle.observable else "no"


def _guide(muscle: Muscle) -> str:
    found = holdings(muscle, load_knowledge().channel)
    return "not scored" if not found else f"{found[0].minutes:.0f} min of {found[0].posture}"
