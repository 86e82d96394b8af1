"""A period to the one page for a therapist: what, how long, which side, pain, what was tried."""

from collections.abc import Iterator, Mapping

import numpy as np

from posture.knowledge import load_knowledge
from posture.minutes import HEAD
from posture.outputs.bodymap import body_views, dose_words
from posture.outputs.daywords import coach_words, entries, span, turned, written
from posture.outputs.dictionary import column, terms
from posture.outputs.digest import Digest
from posture.outputs.trends import SHOULDERS
from posture.outputs.turns import turns
from posture.outputs.wording import UNTOLD, duration, listed, muscle_name, number, percent
from posture.weeks import DAY_S, monday_of, week_of

_POSTURES = ("head_forward", "looking_down", "chin_poke", "twisted", "too_close", "leaning")
_MOST = 6  # muscles that fit the page
_TOLD = ("pain", "load", "protraction_cm")  # of what may have changed
_WEEKS = 8  # of pain, the last ones


def parts(digest: Digest) -> dict[str, object]:
    """Return everything that the page shows."""
    usual = {one.muscle: one.usual for one in digest.loads}
    return {
        "when": span(digest.dates[0], digest.dates[-1]),
        "days": len(digest.days.keys),
        "here": duration(digest.here_s / len(digest.days.keys)),
        "unknown": percent(digest.total_s("unknown") / max(1.0, digest.watched_s)),
        "blind": percent(1 - digest.seen_share(*HEAD)),
        "postures": list(_postures(digest)),
        "sides": list(_sides(digest)),
        "loads": list(_loads(digest)),
        "bodies": body_views(usual),
        "body_words": dose_words(usual),
        "pain": list(_pain(digest)),
        "weeks": list(_weeks(digest)),
        "tried": list(_tried(digest)),
    }


def _postures(digest: Digest) -> Iterator[Mapping[str, str]]:
    for name in _POSTURES:
        share = digest.held_share(name)
        if share is None:
            continue
        judged = digest.days.sum(digest.judged_s(name))
        a_day = float(judged[judged > 0].mean())
        yield {
            "label": terms("alert_kind")[name].label,
            "share": percent(share),
            "time": duration(60 * round(share * a_day / 60)) if share > 0 else "–",
        }


def _sides(digest: Digest) -> Iterator[Mapping[str, str]]:
    """Yield what differs between left and right."""
    for side, name in zip(("left", "right"), SHOULDERS, strict=True):
        share, found = digest.held_share(f"shrug_{side}"), digest.percentiles(name)
        if share is None or found is None:
            yield {"side": side, "raised": "not observed", "usual": "not observed", "high": "–"}
            continue
        yield {
            "side": side,
            "raised": percent(share),
            "usual": f"{number(found[1], 'cm')} ± {number(digest.sd(name)[1], 'cm')}",
            "high": number(found[2], "cm"),
        }


def _loads(digest: Digest) -> Iterator[Mapping[str, str]]:
    anatomical = {muscle.id: muscle.anatomical for muscle in load_knowledge().muscles}
    for one in digest.loads[:_MOST]:
        yield {
            "name": muscle_name(one.muscle),
            "anatomical": anatomical.get(one.muscle, ""),
            "usual": percent(one.usual),
            "possible": f"{percent(one.low)} to {percent(one.high)}",
            "days": f"{one.days_over} of {digest.judged_days}",
        }


def _pain(digest: Digest) -> Iterator[str]:
    own = digest.diary
    if not own:
        yield "No pain was written down."
        return
    pains, last = np.array([one.pain for one in own]), own[-1]
    ends = f"lowest {pains.min()}, highest {pains.max()}"
    yield f"{entries(len(own))}: average {pains.mean():.1f} of 10, {ends}."
    yield f"Last: {last.pain} of 10 on {written(last.at.date())}."
    tags = sorted({str(tag) for one in own for tag in one.tags})
    if tags:
        yield f"Written beside it: {listed(tags)}."


def _weeks(digest: Digest) -> Iterator[Mapping[str, object]]:
    """Yield pain and load week by week, the last ones in which one of them was kept."""
    weeks = week_of(digest.days.keys * DAY_S)
    time_s, pains = digest.pains
    of_pain = week_of(time_s)
    for week in np.unique((*weeks, *of_pain))[-_WEEKS:]:
        load, pain = digest.load_by_day[weeks == week], pains[of_pain == week]
        monday = monday_of(week)
        yield {
            "when": f"{monday.day} {monday:%B}",
            "load": percent(float(np.nanmean(load))) if np.isfinite(load).any() else "–",
            "pain": f"{pain.mean():.1f}" if len(pain) else "–",
            "bar": 0.0 if not len(pain) else float(pain.mean()) / 10,
        }


def _tried(digest: Digest) -> Iterator[str]:
    given = len(digest.period.said)
    if given:
        followed = sum(one.count(True) for one in digest.advised)
        yield f"Prompts: {given} given, {followed} followed (as far as seen)."
    if words := coach_words(digest):
        yield words
    if digest.changed is not None:
        what = digest.what or "something"
        said = listed(_changes(digest))
        yield f"Changed on {written(digest.changed)}: {what}. Since then (95 % interval): {said}."
    if not given and digest.changed is None and not digest.period.coached:
        yield "Nothing that the program knows of."


def _changes(digest: Digest) -> Iterator[str]:
    for one in turns(digest):
        if one.name in _TOLD and one.told:
            yield f"{_name(one.name)} {turned(one)[-1]}"
        elif one.name in _TOLD:
            yield f"{_name(one.name)} {UNTOLD}, as camera or upright posture changed too"


def _name(name: str) -> str:
    return name if name in ("pain", "load") else column(name).label.lower()
