"""A period of the history to pages: for the worker, for the professional, for a therapist."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from posture.knowledge import load_knowledge
from posture.outputs import daypanels, professional, therapist
from posture.outputs.bodymap import body_views, dose_words, felt_views
from posture.outputs.daywords import (
    between,
    camera,
    coach_words,
    entries,
    many_days,
    possible,
    prompt_name,
    sentences,
    span,
    turned,
    usual_day,
    written,
)
from posture.outputs.dictionary import column
from posture.outputs.digest import Digest
from posture.outputs.files import appearing
from posture.outputs.findings import Advised
from posture.outputs.pages import page
from posture.outputs.panels import Panel
from posture.outputs.report import Card
from posture.outputs.turns import turns, unlike_sides
from posture.outputs.wording import duration, listed, muscle_name, percent
from posture.profile import Profile
from posture.resampling import Interval

_NAMED = 3  # muscles of which it is said where pain from them is felt
_TURNS = {
    "pain": "Pain, your own words",
    "load": "Load of the day, of our guide value",
    "longest sitting": "Longest sitting",
}


def write_history_report(
    digest: Digest, path: Path, *, profiles: Mapping[str, Profile], unfolded: bool = False
) -> None:
    """Write the page of a period; ``unfolded`` opens the part for professionals."""
    _keep(path, render(digest, profiles=profiles, unfolded=unfolded))


def write_printout(digest: Digest, path: Path) -> None:
    """Write the one page for a therapist."""
    _keep(path, page("therapist.html.j2").render(**therapist.parts(digest)))


def _keep(path: Path, text: str) -> None:
    """Write a page that its owner alone can read: it holds words about pain."""
    with appearing(path) as part:
        part.touch(mode=0o600)
        part.write_text(text, encoding="utf-8")


def render(digest: Digest, *, profiles: Mapping[str, Profile], unfolded: bool = False) -> str:
    """Return the page of a period: complete in itself, it asks the network for nothing."""
    groups = {
        "heat": [daypanels.heat(digest)],
        "trends": list(daypanels.over_days(digest)),
        "sitting": [daypanels.sitting(digest)],
        "pain": [panel] if (panel := daypanels.pain(digest)) is not None else [],
        "spread": list(daypanels.distributions(digest)),
    }
    usual = {one.muscle: one.usual for one in digest.loads}
    return page("history.html.j2").render(
        title=f"Your posture, {span(digest.dates[0], digest.dates[-1])}",
        meta=list(_meta(digest)),
        sentences=sentences(digest),
        cards=list(_cards(digest)),
        groups=groups,
        figures=_figures(groups),
        days=list(daypanels.day_rows(digest)),
        bodies=body_views(usual),
        body_words=dose_words(usual),
        loads=list(_load_rows(digest)),
        felt=list(_felt(digest)),
        felt_views=felt_views(digest.loads[0].muscle) if digest.loads else (),
        felt_name=muscle_name(digest.loads[0].muscle) if digest.loads else "",
        unjudged=[m.name for m in load_knowledge().unjudged(usual)],
        advice=[advice_row(one) for one in digest.advised],
        coached=coach_words(digest),
        changed=None if digest.changed is None else written(digest.changed),
        what=digest.what,
        turns=list(_turn_rows(digest)),
        usual_day=usual_day(digest),
        unlike=unlike_sides(digest),
        unfolded=unfolded,
        **professional.parts(digest, profiles),
    )


def _figures(groups: Mapping[str, list[Panel]]) -> dict[str, object]:
    every = (panel for group in groups.values() for panel in group)
    return {panel.key: panel.figure for panel in every if panel.figure is not None}


def _meta(digest: Digest) -> Iterator[str]:
    yield f"{many_days(len(digest.days.keys))} watched"
    yield f"{duration(digest.here_s)} seen at the desk"
    cameras = sorted({camera(one.source) for one in digest.period.sessions})
    if cameras:
        yield f"camera{'s' if len(cameras) > 1 else ''}: {listed(cameras)}"
    if digest.twice_s >= 60:
        yield f"two cameras at once for {duration(digest.twice_s)}, which counts twice"


def _cards(digest: Digest) -> Iterator[Card]:
    days = len(digest.days.keys)
    seated = digest.total_s("seated")
    yield Card(
        label="Seated a day",
        value=duration(seated / days),
        note=f"on {many_days(days)}, as far as seen",
    )
    longest = float(digest.longest_by_day_min.max())
    breaks = digest.sittings.breaks
    every = (
        f"one break in {duration(seated / breaks)} of sitting" if breaks else "no break was seen"
    )
    yield Card(label="Longest sitting", value=duration(60 * longest), note=every)
    if digest.loads:
        top = digest.loads[0]
        name = muscle_name(top.muscle)
        note = f"of our guide value {usual_day(digest)}, {name}; {possible(top)}"
        yield Card(label="Most loaded", value=percent(top.usual), note=note)
    own = [one.pain for one in digest.diary]
    if own:
        note = f"of 10 on average, {entries(len(own))}, highest {max(own)}"
        yield Card(label="Pain in your diary", value=f"{np.mean(own):.1f}", note=note)
    given = len(digest.period.said)
    followed = sum(one.count(True) for one in digest.advised)
    note = f"{followed} followed" if given else "nothing was said"
    yield Card(label="Prompts", value=str(given), note=note)
    unknown = float(round(digest.total_s("unknown")))
    whole = digest.here_s + unknown + digest.total_s("away")
    note = f"{duration(unknown)} of the watch; counts neither as good nor as bad"
    yield Card(label="Not observed", value=percent(unknown / whole) if whole else "–", note=note)


def _load_rows(digest: Digest) -> Iterator[Mapping[str, str]]:
    anatomical = {muscle.id: muscle.anatomical for muscle in load_knowledge().muscles}
    for one in digest.loads:
        yield {
            "name": muscle_name(one.muscle),
            "anatomical": anatomical.get(one.muscle, ""),
            "usual": percent(one.usual),
            "possible": f"{percent(one.low)} to {percent(one.high)}",
            "highest": percent(one.highest),
            "days": str(one.days_over),
            "over": duration(60 * one.over_min),
        }


def _felt(digest: Digest) -> Iterator[tuple[str, str]]:
    """Yield the most loaded muscles and where pain from them is said to be felt."""
    knowledge = load_knowledge()
    parts = dict.fromkeys(knowledge.muscle(one.muscle).part_of for one in digest.loads)
    for part in list(parts)[:_NAMED]:
        muscle = next(one for one in knowledge.muscles if one.part_of == part)
        zones = [knowledge.zone[zone] for zone in muscle.referral.zones]
        if zones:
            yield muscle.plain_name, listed(zones)


def advice_row(one: Advised) -> dict[str, str]:
    """Return what became of the prompts of one kind, ready for a table."""
    shares, change = one.shares, one.change
    counts = {"followed": one.count(True), "not": one.count(False), "not seen": one.count(None)}
    return {
        "name": prompt_name(one.kind),
        "given": str(len(one.heeds)),
        "became": ", ".join(f"{count} {name}" for name, count in counts.items() if count),
        "denied": str(one.denied),
        "shares": "–" if shares is None else f"{percent(shares[0])} → {percent(shares[1])}",
        "change": "–" if change is None else points(change),
    }


def points(change: Interval) -> str:
    """Write a change of a share in percentage points, with its interval."""
    parts = (change.estimate, change.low, change.high)
    scaled = [None if one is None else 100 * one for one in parts]
    whole = Interval(
        estimate=100 * change.estimate, low=scaled[1], high=scaled[2], blocks=change.blocks
    )
    return between(whole, "points", decimals=0)


def _turn_rows(digest: Digest) -> Iterator[Mapping[str, str]]:
    for one in turns(digest):
        before, after, change = turned(one)
        yield {
            "name": _TURNS.get(one.name) or column(one.name).label,
            "before": before,
            "after": after,
            "change": change,
            "days": " / ".join(map(str, one.found.days)),
        }
